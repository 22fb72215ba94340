import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeTruth, type GroundTruth, groundTruthFileName, type TrueTile } from "./acquisition/ground-truth.ts";
import type { Growth } from "./acquisition/growth.ts";
import { ListWriter } from "./acquisition/list-writer.ts";
import { planAcquisition } from "./acquisition/plan-acquisition.ts";
import type { PlannedTile } from "./acquisition/planned-tile.ts";
import { playPlan, secondsSince } from "./acquisition/player.ts";
import { replaceFile } from "./acquisition/replace-file.ts";
import { openRunRecord, type RunRecord, writeRunRecord } from "./acquisition/run-record.ts";
import { type SimulationClock, systemSimulationClock } from "./acquisition/simulation-clock.ts";
import type { SimulationEvent } from "./acquisition/simulation-events.ts";
import type { ListSettings } from "./acquisition/tile-list.ts";
import { writeTile } from "./acquisition/write-tile.ts";
import { createCamera } from "./optics/camera.ts";
import { parseSimulationOptions } from "./parse-simulation-options.ts";
import { planReplay } from "./replay/plan-replay.ts";
import { writeReplayedTile } from "./replay/write-replayed-tile.ts";
import type { SimulationOptions, SimulationOptionsInput } from "./simulation-options.ts";
import type { Vector } from "./specimen/structures.ts";

export interface SimulationSurroundings {
	/** Aborting it ends the simulation after the current step; the next run with the same options goes on. */
	readonly signal?: AbortSignal;
	readonly clock?: SimulationClock;
	/** Called after each image is written and listed; awaited, so it can look at the folder as it is then. */
	readonly onTile?: (tile: TrueTile) => void | Promise<void>;
	readonly onEvent?: (event: SimulationEvent) => void;
}

/**
 * Plays an acquisition (or what is left of it) into `options.folder` and resolves with the truth about it, also when
 * it was stopped by the signal: then `isFinished` is false. Throws ARGUMENT_INVALID, PATH_PATTERN_INVALID,
 * INPUT_NOT_FOUND (nothing to replay) or STATE_CONFLICT (the folder holds something else).
 */
export async function simulateAcquisition(
	input: SimulationOptionsInput,
	surroundings: SimulationSurroundings = {},
): Promise<GroundTruth> {
	const options = parseSimulationOptions(input);
	const clock = surroundings.clock ?? systemSimulationClock;
	const onEvent = surroundings.onEvent ?? (() => {});
	const signal = surroundings.signal ?? new AbortController().signal;
	const { folder } = options;

	const record = await openRunRecord(options, clock);
	const { plan, channelNames, write } = await prepare(options, record);
	const truthOf = (isFinished: boolean) => describeTruth(options, plan, channelNames, isFinished);
	await mkdir(folder, { recursive: true });
	await writeTruth(folder, truthOf(record.isFinished));
	await writeRunRecord(folder, record);

	const beganMs = clock.monotonicMs();
	let { completed } = record;
	const total = plan.length;
	const { tiles } = truthOf(false);
	onEvent({ event: "started", folder, total, completed });

	const list = createList(options, plan, clock, signal);
	try {
		if (!record.isFinished) {
			await playPlan({
				plan,
				completed,
				pacing: options.pacing,
				listing: options.output.listing,
				list,
				clock,
				signal,
				write,
				record: async (done) => {
					completed = done;
					await writeRunRecord(folder, { ...record, completed });
				},
				onEvent,
				onTile: async (index) => {
					const tile = tiles[index];
					if (tile) await surroundings.onTile?.(tile);
				},
			});
			await finish(options, list);
			await writeRunRecord(folder, { ...record, completed, isFinished: true });
		}
	} catch (error) {
		if (!signal.aborted) throw error;
		onEvent({ event: "stopped", completed, total, seconds: secondsSince(clock, beganMs) });
		return truthOf(false);
	}
	const truth = truthOf(true);
	await writeTruth(folder, truth);
	onEvent({ event: "finished", completed, total, seconds: secondsSince(clock, beganMs) });
	return truth;
}

interface Preparation {
	readonly plan: readonly PlannedTile[];
	readonly channelNames: readonly string[];
	/** Writes the files of the plan's image with this index. */
	readonly write: (index: number, growth: Growth) => Promise<void>;
}

async function prepare(options: SimulationOptions, record: RunRecord): Promise<Preparation> {
	if (options.replay) {
		const plan = await planReplay(options, options.replay);
		const write = async (index: number, growth: Growth) => {
			const tile = plan[index];
			if (tile) await writeReplayedTile(options.folder, tile, options.seed, growth);
		};
		return { plan, channelNames: [], write };
	}
	const camera = createCamera(options);
	const plan = planAcquisition(options, record.date, camera.channelNames);
	const write = async (index: number, growth: Growth) => {
		const tile = plan[index];
		if (tile) await writeTile(options.folder, tile, options, camera, growth);
	};
	return { plan, channelNames: camera.channelNames, write };
}

function createList(
	options: SimulationOptions,
	plan: readonly PlannedTile[],
	clock: SimulationClock,
	signal: AbortSignal,
): ListWriter | null {
	const { format, projectParameters, planeMarkersZ, backslashes, rewriteListInPlace } = options.output;
	if (format === "directory") return null;
	const settings: ListSettings = {
		extents: extentsOf(plan),
		customParameters: projectParameters,
		planeMarkersZ,
		backslashes,
		expectedTiles: new Set(plan.map((tile) => tile.relativePath)).size,
	};
	return new ListWriter({
		folder: options.folder,
		format,
		settings,
		isRewrittenInPlace: rewriteListInPlace,
		clock,
		signal,
	});
}

function extentsOf(plan: readonly PlannedTile[]): { min: Vector; max: Vector } | null {
	const places = plan.flatMap((tile) => (tile.lattice ? [tile.lattice] : []));
	if (places.length === 0) return null;
	const along = (axis: keyof Vector, choose: (a: number, b: number) => number) =>
		places.reduce((best, place) => choose(best, place[axis]), places[0]?.[axis] ?? 0);
	return {
		min: { x: along("x", Math.min), y: along("y", Math.min), z: along("z", Math.min) },
		max: { x: along("x", Math.max), y: along("y", Math.max), z: along("z", Math.max) },
	};
}

async function finish(options: SimulationOptions, list: ListWriter | null): Promise<void> {
	list?.finish();
	await list?.write();
	const { format, endMarker } = options.output;
	if (format === "directory" && endMarker !== null) await writeFile(join(options.folder, endMarker), "");
}

async function writeTruth(folder: string, truth: GroundTruth): Promise<void> {
	await replaceFile(join(folder, groundTruthFileName), `${JSON.stringify(truth, null, "\t")}\n`);
}
