import { type Finish, finishOf, type SaidFinish, settleFinish, unknownFinish } from "./finish-rules.ts";
import { processingSentence } from "./processing-sentences.ts";
import { bottleneckOf, type StagePace } from "./stage-pace-rules.ts";
import { type CountSample, overallRate, type StageCount } from "./stage-rate-rules.ts";
import { isJudged, type ProcessingVerdict, type SaidVerdict, settleVerdict } from "./verdict-rules.ts";
import { type SaidNeed, type WorkerLimitInput, workerLimitOf } from "./worker-limit.ts";
import { isLittle, judgeWorkload, secondsFor, type Workload, workloadOf } from "./workload-rules.ts";

/** Whether processing keeps pace with the tiles: one word for all stages together, what it depends on, and until when. */

export interface ProcessingPace extends Finish {
	readonly verdict: ProcessingVerdict;
	/** Tasks that failed and wait for a person. */
	readonly failed: number;
	/** Results a person has to look at before children get them. */
	readonly inReview: number;
	/** Ready tasks that wait for a person: their stage is paused or tried out. */
	readonly setAside: number;
	/** Tasks whose last try failed and that are ready for another one. */
	readonly retrying: number;
	/** How long the workers have to do with what is ready; null while that is not known. */
	readonly behindSeconds: number | null;
	readonly sentence: string;
	/** What the workers are busy with, where it is their number that holds the tiles up; null where it is not. */
	readonly limit: string | null;
}

/** What was said last, by the clock of the samples. */
export interface ProcessingMemory {
	readonly finish: SaidFinish | null;
	readonly whole: SaidVerdict<ProcessingVerdict> | null;
	readonly needed: SaidNeed;
}

/** `stages`: those that run programs. */
export interface ProcessingInput extends WorkerLimitInput {
	/** The last tile is there: a backlog can only shrink. */
	readonly isAcquired: boolean;
	/** Tiles come as they should: what is done for a moment is not over. */
	readonly isAcquiring: boolean;
	readonly acquisitionSecondsLeft: number | null;
	readonly isProjectPaused: boolean;
	readonly memory: ProcessingMemory | null;
}

export interface JudgedProcessing {
	readonly processing: ProcessingPace;
	readonly bottleneck: StagePace | null;
	readonly memory: ProcessingMemory;
}

export function processingPace(input: ProcessingInput): JudgedProcessing {
	const { stages, samples, works, isAcquired, isAcquiring, acquisitionSecondsLeft, memory } = input;
	const now = samples.at(-1);
	const nowMs = now?.atMs ?? 0;
	const counts = countsOf(stages, now);
	const workload = workloadOf(samples, works);
	const whole = settleVerdict(
		isAcquired
			? workload.ready > 0
				? "catchingUp"
				: "keepingUp"
			: judgeWorkload(workload, counts.running, memory?.whole?.said ?? null),
		isAcquired ? null : (memory?.whole ?? null),
		nowMs,
		workload.trend === "grows",
		workload.trend === "shrinks" || isLittle(workload, counts.running),
	);
	const isOver = !isAcquiring && stages.every((stage) => isAtRest(stage.verdict));
	const pausedWorkers = pausedWorkersOf(stages);
	// Where nobody works, what lies there grows, and that is not the news.
	const verdict = pausedWorkers.length > 0 ? "paused" : worstOf(stages, whole.said, isAcquiring);
	const isBehind = whole.said === "catchingUp" || whole.said === "fallingBehind";
	const workers = isBehind ? workerLimitOf(input, workload.capacity, memory?.needed ?? null) : null;
	const bottleneck =
		workers?.mostly ?? (isBehind || verdict === "stuck" ? bottleneckOf(stages, input.previousBottleneckId) : null);
	const isEndOfAcquisition = whole.said === "keepingUp" && !isAcquired;
	const settled = settleFinish(
		isOver ? unknownFinish : finishBy(input, workload, whole.said),
		// The end of the acquisition does not jump by itself: nothing that was said before is to be outlived.
		isEndOfAcquisition ? null : (memory?.finish ?? null),
		nowMs,
	);
	// However what was said of it settles: the last tile is worked on as well.
	const secondsLeft =
		settled.finish.secondsLeft === null ? null : Math.max(settled.finish.secondsLeft, acquisitionSecondsLeft ?? 0);
	const speaker = bottleneck?.verdict === verdict ? bottleneck : stages.find((stage) => stage.verdict === verdict);
	return {
		processing: {
			...settled.finish,
			secondsLeft,
			verdict,
			failed: counts.failed,
			inReview: counts.inReview,
			setAside: counts.held,
			retrying: stages.reduce((total, stage) => total + stage.retrying, 0),
			behindSeconds: workload.behindSeconds === null ? null : Math.round(workload.behindSeconds),
			sentence: processingSentence({
				verdict,
				speaker: speaker ?? null,
				workload,
				pausedWorkers,
				secondsAfterLastTile:
					secondsLeft === null || acquisitionSecondsLeft === null ? null : secondsLeft - acquisitionSecondsLeft,
				counts,
				isOver,
				isAcquired,
				isProjectPaused: input.isProjectPaused,
			}),
			limit: workers?.sentence ?? null,
		},
		bottleneck,
		memory: { finish: settled.said, whole, needed: workers?.needed ?? null },
	};
}

