import type { StageId } from "@tilewright/contract/ids";
import { type Arrival, type ArrivalRhythm, learnRhythm, nextArrival } from "./arrival-rules.ts";
import type { DiskRunway } from "./disk-rules.ts";
import { countText, durationText, rateText } from "./pace-words.ts";
import {
	bottleneckOf,
	type Finish,
	finishOf,
	type StageFacts,
	type StagePace,
	stagePaces,
} from "./stage-pace-rules.ts";
import { type CountSample, rateWindowMs, type StageCount } from "./stage-rate-rules.ts";

/** Whether an acquisition keeps up, in numbers and in one sentence for each part. */
export interface ProjectPace {
	readonly arrival: ArrivalPace;
	readonly stages: readonly StagePace[];
	readonly bottleneck: StagePace | null;
	readonly processing: ProcessingPace;
	readonly disks: readonly DiskPace[];
}

export type ArrivalVerdict = "notStarted" | "learning" | "onTime" | "overdue" | "finished";

export interface ArrivalPace {
	readonly verdict: ArrivalVerdict;
	readonly arrived: number;
	readonly expected: number | null;
	/** The usual times before a tile, the first of a row, the first of a plane. */
	readonly tileSeconds: number | null;
	readonly rowSeconds: number | null;
	readonly planeSeconds: number | null;
	/** Over the last minutes, pauses included; null before there is enough to tell. */
	readonly tilesPerMinute: number | null;
	readonly lastAt: Date | null;
	readonly nextDueAt: Date | null;
	/** When its absence becomes (or became) an alarm. */
	readonly alarmAt: Date | null;
	readonly secondsLeft: number | null;
	readonly sentence: string;
}

export type ProcessingVerdict =
	| "idle"
	| "keepingUp"
	| "fallingBehind"
	| "catchingUp"
	| "stuck"
	| "failing"
	| "paused"
	| "pausedItself"
	| "held"
	| "done";

export interface ProcessingPace extends Finish {
	readonly verdict: ProcessingVerdict;
	/** Tasks that failed and wait for a person. */
	readonly failed: number;
	/** Results a person has to look at before children get them. */
	readonly inReview: number;
	/** Tasks whose last try failed and that are ready for another one. */
	readonly retrying: number;
	readonly sentence: string;
}

/** One file system, however many of the project's folders lie on it. */
export interface DiskPace extends DiskRunway {
	readonly roots: readonly string[];
	readonly sentence: string;
}

export interface PaceInput {
	readonly nowMs: number;
	readonly arrivals: readonly Arrival[];
	readonly samples: readonly CountSample[];
	readonly stages: readonly StageFacts[];
	readonly expectedTiles: number | null;
	/** Every source has said that nothing more will come. */
	readonly isFinished: boolean;
	readonly isProjectPaused?: boolean;
	/** The stage that was named as the bottleneck last. */
	readonly previousBottleneckId?: StageId | null;
	readonly disks: readonly DiskPace[];
}

export function projectPace(input: PaceInput): ProjectPace {
	const arrival = arrivalPace(input);
	const isAcquired = arrival.verdict === "finished";
	const stages = stagePaces(input.stages, input.samples, input.isFinished ? null : input.expectedTiles, isAcquired);
	const bottleneck = bottleneckOf(stages, input.previousBottleneckId);
	const left = arrival.verdict === "finished" ? 0 : arrival.secondsLeft;
	return {
		arrival,
		stages,
		bottleneck,
		processing: processingPace(stages, bottleneck, left, input),
		disks: input.disks,
	};
}

