import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TaskFileInput } from "@tilewright/contract/task-file";
import { imageUnreadable } from "../image/image-source.ts";
import { type MeasuredPair, type SolvedPositions, solvePositions } from "../registration/solve-positions.ts";
import { type TileShift, tileShiftSchema } from "../registration/tile-shift.ts";
import type { Triple } from "../registration/volume.ts";
import type { MosaicTile } from "./mosaic-tile.ts";

/** The shifts among a task's inputs: those of stages that measured a displacement. Throws IMAGE_UNREADABLE for a broken one. */
export async function readShifts(inputs: readonly TaskFileInput[]): Promise<readonly TileShift[]> {
	const shifts: TileShift[] = [];
	for (const input of inputs) {
		if (input.isRoot || input.metrics["displacement.x"] === undefined) continue;
		const path = join(input.directory, "transform.json");
		try {
			shifts.push(tileShiftSchema.parse(JSON.parse(await readFile(path, "utf8"))));
		} catch (error) {
			throw imageUnreadable(path, `it is not the transform of a shift stage (unit "${input.unitKey}")`, error);
		}
	}
	// In an order of their own, not that of their arrival: sums of fractions depend on it.
	return shifts.sort((one, other) => compare(one.from, other.from) || compare(one.to, other.to));
}

function compare(one: string, other: string): number {
	return one < other ? -1 : Number(one > other);
}

/** Positions by the shifts between the tiles that are there, nominal where none tells. */
export function placeByShifts(
	tiles: readonly MosaicTile[],
	nominal: readonly Triple[],
	shifts: readonly TileShift[],
): SolvedPositions {
	const indexOf = new Map(tiles.map((tile, index) => [tile.name, index]));
	const pairs: MeasuredPair[] = [];
	for (const { from, to, offset, subpixel, confidence } of shifts) {
		const [a, b] = [indexOf.get(from), indexOf.get(to)];
		if (a !== undefined && b !== undefined) pairs.push({ from: a, to: b, offset, displacement: subpixel, confidence });
	}
	return solvePositions(
		nominal,
		tiles.map((tile) => tile.place.lattice),
		pairs,
	);
}
