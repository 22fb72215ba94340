import { TilewrightError } from "@tilewright/contract/errors";
import type { AttributeValue } from "@tilewright/contract/recipe";
import type { ObservedTile, Vector } from "../observed-tile.ts";
import { parseTilePath } from "../tile-path.ts";

/** A tile as a program announces it over the API. */
export interface AnnouncedTile {
	readonly relativePath: string;
	readonly isComplete: boolean;
	readonly lattice?: Vector | null | undefined;
	readonly step?: Vector | null | undefined;
	/** Of the first voxel, in micrometres. */
	readonly position?: Vector | null | undefined;
	readonly attributes?: Readonly<Record<string, AttributeValue>> | null | undefined;
	/** Below the source's root; the tile's path itself where none are named. Sizes are 0 where not given. */
	readonly files?: readonly (string | { readonly path: string; readonly sizeBytes: number })[] | null | undefined;
	/** To be changed when the tile was imaged again. */
	readonly contentSignature?: string | null | undefined;
}

/**
 * The announcer's word counts: no file is looked at. Throws TILE_PATH_INVALID for the tile's path and those of its
 * files, ARGUMENT_INVALID for a lattice position that is not whole.
 */
export function announcedTileToObserved(announced: AnnouncedTile): ObservedTile {
	const relativePath = parseTilePath(announced.relativePath);
	const lattice = announced.lattice ?? null;
	if (lattice !== null && [lattice.x, lattice.y, lattice.z].some((value) => !isLatticeValue(value))) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `The lattice position ${lattice.x}, ${lattice.y}, ${lattice.z} of tile "${relativePath}" is not made of whole numbers below 2^31. Micrometres belong into "position".`,
			fields: { relativePath, lattice },
		});
	}
	const files = announced.files?.length ? announced.files : [relativePath];
	return {
		relativePath,
		isComplete: announced.isComplete,
		lattice,
		step: announced.step ?? null,
		position: announced.position ?? null,
		attributes: announced.attributes ?? {},
		latticeAttributes: [],
		files: files.map((file) => {
			const { path, sizeBytes } = typeof file === "string" ? { path: file, sizeBytes: 0 } : file;
			return { path: parseTilePath(path), sizeBytes };
		}),
		contentSignature: announced.isComplete ? (announced.contentSignature ?? "announced") : null,
		verdict: announced.isComplete ? "announced as complete" : "announced, not complete yet",
	};
}

function isLatticeValue(value: number): boolean {
	return Number.isInteger(value) && Math.abs(value) < 2 ** 31;
}