function arrivalPace({ nowMs, arrivals, samples, expectedTiles, isFinished }: PaceInput): ArrivalPace {
	const arrived = samples.at(-1)?.tileCount ?? 0;
	const rhythm = learnRhythm(arrivals);
	const isAll = isFinished || (expectedTiles !== null && arrived > 0 && arrived >= expectedTiles);
	const next = rhythm === null || isAll ? null : nextArrival(rhythm);
	const isOverdue = next !== null && nowMs > next.alarmMs;
	const verdict = isAll
		? "finished"
		: arrived === 0
			? "notStarted"
			: rhythm === null
				? "learning"
				: isOverdue
					? "overdue"
					: "onTime";
	const tilesPerMinute = recentRate(samples);
	const missing = expectedTiles === null ? null : Math.max(0, expectedTiles - arrived);
	const msPerTile = tilesPerMinute ? 60_000 / tilesPerMinute : (rhythm?.tileMs ?? null);
	const last = arrivals.at(-1);
	return {
		verdict,
		arrived,
		expected: expectedTiles,
		tileSeconds: seconds(rhythm?.tileMs),
		rowSeconds: seconds(rhythm?.rowMs),
		planeSeconds: seconds(rhythm?.planeMs),
		tilesPerMinute,
		lastAt: last ? new Date(last.atMs) : null,
		nextDueAt: next ? new Date(next.dueMs) : null,
		alarmAt: next ? new Date(next.alarmMs) : null,
		secondsLeft: isAll
			? 0
			: missing === null || msPerTile === null || isOverdue
				? null
				: Math.round((missing * msPerTile) / 1000),
		sentence: arrivalSentence(verdict, rhythm, next?.dueMs ?? nowMs, nowMs, isFinished),
	};
}

function arrivalSentence(
	verdict: ArrivalVerdict,
	rhythm: ArrivalRhythm | null,
	dueMs: number,
	nowMs: number,
	isFinished: boolean,
): string {
	switch (verdict) {
		case "notStarted":
			return "waits for the first tile";
		case "learning":
			return "the rhythm is not known yet: it is learned from tiles as they arrive";
		case "finished":
			return isFinished ? "the acquisition has finished" : "all expected tiles have arrived";
		case "onTime":
		case "overdue": {
			if (rhythm === null) return "";
			const rows = rhythm.rowMs !== null && rhythm.rowMs > 1.5 * rhythm.tileMs;
			const planes = rhythm.planeMs !== null && rhythm.planeMs > 1.5 * rhythm.tileMs;
			const gaps = [
				...(rows ? [`${durationText(rhythm.rowMs ?? 0)} before a row`] : []),
				...(planes ? [`${durationText(rhythm.planeMs ?? 0)} before a plane`] : []),
			];
			const usual = [`a tile every ${durationText(rhythm.tileMs)}`, ...gaps].join(", ");
			return verdict === "overdue" ? `${usual}; the next tile is overdue by ${durationText(nowMs - dueMs)}` : usual;
		}
	}
}

/** Tiles per minute over the last minutes. */
function recentRate(samples: readonly CountSample[]): number | null {
	const now = samples.at(-1);
	const then = now && samples.find((sample) => sample.atMs >= now.atMs - rateWindowMs);
	if (!now || !then || now.atMs - then.atMs < 20_000) return null;
	return Math.max(0, now.tileCount - then.tileCount) / ((now.atMs - then.atMs) / 60_000);
}

/** What is said of several stages is what is true of the one that is worst off. */
const verdictsWorstFirst = [
	"pausedItself",
	"stuck",
	"failing",
	"fallingBehind",
	"paused",
	"catchingUp",
	"held",
	"keepingUp",
	"idle",
	"done",
] as const;

const over: Finish = { secondsLeft: null, isEstimate: false, isMeasuring: false };

