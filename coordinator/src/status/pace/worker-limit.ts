import type { StageId } from "@tilewright/contract/ids";
import { workersLimitSentence } from "./processing-sentences.ts";
import type { StagePace } from "./stage-pace-rules.ts";
import { type CountSample, countOf, type StageCount } from "./stage-rate-rules.ts";
import type { WorkOfStages } from "./workload-rules.ts";

/** Whether it is the number of workers that holds the tiles up, what these are busy with, and how many would do. */

export interface WorkerLimitInput {
	readonly stages: readonly StagePace[];
	/** Oldest first; the last one is now. */
	readonly samples: readonly CountSample[];
	readonly works: WorkOfStages;
	/** Null after the last tile as well: nothing is to be kept up with. */
	readonly tilesPerMinute: number | null;
	/** The stage that was named last. */
	readonly previousBottleneckId: StageId | null;
}

/** How many work units would do, as it was said last; null where it was not. */
export type SaidNeed = number | null;

export interface WorkerLimit {
	/** The stage of this project that uses most of them. */
	readonly mostly: StagePace | null;
	readonly needed: SaidNeed;
	readonly sentence: string;
}

/** Null where the workers have room: then something else holds things up. `capacity`: work they get done per second. */
export function workerLimitOf(
	input: WorkerLimitInput,
	capacity: number | null,
	previous: SaidNeed,
): WorkerLimit | null {
	const busy = busyWorkers(input);
	if (busy === null) return null;
	const { offered, mostly, isOurs } = busy;
	const needed = neededOf(offered, demandOf(input), capacity, previous);
	return { mostly, needed, sentence: workersLimitSentence(offered, isOurs ? (mostly?.name ?? null) : null, needed) };
}

/** Work that comes per second: of what each tile has made of each stage so far. */
function demandOf({ samples, works, tilesPerMinute }: WorkerLimitInput): number | null {
	const now = samples.at(-1);
	if (now === undefined || now.tileCount === 0 || tilesPerMinute === null) return null;
	const known = now.stages.reduce(
		(sum, { stageId, ended, ready, running, waiting }) =>
			sum + (ended + ready + running + waiting) * (works.get(stageId) ?? 0),
		0,
	);
	return ((known / now.tileCount) * tilesPerMinute) / 60;
}

/** Null where it is not known. What was said stays as long as it is no more than a little wrong. */
function neededOf(offered: number, demand: number | null, capacity: number | null, previous: SaidNeed): number | null {
	if (demand === null || capacity === null || capacity <= 0) return null;
	const needed = offered * (demand / capacity);
	const holds = previous !== null && needed > previous - 1 - slack(previous) && needed < previous + slack(previous);
	return holds ? previous : Math.ceil(needed - 0.05);
}

/** Run times and rates vary by a tenth or two from minute to minute. */
function slack(workUnits: number): number {
	return Math.max(0.2, workUnits * 0.15);
}

/** So much of what the workers offer is used, on average: between two tasks there are moments. */
const busyShare = 0.6;
const busyWindowMs = 60_000;
const leastBusySamples = 3;
/** Another stage has to use so much more to be named instead. */
const clearlyMore = 1.3;

interface BusyWorkers {
	readonly offered: number;
	/** The stage of this project that uses most of them. */
	readonly mostly: StagePace | null;
	/** It is this project that they are busy with. */
	readonly isOurs: boolean;
}

/** Null where the workers have room: then something else holds things up. */
function busyWorkers({ stages, samples, works, previousBottleneckId }: WorkerLimitInput): BusyWorkers | null {
	const now = samples.at(-1);
	const lately = samples.filter(
		({ atMs, workers }) => workers !== undefined && atMs >= (now?.atMs ?? 0) - busyWindowMs,
	);
	const offered = now?.workers?.offered ?? 0;
	if (lately.length < leastBusySamples || offered === 0) return null;
	const inUse = lately.reduce((sum, { workers }) => sum + (workers?.inUse ?? 0), 0);
	if (inUse < busyShare * offered * lately.length) return null;
	const first = samples[0];
	const usedBy = (stage: StagePace | undefined) =>
		stage === undefined ? 0 : workDone(stage.stageId, first, now, works);
	const most = [...stages].sort((one, other) => usedBy(other) - usedBy(one))[0];
	const previous = stages.find((stage) => stage.stageId === previousBottleneckId);
	const mostly = previous !== undefined && usedBy(most) < clearlyMore * usedBy(previous) ? previous : most;
	const own = lately.reduce((sum, { stages: counts }) => sum + runningUnits(counts), 0);
	return { offered, mostly: mostly ?? null, isOurs: own >= inUse / 2 };
}

function workDone(
	stageId: StageId,
	from: CountSample | undefined,
	to: CountSample | undefined,
	works: WorkOfStages,
): number {
	if (from === undefined || to === undefined) return 0;
	const ended = (countOf(to, stageId)?.finished ?? 0) - (countOf(from, stageId)?.finished ?? 0);
	return Math.max(0, ended) * (works.get(stageId) ?? 0);
}

function runningUnits(counts: readonly StageCount[]): number {
	return counts.reduce((sum, { running, workUnits = 1 }) => sum + running * workUnits, 0);
}