function countsOf(stages: readonly StagePace[], now: CountSample | undefined) {
	const counted = now?.stages ?? [];
	const sum = (read: (stage: StageCount) => number) => counted.reduce((total, stage) => total + read(stage), 0);
	return {
		ready: sum((stage) => stage.ready),
		held: sum((stage) => stage.held),
		running: sum((stage) => stage.running),
		waiting: sum((stage) => stage.waiting),
		failed: sum((stage) => stage.failed ?? 0),
		inReview: sum((stage) => stage.inReview ?? 0),
		stale: stages.reduce((total, stage) => total + (stage.staleResults ?? 0), 0),
	};
}

/** What is said of several stages is what is true of the one that is worst off; whether they keep up, of all together. */
const verdictsWorstFirst: readonly ProcessingVerdict[] = [
	"pausedItself",
	"stuck",
	"failing",
	"fallingBehind",
	"paused",
	"catchingUp",
	"measuring",
	"keepingUp",
	"held",
	"idle",
	"done",
];

function worstOf(stages: readonly StagePace[], whole: ProcessingVerdict, isAcquiring: boolean): ProcessingVerdict {
	const words = new Set<ProcessingVerdict>(
		stages.map(({ verdict }) => (isJudged(verdict) || (isAcquiring && isAtRest(verdict)) ? whole : verdict)),
	);
	return verdictsWorstFirst.find((word) => words.has(word)) ?? "idle";
}

/** Those that would run all that is ready. */
function pausedWorkersOf(stages: readonly StagePace[]) {
	const ready = stages.filter(({ backlog }) => backlog > 0);
	const rooms = ready.flatMap(({ room }) => (room?.kind === "none" ? [room] : []));
	return rooms.length < ready.length ? [] : (rooms[0]?.paused ?? []);
}

function isAtRest(verdict: ProcessingVerdict): boolean {
	return verdict === "done" || verdict === "idle";
}

function finishBy(input: ProcessingInput, workload: Workload, whole: ProcessingVerdict): Finish {
	const { stages, samples, works, acquisitionSecondsLeft, isAcquired } = input;
	if (whole === "measuring" && acquisitionSecondsLeft !== null) return { ...unknownFinish, isMeasuring: true };
	const finish = finishOf(
		stages,
		acquisitionSecondsLeft,
		(left) => secondsFor(left, works, workload.capacity) ?? secondsByCount(left, stages, samples),
	);
	if (whole !== "keepingUp" || isAcquired || acquisitionSecondsLeft === null || finish.secondsLeft === null)
		return finish;
	// What keeps up ends with the last tile, whatever lies there for a moment.
	return { ...finish, secondsLeft: acquisitionSecondsLeft + Math.round(workload.behindSeconds ?? 0) };
}

/** While nobody knows how long tasks take: by how many of all stages end; in the first seconds by what is expected of each. */
function secondsByCount(
	left: readonly { readonly count: number }[],
	stages: readonly StagePace[],
	samples: readonly CountSample[],
): number | null {
	const ids = stages.map((stage) => stage.stageId);
	const expected = stages.reduce((sum, stage) => sum + (stage.endedPerMinute ?? 0), 0);
	const perMinute = overallRate(ids, samples) ?? expected;
	return perMinute > 0 ? Math.round((60 * left.reduce((sum, { count }) => sum + count, 0)) / perMinute) : null;
}
