import { isAbsolute, join, relative, resolve } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { applyMisbehaviours } from "../acquisition/apply-misbehaviours.ts";
import { chooseMisbehaviours } from "../acquisition/choose-misbehaviours.ts";
import { noFaults, type ReplayedTile } from "../acquisition/planned-tile.ts";
import type { ReplayOptions, SimulationOptions } from "../simulation-options.ts";
import { findRecordedTiles } from "./find-recorded-tiles.ts";
import { recordedPositions } from "./recorded-positions.ts";

/**
 * The recorded tiles in replay order with everything that is to go wrong worked in; paths stay as they were.
 * Throws INPUT_NOT_FOUND when there is nothing to replay and ARGUMENT_INVALID when it would be copied into itself.
 */
export async function planReplay(options: SimulationOptions, replay: ReplayOptions): Promise<ReplayedTile[]> {
	const inside = relative(resolve(replay.folder), resolve(options.folder));
	if (!inside.startsWith("..") && !isAbsolute(inside)) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${options.folder}" lies in the folder to be replayed, "${replay.folder}". Choose a folder outside it.`,
			fields: { folder: options.folder, replayed: replay.folder },
		});
	}
	const recorded = await findRecordedTiles(replay);
	const positions = await recordedPositions(
		replay,
		recorded.map((tile) => tile.relativePath),
	);
	const regular = recorded.map(({ relativePath, files }, index): ReplayedTile => {
		const position = positions[index];
		return {
			number: index + 1,
			imaging: 1,
			relativePath,
			files: files.map((file) => ({ relativePath: file.relativePath, channel: null })),
			sources: files.map((file) => ({
				path: join(replay.folder, file.relativePath),
				sizeBytes: file.sizeBytes,
			})),
			lattice: position?.lattice ?? null,
			nominalPositionUm: position?.stagePosition ?? null,
			faults: noFaults,
			misbehaviours: [],
		};
	});
	return applyMisbehaviours(regular, chooseMisbehaviours(options, regular.length), {
		again: (tile) => ({ ...tile, imaging: tile.imaging + 1 }),
		// Refused by chooseMisbehaviours: a copy has the focus it has.
		outOfFocus: (tile) => tile,
	});
}
