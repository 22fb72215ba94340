import { countText, rateText } from "./pace-words.ts";
import type { StagePace, Turn } from "./stage-pace-rules.ts";
import type { StageVerdict } from "./verdict-rules.ts";

/** What is said of a project's processing, without a full stop. */

export interface ProcessingSituation {
	readonly verdict: StageVerdict;
	/** The stage that the verdict is about; null when it is about all of them together. */
	readonly speaker: StagePace | null;
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
	const { verdict, speaker, counts, isOver, isAcquired, isProjectPaused } = situation;
	if (isOver && counts.failed + counts.inReview > 0) return leftSentence(counts);
	if (verdict === "done") return doneSentence(counts.stale);
	if (verdict === "paused" && isProjectPaused) return pausedSentence("the project", counts.held, counts.running);
	if (verdict === "keepingUp" && isAcquired) {
		return `the last tile has come; ${tasks(counts.ready - counts.held + counts.running)} still to go`;
	}
	if (speaker !== null) return stageSentence(verdict, speaker);
	return verdict === "fallingBehind"
		? `more tasks become ready than end: ${tasks(counts.ready - counts.held)} ready in all`
		: "nothing to do yet";
}

function doneSentence(stale: number): string {
	return stale === 0 ? allDone : `${allDone}; ${countText(stale)} ${stale === 1 ? "result is" : "results are"} stale`;
}

const allDone = "everything that arrived is done";

/** Nothing more can be done until a person has looked at what failed and at what is held for review. */
function leftSentence({ failed, inReview, waiting }: ProcessingCounts): string {
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

function stageSentence(verdict: StageVerdict, stage: StagePace): string {
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
