import { placeOfTile, type TileColumns } from "../../../live/overview-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";

interface PlaneRef {
	readonly z: number;
}

/**
 * The plane to show: the chosen one as long as it has tiles, else the newest (last) one. Null when tiles have no
 * lattice positions at all.
 */
export function choosePlane(planes: readonly PlaneRef[], chosen: number | null): number | null {
	if (chosen !== null && planes.some((plane) => plane.z === chosen)) return chosen;
	return planes.reduce<number | null>((newest, { z }) => (newest === null || z > newest ? z : newest), null);
}

/** The next plane that has tiles, in steps of planes rather than of z: skipped planes are jumped over. */
export function stepPlane(planes: readonly PlaneRef[], z: number | null, by: number): number | null {
	const sorted = planes.map((plane) => plane.z).sort((a, b) => a - b);
	if (z === null || sorted.length === 0) return z;
	const index = Math.min(Math.max(sorted.indexOf(z) + by, 0), sorted.length - 1);
	return sorted[index] ?? z;
}

/** The plane a tile lies in; null where it has no position, undefined where the tile is not known (yet). */
export function planeOfTile(tiles: TileColumns, tile: string): number | null | undefined {
	const place = placeOfTile(tiles, Number(tile));
	const z = place < 0 ? undefined : tiles.z[place];
	return z === noPosition ? null : z;
}
