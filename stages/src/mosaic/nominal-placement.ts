import { TilewrightError } from "@tilewright/contract/errors";
import type { PixelSize } from "@tilewright/contract/image/image";
import { mapAxes, type Triple } from "../registration/volume.ts";
import type { MosaicTile } from "./mosaic-tile.ts";

/** How tiles were placed, for the log: by stage position, by lattice times step, or by lattice times image size. */
export type NominalPlacement = "position" | "step" | "lattice" | "single";

export interface NominalPlaces {
	readonly by: NominalPlacement;
	/** First voxel of each tile, in voxels; not rounded. */
	readonly places: readonly Triple[];
}

export interface NominalOptions {
	/** `auto` takes the first of position, step and lattice that all tiles have. */
	readonly by: "auto" | "position" | "lattice";
	/** Part of a tile that neighbours share, where only the lattice is known. */
	readonly overlap: number;
	readonly pixelSize: PixelSize;
}

/**
 * Where the tiles are by what their source says. Planes (tiles of one voxel in depth) are put at their lattice z,
 * one voxel apart, whatever height the stage had: autofocus moves it. Throws ARGUMENT_INVALID when several tiles
 * have nothing in common to place them by.
 */
export function placeNominally(tiles: readonly MosaicTile[], options: NominalOptions): NominalPlaces {
	const depths = placeInDepth(tiles, options);
	const inPlane = placeInPlane(tiles, options);
	return {
		by: inPlane.by,
		places: inPlane.places.map((place, i) => ({ ...place, z: depths[i] ?? 0 })),
	};
}

function placeInPlane(tiles: readonly MosaicTile[], options: NominalOptions): NominalPlaces {
	const { x, y } = options.pixelSize;
	const hasPixelSize = x !== null && y !== null && x > 0 && y > 0;
	if (hasPixelSize && options.by !== "lattice") {
		const positions = tiles.flatMap(({ place }) => (place.position ? [place.position] : []));
		if (positions.length === tiles.length) {
			return { by: "position", places: positions.map((at) => ({ x: at.x / x, y: at.y / y, z: 0 })) };
		}
	}
	const lattices = tiles.flatMap(({ place }) => (place.lattice ? [place.lattice] : []));
	if (lattices.length === tiles.length && options.by !== "position") {
		const steps = tiles.flatMap(({ place }) =>
			place.step && place.step.x !== 0 && place.step.y !== 0 ? [place.step] : [],
		);
		const [first] = tiles;
		const step =
			hasPixelSize && options.by === "auto" && steps.length === tiles.length && steps[0]
				? { by: "step" as const, x: steps[0].x / x, y: steps[0].y / y }
				: {
						by: "lattice" as const,
						x: (first?.size.x ?? 1) * (1 - options.overlap),
						y: (first?.size.y ?? 1) * (1 - options.overlap),
					};
		return { by: step.by, places: lattices.map((at) => ({ x: at.x * step.x, y: at.y * step.y, z: 0 })) };
	}
	if (tiles.length <= 1) return { by: "single", places: tiles.map(() => ({ x: 0, y: 0, z: 0 })) };
	const without = tiles.find(({ place }) => place.lattice === null)?.name;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: hasPixelSize
			? `The mosaic's ${tiles.length} tiles cannot be placed: not all have a stage position, and "${without ?? tiles[0]?.name}" has no lattice position either.`
			: `The mosaic's ${tiles.length} tiles cannot be placed: their pixel size is not known (parameter "pixelSize", in micrometres), and "${without ?? tiles[0]?.name}" has no lattice position.`,
		fields: { tiles: tiles.length },
	});
}

function placeInDepth(tiles: readonly MosaicTile[], options: NominalOptions): readonly number[] {
	const lattice = tiles.map(({ place }) => place.lattice?.z ?? 0);
	const areAllPlanes = tiles.every((tile) => tile.size.z === 1);
	if (areAllPlanes) return lattice;
	const { z } = options.pixelSize;
	if (z !== null && z > 0 && options.by !== "lattice") {
		const positions = tiles.flatMap(({ place }) => (place.position ? [place.position.z / z] : []));
		if (positions.length === tiles.length) return positions;
		const steps = tiles.flatMap(({ place }) => (place.step?.z ? [place.step.z / z] : []));
		if (steps.length === tiles.length) return lattice.map((at) => at * (steps[0] ?? 1));
	}
	return lattice.map((at, i) => at * (tiles[i]?.size.z ?? 1));
}

/** Whole voxels, the smallest on each axis zero. */
export function roundPlaces(places: readonly Triple[]): {
	readonly origins: readonly Triple[];
	readonly least: Triple;
} {
	const least = mapAxes((axis) => Math.min(...places.map((place) => place[axis])));
	return { least, origins: places.map((place) => mapAxes((axis) => Math.round(place[axis] - least[axis]))) };
}
