import { plural } from "@tilewright/contract/sentence";
import { countText, durationText } from "./pace-words.ts";
import type { PausedWorker } from "./room-rules.ts";
import type { StagePace } from "./stage-pace-rules.ts";
import { isJudged, type JudgedVerdict, type ProcessingVerdict } from "./verdict-rules.ts";
import type { Workload } from "./workload-rules.ts";

/** What is said of a project's processing, without a full stop. */

export interface ProcessingSituation {
	readonly verdict: ProcessingVerdict;
	/** The stage that the verdict is about; null when it is about all of them together. */
	readonly speaker: StagePace | null;
	readonly workload: Workload;
	/** Those that could run what is ready, when all of them are paused; else empty. */
	readonly pausedWorkers: readonly PausedWorker[];
	/** How long after the last tile everything is done; null when that is not known. */
	readonly secondsAfterLastTile: number | null;
	/** Of all stages, now. */
	readonly counts: ProcessingCounts;
	/** Nothing is to be done now. */
	readonly isOver: boolean;
	/** The last tile is there. */
	readonly isAcquired: boolean;
	readonly isProjectPaused: boolean;
}

export interface ProcessingCounts {
	/** With those that are held. */
	readonly ready: number;
	readonly held: number;
	readonly running: number;
	readonly waiting: number;
	readonly failed: number;
	readonly inReview: number;
	readonly stale: number;
}

export function processingSentence(situation: ProcessingSituation): string {
	const { verdict, speaker, counts, isOver, isAcquired, isProjectPaused, pausedWorkers } = situation;
	if (isOver && counts.failed + counts.inReview > 0) return leftSentence(counts);
	if (verdict === "done") return doneSentence(counts.stale);
	if (verdict === "paused" && isProjectPaused) return pausedSentence("the project", counts.held, counts.running);
	if (verdict === "paused" && pausedWorkers.length > 0) return nobodySentence(pausedWorkers, counts);
	const isGoing = verdict === "measuring" || isJudged(verdict);
	if (isGoing && isAcquired) {
		return `the last tile has come; ${tasks(counts.ready - counts.held + counts.running + counts.waiting)} still to go`;
	}
	if (isGoing) return workloadSentence(verdict, situation);
	return speaker === null ? "nothing to do yet" : stageSentence(verdict, speaker);
}

/** Less is not worth a word. */
const behindWordsFromSeconds = 20;
const lateWordsFromSeconds = 60;

function workloadSentence(
	verdict: JudgedVerdict | "measuring",
	{ workload: { ready, behindSeconds, trend }, secondsAfterLastTile }: ProcessingSituation,
): string {
	const work = behindSeconds === null || behindSeconds < 5 ? "" : `, ${roughDuration(behindSeconds)} of work`;
	const growing = trend === "grows" ? ", and more every minute" : "";
	switch (verdict) {
		case "measuring":
			return `too early to say: ${tasks(ready)} ready`;
		case "keepingUp":
			return behindSeconds !== null && behindSeconds >= behindWordsFromSeconds
				? `processing keeps pace with the tiles, ${roughDuration(behindSeconds)} behind them`
				: "processing keeps up with the tiles";
		case "catchingUp":
			return `${tasks(ready)} ready${work}${trend === "shrinks" ? ", and fewer every minute" : ", and no more than before"}`;
		case "fallingBehind": {
			const isLate = trend === "grows" && secondsAfterLastTile !== null && secondsAfterLastTile >= lateWordsFromSeconds;
			const late = isLate ? `; done ${roughDuration(secondsAfterLastTile)} after the last tile` : "";
			return `${tasks(ready)} ready${work}${growing}${late}`;
		}
	}
}

/** `about 40 s`, in steps that do not flicker. */
function roughDuration(seconds: number): string {
	const step = seconds < 60 ? 10 : seconds < 600 ? 60 : 300;
	const rounded = Math.max(step, Math.round(seconds / step) * step);
	return `about ${rounded === 60 ? "1 min" : durationText(rounded * 1000)}`;
}

function nobodySentence(paused: readonly PausedWorker[], { running }: ProcessingCounts): string {
	return `${running > 0 ? "nothing new is started" : "nothing runs"}, as ${pausedWords(paused)}`;
}

function pausedWords(paused: readonly PausedWorker[]): string {
	const [only] = paused;
	if (paused.length > 1 || only === undefined) return `all ${paused.length} workers that could run it are paused`;
	return `worker "${only.name}" is paused${only.reason ? `: ${only.reason}` : ""}`;
}

/** What holds the others up when the workers are busy: what they have, and what of it is used for what. */
export function workersLimitSentence(
	offeredWorkUnits: number,
	mostly: string | null,
	neededWorkUnits: number | null,
): string {
	const needed =
		neededWorkUnits === null || neededWorkUnits <= offeredWorkUnits
			? ""
			: `; about ${countText(neededWorkUnits)} would keep up`;
	const units = plural(offeredWorkUnits, "work unit");
	const what = offeredWorkUnits === 1 ? `the one work unit is busy` : `all ${units} are busy`;
	return `${what}${mostly === null ? ", mostly with other projects" : `, mostly with "${mostly}"`}${needed}`;
}

function doneSentence(stale: number): string {
	return stale === 0 ? allDone : `${allDone}; ${staleWords(stale)}`;
}

function staleWords(stale: number): string {
	return `${countText(stale)} ${stale === 1 ? "result is" : "results are"} stale`;
}

const allDone = "everything that arrived is done";

/** Nothing more can be done until a person has looked at what failed and at what is held for review. */
function leftSentence({ failed, inReview, waiting, stale }: ProcessingCounts): string {
	const parts = [
		...(failed > 0 ? [`${tasks(failed)} failed`] : []),
		...(inReview > 0 ? [`${countText(inReview)} ${inReview === 1 ? "result waits" : "results wait"} for review`] : []),
		...(waiting > 0
			? [`${tasks(waiting)} ${waiting === 1 ? "waits" : "wait"} for ${failed + inReview === 1 ? "it" : "them"}`]
			: []),
	];
	return `${parts.join(", ")}; everything else is done${stale > 0 ? `, ${staleWords(stale)}` : ""}`;
}

function pausedSentence(what: string, held: number, running: number): string {
	return held > 0
		? `${what} is paused with ${tasks(held)} ready`
		: `${what} is paused; ${tasks(running)} still ${running === 1 ? "runs" : "run"}`;
}

function stageSentence(verdict: Exclude<ProcessingVerdict, JudgedVerdict | "measuring">, stage: StagePace): string {
	const name = `"${stage.name}"`;
	switch (verdict) {
		case "idle":
			return "nothing to do at the moment";
		case "done":
			return allDone;
		case "paused":
			return stage.room?.kind === "none" && stage.room.paused.length > 0
				? `${name} has ${tasks(stage.backlog)} ready, and ${pausedWords(stage.room.paused)}`
				: pausedSentence(name, stage.held, stage.running);
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
			return `${name} is tried out: ${tasks(stage.held)} set aside until somebody decides about the trial`;
		case "stuck":
			return stage.room?.kind === "none"
				? `${name} has ${tasks(stage.backlog)} ready, and no worker that could run ${stage.backlog === 1 ? "it" : "them"} is connected`
				: `${name} has ${tasks(stage.backlog)} ready and nothing has been started for a minute, although there is room`;
	}
}

function tries(failures: number): string {
	return `${countText(failures)} ${failures === 1 ? "failure" : "failures"}`;
}

function tasks(count: number): string {
	return `${countText(count)} ${count === 1 ? "task" : "tasks"}`;
}
