import type { StageId } from "@tilewright/contract/ids";
import { type CountSample, countOf } from "./stage-rate-rules.ts";
import { type ProcessingVerdict, takeable } from "./verdict-rules.ts";

/*
 * What lies ready in all stages of a project, as time: how far processing is behind the tiles, and whether that grows.
 * Tasks of different stages are made comparable by the work one of them is: how long it runs, times its work units. Where
 * a stage has not run yet the mean of the others stands in.
 */

/** Of one task of each stage, in seconds of one work unit. */
export type WorkOfStages = ReadonlyMap<StageId, number>;

export type Trend = "tooEarly" | "grows" | "shrinks" | "level";

export interface Workload {
	/** Tasks that may be taken now. */
	readonly ready: number;
	/** How long the workers have to do with these; null while that is not known. */
	readonly behindSeconds: number | null;
	readonly trend: Trend;
	/** Work that was done per second while more lay ready than could be taken; null before enough of that was seen. */
	readonly capacity: number | null;
}

/** Whether it grows is judged by the thirds of so long, */
const windowMs = 180_000;
/** and not before so much of it was seen. */
const leastSeenMs = 45_000;
/** Less is no growth: a moment's work. */
const leastChangeSeconds = 5;
const leastChangeTasks = 5;
const leastChangeShare = 0.1;
/** What was done is counted over so long, as the run times are of the newest tries as well. */
const capacityWindowMs = 5 * 60_000;
const leastBusyMs = 20_000;
const leastEnds = 5;

/** `samples` oldest first; the last one is now. `works`: of the stages that run programs. */
export function workloadOf(samples: readonly CountSample[], works: WorkOfStages): Workload {
	const now = samples.at(-1);
	const capacity = capacityOf(samples, works);
	if (now === undefined) return { ready: 0, behindSeconds: null, trend: "tooEarly", capacity };
	const behind = (sample: CountSample) => (capacity === null ? null : lyingIn(sample, works) / capacity);
	const counted = (sample: CountSample) => readyIn(sample, works);
	return {
		ready: counted(now),
		behindSeconds: behind(now),
		trend:
			capacity === null
				? trendOf(samples, counted, leastChangeTasks)
				: trendOf(samples, (sample) => behind(sample) ?? 0, leastChangeSeconds),
		capacity,
	};
}

/** A backlog of so many seconds is not worth a word, whether it grows or not; */
const littleSeconds = 10;
/** one of a minute, although it does not grow, is more than what comes and goes. */
const behindFromSeconds = 60;

/** No more lies there than is soon taken. */
export function isLittle({ ready, behindSeconds }: Workload, running: number): boolean {
	return ready <= Math.max(2 * running, 4) || (behindSeconds !== null && behindSeconds < littleSeconds);
}

/** Whether all stages together keep pace. `previous`: what was said last. */
export function judgeWorkload(
	workload: Workload,
	running: number,
	previous: ProcessingVerdict | null,
): "measuring" | "keepingUp" | "catchingUp" | "fallingBehind" {
	const { ready, behindSeconds, trend } = workload;
	if (trend === "tooEarly") {
		return ready <= Math.max(2 * running, 4) && previous !== "measuring" ? "keepingUp" : "measuring";
	}
	if (isLittle(workload, running)) return "keepingUp";
	if (trend === "grows") return "fallingBehind";
	if (trend === "level" && behindSeconds !== null && behindSeconds < behindFromSeconds) return "keepingUp";
	return "catchingUp";
}

/** Seconds for these tasks at the present capacity; null while that is not known. */
export function secondsFor(
	tasks: readonly { readonly stageId: StageId; readonly count: number }[],
	works: WorkOfStages,
	capacity: number | null,
): number | null {
	if (capacity === null || capacity <= 0) return null;
	return Math.round(tasks.reduce((sum, { stageId, count }) => sum + count * (works.get(stageId) ?? 0), 0) / capacity);
}

/** From what is known of run times, in milliseconds; empty while nothing is known of any. */
export function worksOf(
	stages: readonly { readonly stageId: StageId; readonly meanRunMs?: number | null; readonly workUnits?: number }[],
): WorkOfStages {
	const known = stages.flatMap(({ meanRunMs }) => (meanRunMs == null ? [] : [meanRunMs]));
	if (known.length === 0) return new Map();
	const mean = known.reduce((sum, ms) => sum + ms, 0) / known.length;
	return new Map(
		// Also what takes no time at all has to be started.
		stages.map(({ stageId, meanRunMs, workUnits = 1 }) => [
			stageId,
			(Math.max(10, meanRunMs ?? mean) / 1000) * workUnits,
		]),
	);
}

