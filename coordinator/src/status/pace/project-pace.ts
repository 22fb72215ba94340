import type { StageId } from "@tilewright/contract/ids";
import { type Arrival, type ArrivalRhythm, learnRhythm, nextArrival } from "./arrival-rules.ts";
import type { DiskRunway } from "./disk-rules.ts";
import { type Finish, finishOf, type SaidFinish, settleFinish } from "./finish-rules.ts";
import { countText, durationText, rateText } from "./pace-words.ts";
import { bottleneckOf, type StageFacts, type StagePace, stagePaces, type Turn } from "./stage-pace-rules.ts";
import { type CountSample, overallRate, rateWindowMs, type StageCount } from "./stage-rate-rules.ts";
import { type SaidVerdict, settleVerdict, steadyGrowth, takeable } from "./verdict-rules.ts";

/** Whether an acquisition keeps up, in numbers and in one sentence for each part. */
export interface ProjectPace {
	readonly arrival: ArrivalPace;
	readonly stages: readonly StagePace[];
	readonly bottleneck: StagePace | null;
	readonly processing: ProcessingPace;
	readonly disks: readonly DiskPace[];
	/** For the next look: what was said does not jump. */
	readonly memory: PaceMemory;
}

/** What was said of a project, by the clock of the samples. */
export interface PaceMemory {
	readonly finish: SaidFinish | null;
	readonly verdicts: ReadonlyMap<StageId, SaidVerdict>;
	/** Of all stages together: whether what is ready grows. */
	readonly whole: SaidVerdict;
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
	/** Of the last look; null at the first. */
	readonly memory?: PaceMemory | null;
	readonly disks: readonly DiskPace[];
}

export function projectPace(input: PaceInput): ProjectPace {
	const arrival = arrivalPace(input);
	const isAcquired = arrival.verdict === "finished";
	const judged = stagePaces(
		input.stages,
		input.samples,
		input.isFinished ? null : input.expectedTiles,
		isAcquired,
		input.memory?.verdicts,
	);
	const stages = judged.map(({ said: _, ...stage }) => stage);
	const growth = isAcquired ? 0 : wholeGrowth(input);
	const whole = settleVerdict(
		growth > 0 ? "fallingBehind" : "keepingUp",
		isAcquired ? null : (input.memory?.whole ?? null),
		input.samples.at(-1)?.atMs ?? 0,
		growth > 0,
	);
	const bottleneck = bottleneckOf(stages, input.previousBottleneckId);
	const left = arrival.verdict === "finished" ? 0 : arrival.secondsLeft;
	const settled = settleFinish(
		isOver(stages) ? over : finishOf(stages, left, overallOf(stages, input)),
		input.memory?.finish ?? null,
		input.samples.at(-1)?.atMs ?? 0,
	);
	return {
		arrival,
		stages,
		bottleneck,
		processing: processingPace(stages, bottleneck, left, settled.finish, whole, input),
		disks: input.disks,
		memory: {
			finish: settled.said,
			verdicts: new Map(judged.map((stage) => [stage.stageId, stage.said])),
			whole,
		},
	};
}

/** Of what is ready in all stages that run programs. */
function wholeGrowth({ samples, stages }: PaceInput): number {
	const programs = new Set(stages.filter((stage) => !stage.isRoot).map((stage) => stage.stageId));
	return steadyGrowth(samples, (sample) =>
		sample.stages.reduce((sum, stage) => sum + (programs.has(stage.stageId) ? takeable(stage) : 0), 0),
	);
}

