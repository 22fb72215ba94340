import type { Vector } from "../specimen/structures.ts";

/** A tile as the list shows it at one moment. */
export interface ListedTile {
	readonly id: number;
	readonly relativePath: string;
	readonly isComplete: boolean;
	readonly lattice: Vector | null;
	/** Nominal, in micrometres. */
	readonly stagePosition: Vector | null;
}

/** What a list says besides its tiles. */
export interface ListSettings {
	/** Corners of the lattice, both included; null where tiles have no lattice position. */
	readonly extents: { readonly min: Vector; readonly max: Vector } | null;
	readonly customParameters: Readonly<Record<string, string | number | boolean>>;
	readonly planeMarkersZ: readonly number[];
	readonly backslashes: boolean;
	readonly expectedTiles: number;
}

/** Neighbours differ by one in their lattice positions. */
const latticeStep: Vector = { x: 1, y: 1, z: 1 };

/**
 * The text of `pipeline-input.json` as the MouseLight pipeline reads it, with two keys it does not know and skips:
 * `stagePosition` (micrometres) of a tile and `acquisition` of the file.
 */
export function pipelineInput(tiles: readonly ListedTile[], settings: ListSettings, isFinished: boolean): string {
	return toText({
		pipelineFormat: "1.0",
		...(settings.extents ? { extents: listedExtents(settings.extents) } : {}),
		projectInfo: { customParameters: settings.customParameters },
		planeMarkers: { x: [], y: [], z: settings.planeMarkersZ },
		acquisition: { isFinished, expectedTiles: settings.expectedTiles },
		tiles: tiles.map((tile) => ({
			id: tile.id,
			relativePath: listedPath(tile, settings),
			isComplete: tile.isComplete,
			...(tile.lattice ? { position: tile.lattice, step: latticeStep } : {}),
			...(tile.stagePosition ? { stagePosition: tile.stagePosition } : {}),
		})),
	});
}

/** The text of the acquisition dashboard's `dashboard.json`: tiles by plane. */
export function dashboard(tiles: readonly ListedTile[], settings: ListSettings, isFinished: boolean): string {
	const tileMap: Record<string, unknown[]> = {};
	for (const tile of tiles) {
		const plane = String(tile.lattice?.z ?? 0);
		tileMap[plane] ??= [];
		tileMap[plane].push({
			id: tile.id,
			relativePath: listedPath(tile, settings),
			isComplete: tile.isComplete,
			contents: { latticePosition: tile.lattice ?? { x: 0, y: 0, z: 0 }, latticeStep },
			...(tile.stagePosition ? { stagePosition: tile.stagePosition } : {}),
		});
	}
	return toText({
		monitor: settings.extents ? { extents: listedExtents(settings.extents) } : {},
		planeMarkers: { x: [], y: [], z: settings.planeMarkersZ },
		acquisition: { isFinished, expectedTiles: settings.expectedTiles },
		tileMap,
	});
}

function listedPath(tile: ListedTile, settings: ListSettings): string {
	return settings.backslashes ? tile.relativePath.replaceAll("/", "\\") : tile.relativePath;
}

function listedExtents({ min, max }: { readonly min: Vector; readonly max: Vector }) {
	return { minimumX: min.x, maximumX: max.x, minimumY: min.y, maximumY: max.y, minimumZ: min.z, maximumZ: max.z };
}

function toText(list: unknown): string {
	return `${JSON.stringify(list, null, "\t")}\n`;
}
