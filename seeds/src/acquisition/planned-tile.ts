import type { Vector } from "../specimen/structures.ts";
import type { MisbehaviourKind } from "./misbehaviour.ts";

/** What goes wrong with one tile; durations in milliseconds. */
export interface TileFaults {
	readonly pauseBeforeMs: number;
	/** The writer stops in the middle: for how long, or for ever when `forMs` is null. */
	readonly halfWritten: { readonly forMs: number | null } | null;
	readonly isCorrupt: boolean;
	readonly truncatedListMs: number | null;
	readonly shrunkListMs: number | null;
}

export const noFaults: TileFaults = {
	pauseBeforeMs: 0,
	halfWritten: null,
	isCorrupt: false,
	truncatedListMs: null,
	shrunkListMs: null,
};

/** One image to be taken and written. The same tile may be imaged twice and then stands twice in a plan. */
export interface PlannedTile {
	/** 1 for the first tile in acquisition order; also its id in the list. */
	readonly number: number;
	/** 1, or 2 when the tile at this path is imaged again. */
	readonly imaging: number;
	/** Below the project's root, with forward slashes: the tile's folder, or its (first) file. */
	readonly relativePath: string;
	/** Its files below the root, in the order in which they are written. */
	readonly files: readonly PlannedFile[];
	readonly lattice: Vector | null;
	/** In micrometres, as the instrument reports it. */
	readonly nominalPositionUm: Vector | null;
	readonly faults: TileFaults;
	/** Everything played at this tile, for the record. */
	readonly misbehaviours: readonly MisbehaviourKind[];
}

export interface PlannedFile {
	readonly relativePath: string;
	/** Index of the channel it holds; null: all of them, or unknown. */
	readonly channel: number | null;
}

/** A tile to be imaged from the specimen, with the truth about it. */
export interface SimulatedTile extends PlannedTile {
	readonly lattice: Vector;
	readonly nominalPositionUm: Vector;
	readonly truePositionUm: Vector;
	readonly defocusUm: number;
	readonly well: string | null;
}

/** A tile to be copied from a folder. */
export interface ReplayedTile extends PlannedTile {
	/** Where each of `files` comes from. */
	readonly sources: readonly { readonly path: string; readonly sizeBytes: number }[];
}
