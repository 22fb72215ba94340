import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ReplayOptions } from "../simulation-options.ts";
import type { Vector } from "../specimen/structures.ts";

export interface RecordedPosition {
	readonly lattice: Vector | null;
	readonly stagePosition: Vector | null;
}

const vector = z.object({ x: z.number(), y: z.number(), z: z.number() });
const listSchema = z.object({
	tiles: z.array(
		z.object({
			relativePath: z.string(),
			position: vector.optional(),
			stagePosition: vector.optional(),
		}),
	),
});

/**
 * Where the tiles lie, one for each of `relativePaths` (in replay order): by counting through the lattice that the
 * options name, else as the replayed folder's own `pipeline-input.json` says, else unknown.
 */
export async function recordedPositions(
	replay: ReplayOptions,
	relativePaths: readonly string[],
): Promise<RecordedPosition[]> {
	if (replay.lattice) {
		const { lattice } = replay;
		return relativePaths.map((_, index) => ({ lattice: latticePlace(lattice, index), stagePosition: null }));
	}
	const listed = await readList(replay.folder);
	return relativePaths.map((relativePath) => listed.get(relativePath) ?? { lattice: null, stagePosition: null });
}

/** The place of the tile with this index; a full plane is followed by the next one. */
function latticePlace({ columns, rows, order }: NonNullable<ReplayOptions["lattice"]>, index: number): Vector {
	const z = Math.floor(index / (columns * rows));
	const inPlane = index % (columns * rows);
	const isByColumns = order === "columns" || order === "snakeColumns";
	const lineLength = isByColumns ? rows : columns;
	const line = Math.floor(inPlane / lineLength);
	const isReversed = (order === "snakeRows" || order === "snakeColumns") && line % 2 === 1;
	const inLine = isReversed ? lineLength - 1 - (inPlane % lineLength) : inPlane % lineLength;
	return isByColumns ? { x: line, y: inLine, z } : { x: inLine, y: line, z };
}

/** A recording without a list, or with one that cannot be read, has tiles without positions. */
async function readList(folder: string): Promise<Map<string, RecordedPosition>> {
	const positions = new Map<string, RecordedPosition>();
	let content: unknown;
	try {
		content = JSON.parse(await readFile(join(folder, "pipeline-input.json"), "utf8"));
	} catch {
		return positions;
	}
	const parsed = listSchema.safeParse(content);
	for (const tile of parsed.success ? parsed.data.tiles : []) {
		positions.set(tile.relativePath.replaceAll("\\", "/"), {
			lattice: tile.position ?? null,
			stagePosition: tile.stagePosition ?? null,
		});
	}
	return positions;
}