function processingPace(
	stages: readonly StagePace[],
	bottleneck: StagePace | null,
	acquisitionSecondsLeft: number | null,
	{ samples, isProjectPaused = false }: PaceInput,
): ProcessingPace {
	const now = samples.at(-1);
	const sum = (read: (stage: StageCount) => number) =>
		(now?.stages ?? []).reduce((total, stage) => total + read(stage), 0);
	const failed = sum((stage) => stage.failed ?? 0);
	const inReview = sum((stage) => stage.inReview ?? 0);
	const verdict =
		stages.length === 0
			? "idle"
			: (verdictsWorstFirst.find((word) => stages.some((stage) => stage.verdict === word)) ?? "idle");
	const speaker = bottleneck?.verdict === verdict ? bottleneck : stages.find((stage) => stage.verdict === verdict);
	const isOver = verdict === "done" || verdict === "idle";
	const words = () => {
		if (isOver && failed + inReview > 0) {
			const waiting = sum((stage) => stage.waiting);
			return leftSentence(failed, inReview, waiting);
		}
		if (verdict === "done") {
			const stale = stages.reduce((total, stage) => total + (stage.staleResults ?? 0), 0);
			return stale === 0
				? allDone
				: `${allDone}; ${countText(stale)} ${stale === 1 ? "result is" : "results are"} stale`;
		}
		if (verdict === "paused" && isProjectPaused) {
			return pausedSentence(
				"the project",
				sum((stage) => stage.held),
				sum((stage) => stage.running),
			);
		}
		if (verdict === "keepingUp" && acquisitionSecondsLeft === 0) {
			const open = sum((stage) => stage.ready - stage.held + stage.running);
			return `the last tile has come; ${tasks(open)} still to go`;
		}
		return processingSentence(verdict, speaker ?? null);
	};
	return {
		verdict,
		failed,
		inReview,
		retrying: stages.reduce((total, stage) => total + stage.retrying, 0),
		...(isOver ? over : finishOf(stages, acquisitionSecondsLeft)),
		sentence: words(),
	};
}

const allDone = "everything that arrived is done";

/** Nothing more can be done until a person has looked at what failed and at what is held for review. */
function leftSentence(failed: number, inReview: number, waiting: number): string {
	const parts = [
		...(failed > 0 ? [`${tasks(failed)} failed`] : []),
		...(inReview > 0 ? [`${countText(inReview)} ${inReview === 1 ? "result waits" : "results wait"} for review`] : []),
		...(waiting > 0
			? [`${tasks(waiting)} ${waiting === 1 ? "waits" : "wait"} for ${failed + inReview === 1 ? "it" : "them"}`]
			: []),
	];
	return `${parts.join(", ")}; everything else is done`;
}

function pausedSentence(what: string, held: number, running: number): string {
	return held > 0
		? `${what} is paused with ${tasks(held)} ready`
		: `${what} is paused; ${tasks(running)} still ${running === 1 ? "runs" : "run"}`;
}

function processingSentence(verdict: ProcessingVerdict, stage: StagePace | null): string {
	if (stage === null) return "nothing to do yet";
	const name = `"${stage.name}"`;
	const ends = rateText(stage.endedPerMinute);
	switch (verdict) {
		case "idle":
			return "nothing to do at the moment";
		case "done":
			return allDone;
		case "paused":
			return pausedSentence(name, stage.held, stage.running);
		case "pausedItself": {
			const retrying =
				stage.retrying > 0
					? `; ${tasks(stage.retrying)} failed and ${stage.retrying === 1 ? "waits" : "wait"} for another try`
					: "";
			return `${name} paused itself after ${tries(stage.pausedItselfAfter ?? 0)} in a row${retrying}`;
		}
		case "failing":
			return `${name} fails: the last ${countText(stage.failuresInARow)} tries all failed, ${tasks(stage.backlog)} ready`;
		case "held":
			return `${name} is tried out: ${tasks(stage.held)} held until somebody decides about the trial`;
		case "stuck":
			return `${name} has ${tasks(stage.backlog)} ready and nothing has been started for a minute`;
		case "fallingBehind":
			return `${name} falls behind: ${ends} end and ${rateText(stage.comingPerMinute)} come, ${tasks(stage.backlog)} ready`;
		case "catchingUp":
			return stage.endedPerMinute === null
				? `${name} has ${tasks(stage.backlog)} ready; how fast they end is being measured`
				: `${name} catches up: ${tasks(stage.backlog)} ready, ${stage.rateBasis === "estimated" ? "about " : ""}${ends} end`;
		case "keepingUp":
			return "processing keeps up with the tiles";
	}
}

function tries(failures: number): string {
	return `${countText(failures)} ${failures === 1 ? "failure" : "failures"}`;
}

function tasks(count: number): string {
	return `${countText(count)} ${count === 1 ? "task" : "tasks"}`;
}

function seconds(milliseconds: number | null | undefined): number | null {
	return milliseconds == null ? null : Math.round(milliseconds) / 1000;
}
