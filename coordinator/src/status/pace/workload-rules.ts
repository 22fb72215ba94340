import type { StageId } from "@tilewright/contract/ids";
import { type CountSample, countOf, rateWindowMs, takeable } from "./stage-rate-rules.ts";
import { type Trend, trendOf } from "./trend-rules.ts";
import type { JudgedVerdict, ProcessingVerdict } from "./verdict-rules.ts";

/*
 * What lies ready in all stages of a project, as time: how far processing is behind the tiles, and whether that grows.
 * Tasks of different stages are made comparable by the work one of them is: how long it runs, times its work units. Where
 * a stage has not run yet the mean of the others stands in.
 */

/** Of one task of each stage, in seconds of one work unit. */
export type WorkOfStages = ReadonlyMap<StageId, number>;

export interface Workload {
	/** Tasks that may be taken now. */
	readonly ready: number;
	/** How long the workers have to do with these; null while that is not known. */
	readonly behindSeconds: number | null;
	readonly trend: Trend;
	/** Work that was done per second while more lay ready than could be taken; null before enough of that was seen. */
	readonly capacity: number | null;
}

/** Less is no growth: a moment's work. */
const leastChangeSeconds = 5;
const leastChangeTasks = 5;
/** What the workers get done is told from no less. */
const leastBusyMs = 20_000;
const leastEnds = 5;

/** `samples` oldest first; the last one is now. `works`: of the stages that run programs. */
export function workloadOf(samples: readonly CountSample[], works: WorkOfStages): Workload {
	const now = samples.at(-1);
	const capacity = capacityOf(samples, works);
	if (now === undefined) return { ready: 0, behindSeconds: null, trend: "tooEarly", capacity };
	const counted = (sample: CountSample) => readyIn(sample, works);
	const behind = (sample: CountSample) => (capacity === null ? null : lyingIn(sample, works) / capacity);
	const ordinary = sinceLastHeap(samples, counted);
	return {
		ready: counted(now),
		behindSeconds: behind(now),
		trend:
			capacity === null ? trendOf(ordinary, counted, leastChangeTasks) : trendOf(ordinary, behind, leastChangeSeconds),
		capacity,
	};
}

/** A backlog of so many seconds is not worth a word, whether it grows or not; */
const littleSeconds = 10;
/** one of a minute, although it does not grow, is more than what comes and goes. */
const behindFromSeconds = 60;

function isFew(ready: number, running: number): boolean {
	return ready <= Math.max(2 * running, 4);
}

/** No more lies there than is soon taken. */
export function isLittle({ ready, behindSeconds }: Workload, running: number): boolean {
	return isFew(ready, running) || (behindSeconds !== null && behindSeconds < littleSeconds);
}

/** Whether all stages together keep pace. `previous`: what was said last. */
export function judgeWorkload(
	workload: Workload,
	running: number,
	previous: ProcessingVerdict | null,
): JudgedVerdict | "measuring" {
	const { ready, behindSeconds, trend } = workload;
	if (trend === "tooEarly") return isFew(ready, running) && previous !== "measuring" ? "keepingUp" : "measuring";
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
	const since = (samples.at(-1)?.atMs ?? 0) - rateWindowMs;
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

/** What a person set going at once (a stage is added, tasks are retried) came without tiles: it says nothing of what these bring. */
const leastHeap = 20;
const heapPerStageOfTile = 4;

/** Samples after the last such heap came. */
function sinceLastHeap(
	samples: readonly CountSample[],
	readyIn: (sample: CountSample) => number,
): readonly CountSample[] {
	const isHeap = (sample: CountSample, index: number) => {
		const before = samples[index - 1];
		if (before === undefined) return false;
		const tiles = sample.tileCount - before.tileCount;
		const came = readyIn(sample) - readyIn(before);
		return came >= leastHeap && came > heapPerStageOfTile * sample.stages.length * (tiles + 1);
	};
	const last = samples.findLastIndex(isHeap);
	return last < 0 ? samples : samples.slice(last);
}