/** Counted; in the first seconds by what is expected of each stage. */
function overallOf(stages: readonly StagePace[], { samples }: PaceInput): number | null {
	const counted = overallRate(
		stages.map((stage) => stage.stageId),
		samples,
	);
	if (counted !== null) return counted;
	const expected = stages.reduce((sum, stage) => sum + (stage.endedPerMinute ?? 0), 0);
	return expected > 0 ? expected : null;
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

function worstOf(stages: readonly StagePace[]): ProcessingVerdict {
	return verdictsWorstFirst.find((word) => stages.some((stage) => stage.verdict === word)) ?? "idle";
}

function isOver(stages: readonly StagePace[]): boolean {
	return ["done", "idle"].includes(worstOf(stages));
}

function processingPace(
	stages: readonly StagePace[],
	bottleneck: StagePace | null,
	acquisitionSecondsLeft: number | null,
	finish: Finish,
	whole: SaidVerdict,
	{ samples, isProjectPaused = false }: PaceInput,
): ProcessingPace {
	const now = samples.at(-1);
	const sum = (read: (stage: StageCount) => number) =>
		(now?.stages ?? []).reduce((total, stage) => total + read(stage), 0);
	const failed = sum((stage) => stage.failed ?? 0);
	const inReview = sum((stage) => stage.inReview ?? 0);
	const worst = worstOf(stages);
	// Each stage may seem to keep up while a little more is left over in all of them.
	const verdict = worst === "keepingUp" && whole.said === "fallingBehind" ? whole.said : worst;
	const speaker = bottleneck?.verdict === verdict ? bottleneck : stages.find((stage) => stage.verdict === verdict);
	const words = () => {
		if (isOver(stages) && failed + inReview > 0) {
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
		if (verdict === "fallingBehind" && speaker === undefined) {
			const ready = stages.reduce((total, stage) => total + stage.backlog, 0);
			return `more tasks become ready than end: ${tasks(ready)} ready in all`;
		}
		return processingSentence(verdict, speaker ?? null);
	};
	return {
		verdict,
		failed,
		inReview,
		retrying: stages.reduce((total, stage) => total + stage.retrying, 0),
		...finish,
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
	const isJudged = verdict === "fallingBehind" || verdict === "catchingUp";
	if (isJudged && stage.turn) return turnSentence(name, stage.backlog, stage.turn);
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
			if (stage.failuresInARow === 0) return `${name} failed until a moment ago; ${tasks(stage.backlog)} ready`;
			return `${name} fails: the last ${countText(stage.failuresInARow)} tries all failed, ${tasks(stage.backlog)} ready`;
		case "held":
			return `${name} is tried out: ${tasks(stage.held)} held until somebody decides about the trial`;
		case "stuck":
			return stage.hasNoWorker
				? `${name} has ${tasks(stage.backlog)} ready and no worker that could run them is connected and unpaused`
				: `${name} has ${tasks(stage.backlog)} ready and nothing has been started for a minute, although there is room`;
		case "fallingBehind":
			if ((stage.endedPerMinute ?? 0) >= (stage.comingPerMinute ?? 0))
				return `${name} falls behind: ${tasks(stage.backlog)} ready, ${
					stage.growth ? `${countText(stage.growth)} more than a minute ago` : "lately no fewer"
				}`;
			return `${name} falls behind: ${ends} end and ${rateText(stage.comingPerMinute)} come, ${tasks(stage.backlog)} ready`;
		case "catchingUp":
			return stage.endedPerMinute === null
				? `${name} has ${tasks(stage.backlog)} ready; how fast they end is being measured`
				: `${name} catches up: ${tasks(stage.backlog)} ready, ${stage.rateBasis === "estimated" ? "about " : ""}${ends} end`;
		case "keepingUp":
			return "processing keeps up with the tiles";
	}
}

const namedStages = 3;

function turnSentence(name: string, backlog: number, { behind, busySlots }: Turn): string {
	const more = behind.length - namedStages;
	const stages =
		behind.length === 0
			? "other projects"
			: `${behind.slice(0, namedStages).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
	const slots = `${countText(busySlots)} ${busySlots === 1 ? "slot is" : "slots are"} busy`;
	return `${name} waits its turn behind ${stages}: ${slots}, ${tasks(backlog)} ready`;
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
