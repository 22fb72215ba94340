import type { PaceFragment, StagePaceFragment } from "../../../api/generated/documents.ts";
import type { Tone } from "../../../states/state-table.ts";
import { countWords, sizeWords } from "../../../wording/number-words.ts";
import { ageWords } from "../../../wording/time-words.ts";

/** How a pace is told: the verdicts come from the coordinator, the seconds that pass meanwhile are counted here. */

type ArrivalVerdict = PaceFragment["arrival"]["verdict"];
type ProcessingVerdict = PaceFragment["processing"]["verdict"];
type DiskVerdict = PaceFragment["disks"][number]["verdict"];

export const arrivalTable = {
	NOT_STARTED: { word: "not started", meaning: "No tile has arrived yet", tone: "quiet" },
	LEARNING: { word: "learning the rhythm", meaning: "Too few tiles have arrived to know a rhythm", tone: "quiet" },
	ON_TIME: { word: "on time", meaning: "The next tile is not late", tone: "good" },
	OVERDUE: { word: "overdue", meaning: "The next tile should have been here: look at the microscope", tone: "bad" },
	FINISHED: { word: "finished", meaning: "Nothing more is expected", tone: "good" },
} as const satisfies Record<ArrivalVerdict, Tone>;

const processingTable = {
	IDLE: { word: "idle", meaning: "Nothing is to be done now", tone: "quiet" },
	DONE: { word: "all done", meaning: "Everything that arrived is done", tone: "good" },
	MEASURING: {
		word: "too early to say",
		meaning: "Tasks lie ready, and it takes three quarters of a minute to see whether they become more",
		tone: "quiet",
	},
	KEEPING_UP: { word: "keeps up", meaning: "What becomes ready is soon taken", tone: "good" },
	CATCHING_UP: { word: "catching up", meaning: "There is a backlog, and it does not grow", tone: "active" },
	FALLING_BEHIND: { word: "falls behind", meaning: "There is a backlog, and it grows", tone: "caution" },
	STUCK: {
		word: "stuck",
		meaning: "Tasks are ready, no other tasks are in their way, and nothing has been started for a minute",
		tone: "bad",
	},
	FAILING: { word: "failing", meaning: "The newest tries of a stage all failed: look at Failures", tone: "bad" },
	PAUSED_ITSELF: {
		word: "needs you",
		meaning: "A stage paused itself, as its tries failed one after the other: look at Failures, then resume it",
		tone: "bad",
	},
	HELD: { word: "set aside", meaning: "A stage is tried out; its other tasks wait for a decision", tone: "caution" },
	PAUSED: { word: "paused", meaning: "Tasks are ready, and somebody paused them or the workers", tone: "caution" },
} as const satisfies Record<ProcessingVerdict, Tone>;

/** What is done except for what failed or is held for review is not done. */
export function processingLook({ verdict, failed, inReview }: PaceFragment["processing"]): Tone {
	const isOver = verdict === "DONE" || verdict === "IDLE";
	return isOver && failed + inReview > 0
		? {
				word: "needs you",
				meaning: "Nothing more can be done until somebody has looked at what failed and what is held for review",
				tone: "caution",
			}
		: processingTable[verdict];
}

/** What the tab of the failures counts: a task that failed and is to be tried again is no less of a failure. */
export function failureCount(failedTasks: number, pace: PaceFragment | null): number {
	return failedTasks + (pace?.processing.retrying ?? 0);
}

export const diskTable = {
	ENOUGH: { word: "enough", meaning: "Nothing to worry about", tone: "quiet" },
	LOW: {
		word: "low",
		meaning: "Full within 12 hours, under 5 % free, or too small for the tiles to come",
		tone: "caution",
	},
	CRITICAL: { word: "critical", meaning: "Full within 2 hours, or under 1 % free", tone: "bad" },
} as const satisfies Record<DiskVerdict, Tone>;

const littleWritten = "this project writes little now";

/** Whether a disk will do for what is still to come; where nobody knows how much that is, how long it lasts. */
export function runwayWords({
	hoursLeft,
	shrinkingBytesPerHour,
	neededBytes,
	freeBytes,
	verdict,
}: Pick<
	PaceFragment["disks"][number],
	"hoursLeft" | "shrinkingBytesPerHour" | "neededBytes" | "freeBytes" | "verdict"
>): string {
	if (neededBytes !== null && neededBytes > freeBytes)
		return `not enough: about ${sizeWords(neededBytes)} more to come`;
	// Others write there as well: a disk that is soon full is told as one, whatever is still to come.
	if (neededBytes !== null && verdict === "ENOUGH") {
		return neededBytes < 1 ? "enough: nothing more to come" : `enough: about ${sizeWords(neededBytes)} more to come`;
	}
	// Of what others write nothing is said here: the free space beside it shows that.
	if (hoursLeft === null) {
		return shrinkingBytesPerHour === null ? "how fast it fills is measured while the project writes" : littleWritten;
	}
	return hoursLeft > 24 * 365 ? littleWritten : `full in ${ageWords(hoursLeft * 3_600_000)} at this pace`;
}

