import type { SimulationOptions } from "../simulation-options.ts";
import type { Vector } from "../specimen/structures.ts";
import type { MisbehaviourKind } from "./misbehaviour.ts";
import type { PlannedTile, SimulatedTile } from "./planned-tile.ts";
import { inPixels } from "./stage-positions.ts";

export const groundTruthFileName = "ground-truth.json";

/**
 * What is really in the folder: `ground-truth.json`. Positions are those of a tile's first voxel; x grows with the
 * column, y with the row of a pixel, z with the slice. Pixel positions count from the same origin as micrometres.
 */
export interface GroundTruth {
	readonly formatVersion: 1;
	readonly madeBy: "tilewright simulate";
	readonly seed: number;
	/** Whether every tile of the plan has been dealt with. */
	readonly isFinished: boolean;
	/** Null for a replay, whose truth lies with whoever recorded it. */
	readonly image: {
		readonly width: number;
		readonly height: number;
		readonly depth: number;
		readonly pixelType: string;
		readonly pixelSizeUm: { readonly lateral: number; readonly axial: number };
		readonly channelNames: readonly string[];
	} | null;
	/** In the order in which they were written; a tile imaged again under its path stands here twice, the last counts. */
	readonly tiles: readonly TrueTile[];
	readonly options: Omit<SimulationOptions, "folder" | "pacing" | "restart">;
}

export interface TrueTile {
	readonly number: number;
	readonly imaging: number;
	readonly relativePath: string;
	readonly files: readonly string[];
	readonly lattice: Vector | null;
	readonly well: string | null;
	readonly nominalPositionUm: Vector | null;
	readonly nominalPositionPixels: Vector | null;
	readonly truePositionUm: Vector | null;
	readonly truePositionPixels: Vector | null;
	readonly defocusUm: number | null;
	/** False for a file that stays half-written or holds bytes that are no image. */
	readonly isReadable: boolean;
	readonly misbehaviours: readonly MisbehaviourKind[];
}

export function describeTruth(
	options: SimulationOptions,
	tiles: readonly (PlannedTile | SimulatedTile)[],
	channelNames: readonly string[],
	isFinished: boolean,
): GroundTruth {
	// Neither the folder nor the pace changes what is in the files.
	const { folder: _folder, pacing: _pacing, restart: _restart, ...decisive } = options;
	const { tile, pixelSizeUm } = options.lattice;
	return {
		formatVersion: 1,
		madeBy: "tilewright simulate",
		seed: options.seed,
		isFinished,
		image: options.replay ? null : { ...tile, pixelType: options.optics.pixelType, pixelSizeUm, channelNames },
		tiles: tiles.map((planned) => {
			const simulated = "truePositionUm" in planned ? planned : null;
			return {
				number: planned.number,
				imaging: planned.imaging,
				relativePath: planned.relativePath,
				files: planned.files.map((file) => file.relativePath),
				lattice: planned.lattice,
				well: simulated?.well ?? null,
				nominalPositionUm: planned.nominalPositionUm,
				nominalPositionPixels: simulated ? inPixels(simulated.nominalPositionUm, pixelSizeUm) : null,
				truePositionUm: simulated?.truePositionUm ?? null,
				truePositionPixels: simulated ? inPixels(simulated.truePositionUm, pixelSizeUm) : null,
				defocusUm: simulated?.defocusUm ?? null,
				isReadable: !planned.faults.isCorrupt && planned.faults.halfWritten?.forMs !== null,
				misbehaviours: planned.misbehaviours,
			};
		}),
		options: decisive,
	};
}