function readyIn(sample: CountSample, works: WorkOfStages): number {
	return sample.stages.reduce(
		(sum, stage) => sum + (works.size === 0 || works.has(stage.stageId) ? takeable(stage) : 0),
		0,
	);
}

/** More lies there than is under way: as much is done as can be. */
function isFull(sample: CountSample, works: WorkOfStages): boolean {
	const running = sample.stages.reduce((sum, { stageId, running }) => sum + (works.has(stageId) ? running : 0), 0);
	return running > 0 && readyIn(sample, works) >= Math.max(2, running);
}

function lyingIn(sample: CountSample, works: WorkOfStages): number {
	return sample.stages.reduce((sum, stage) => sum + takeable(stage) * (works.get(stage.stageId) ?? 0), 0);
}

function capacityOf(samples: readonly CountSample[], works: WorkOfStages): number | null {
	const since = (samples.at(-1)?.atMs ?? 0) - capacityWindowMs;
	let busyMs = 0;
	let done = 0;
	let ends = 0;
	let before: CountSample | null = null;
	for (const sample of samples) {
		if (before !== null && before.atMs >= since && isFull(before, works) && isFull(sample, works)) {
			busyMs += sample.atMs - before.atMs;
			for (const { stageId, finished } of sample.stages) {
				const ended = Math.max(0, finished - (countOf(before, stageId)?.finished ?? finished));
				ends += works.has(stageId) ? ended : 0;
				done += ended * (works.get(stageId) ?? 0);
			}
		}
		before = sample;
	}
	return busyMs < leastBusyMs || ends < leastEnds ? null : done / (busyMs / 1000);
}

function trendOf(samples: readonly CountSample[], read: (sample: CountSample) => number, least: number): Trend {
	const nowMs = samples.at(-1)?.atMs ?? 0;
	const seen = sinceLastHeap(samples.filter((sample) => nowMs - sample.atMs < windowMs));
	const seenMs = nowMs - (seen[0]?.atMs ?? nowMs);
	if (seenMs < leastSeenMs) return "tooEarly";
	const thirds: number[][] = [[], [], []];
	for (const sample of seen) {
		thirds[2 - Math.min(2, Math.floor((3 * (nowMs - sample.atMs)) / seenMs))]?.push(read(sample));
	}
	const [first, second, third] = thirds.map(meanOf);
	if (first == null || second == null || third == null) return "tooEarly";
	if (isMelting(seen, read, least)) return "shrinks";
	const change = third - first;
	const isWorthAWord = Math.abs(change) >= Math.max(least, leastChangeShare * first);
	if (!isWorthAWord) return "level";
	if (change > 0) return second > first && third > second ? "grows" : "level";
	return second < first && third < second ? "shrinks" : "level";
}

/** What a person set going at once (a stage is added, tasks are retried) came without tiles: it says nothing of what these bring. */
const leastHeap = 20;
const heapPerStageOfTile = 4;

/** Samples after the last such heap came. */
function sinceLastHeap(samples: readonly CountSample[]): readonly CountSample[] {
	const isHeap = (sample: CountSample, index: number) => {
		const before = samples[index - 1];
		if (before === undefined) return false;
		const tiles = sample.tileCount - before.tileCount;
		const came = sum(sample) - sum(before);
		return came >= leastHeap && came > heapPerStageOfTile * sample.stages.length * (tiles + 1);
	};
	const last = samples.findLastIndex(isHeap);
	return last < 0 ? samples : samples.slice(last);
}

function sum({ stages }: CountSample): number {
	return stages.reduce((total, stage) => total + takeable(stage), 0);
}

const meltingMs = 20_000;
const meltedTo = 0.8;

/** However it has grown before: it has been less for a while than shortly before. */
function isMelting(seen: readonly CountSample[], read: (sample: CountSample) => number, least: number): boolean {
	const nowMs = seen.at(-1)?.atMs ?? 0;
	const meanAt = (agoMs: number) =>
		meanOf(seen.filter(({ atMs }) => nowMs - atMs >= agoMs && nowMs - atMs < agoMs + meltingMs).map(read));
	const [now, before, first] = [meanAt(0), meanAt(meltingMs), meanAt(2 * meltingMs)];
	if (now === null || before === null) return false;
	const peak = Math.max(before, first ?? before);
	return now <= meltedTo * peak && now < before && peak - now >= least;
}

function meanOf(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