export type NextTile =
	| { readonly kind: "unknown" }
	| { readonly kind: "due"; readonly inMs: number }
	| { readonly kind: "late"; readonly byMs: number }
	| { readonly kind: "overdue"; readonly byMs: number };

/** Below this a late tile is not worth a word: looks at the source are seconds apart. */
const lateAfterMs = 3_000;

/** `overdue` only once the alarm is due: a tile that is a little late is nobody's business. */
export function nextTile(arrival: PaceFragment["arrival"], nowMs: number): NextTile {
	if (arrival.nextDueAt === null || arrival.alarmAt === null) return { kind: "unknown" };
	const inMs = Date.parse(arrival.nextDueAt) - nowMs;
	if (inMs >= -lateAfterMs) return { kind: "due", inMs: Math.max(0, inMs) };
	return { kind: nowMs > Date.parse(arrival.alarmAt) ? "overdue" : "late", byMs: -inMs };
}

export function nextTileWords(next: NextTile): string {
	switch (next.kind) {
		case "unknown":
			return "";
		case "due":
			return next.inMs < 1_500 ? "next tile now" : `next tile in ${spanWords(next.inMs)}`;
		case "late":
			return `next tile a little late (${spanWords(next.byMs)})`;
		case "overdue":
			return `next tile overdue by ${spanWords(next.byMs)}`;
	}
}

/** Whole seconds: what counts down must not flicker. */
export function spanWords(ms: number): string {
	return ms < 10_000 ? `${Math.max(0, Math.round(ms / 1000))} s` : ageWords(ms);
}

/** `9.8/min`, `14/h`; empty where nobody knows yet. */
export function rateWords(perMinute: number | null): string {
	if (perMinute === null) return "";
	if (perMinute >= 10) return `${Math.round(perMinute)}/min`;
	if (perMinute >= 1 || perMinute === 0) return `${Math.round(perMinute * 10) / 10}/min`;
	return `${Math.round(perMinute * 600) / 10}/h`;
}

type StageRate = Pick<StagePaceFragment, "endedPerMinute" | "rateBasis" | "rateSeconds" | "backlog" | "verdict">;

/** The one rate of a stage: `9.8/min`, `about 9.8/min`, `measuring …`; empty where nothing ends and nothing waits. */
export function stageRateWords({ endedPerMinute, rateBasis, backlog, verdict }: StageRate): string {
	// It would only fade away while nothing is left to do.
	if (verdict === "DONE") return "";
	if (endedPerMinute === null) return backlog > 0 ? "measuring …" : "";
	if (endedPerMinute === 0 && backlog === 0) return "";
	return `${rateBasis === "ESTIMATED" ? "about " : ""}${rateWords(endedPerMinute)}`;
}

/** What the rate is over, for those who want to know. */
export function rateBasisWords({ endedPerMinute, rateBasis, rateSeconds }: StageRate): string {
	if (endedPerMinute === null) return "too few tasks have ended to tell";
	const over = `over ${ageWords(Math.max(1, rateSeconds) * 1000)} in which it could work`;
	return rateBasis === "ESTIMATED" ? "a first estimate, from how long a task takes and how many run" : over;
}

/** Backlog and rate of a stage in one short line: `12 ready · 40 set aside · 9.8/min`. */
export function stagePaceWords(pace: StagePaceFragment): string {
	const parts = [];
	if (pace.backlog > 0) parts.push(`${countWords(pace.backlog)} ready`);
	if (pace.held > 0) parts.push(`${countWords(pace.held)} set aside`);
	const rate = stageRateWords(pace);
	if (rate !== "") parts.push(rate);
	return parts.join(" · ");
}

export type EndWords =
	| { readonly kind: "none" }
	| { readonly kind: "measuring" }
	| { readonly kind: "known"; readonly inSeconds: number; readonly isEstimate: boolean };

/** When everything will be done, as far as that can be said now. */
export function endOf({ secondsLeft, isEstimate, isMeasuring }: PaceFragment["processing"]): EndWords {
	if (isMeasuring) return { kind: "measuring" };
	if (secondsLeft === null || secondsLeft === 0) return { kind: "none" };
	return { kind: "known", inSeconds: secondsLeft, isEstimate };
}
