import type { FiguresFragment, PreviewFragment } from "../../api/generated/documents.ts";
import { countWords, measureWords, plural, sizeWords } from "../../wording/number-words.ts";
import { offsetWords, viewUnitRule } from "../../wording/unit-words.ts";
import type { Trial } from "./draft.ts";

/** What an edit would do, in words. All numbers are the coordinator's; nothing is worked out twice. */

export interface FigureWords {
	readonly words: string;
	/** Why a person may want to think again. */
	readonly tone: "quiet" | "caution" | "bad";
}

export function figureWords(figures: FiguresFragment): readonly FigureWords[] {
	const parts: FigureWords[] = [];
	const add = (count: number, words: string, tone: FigureWords["tone"] = "quiet") => {
		if (count > 0) parts.push({ words, tone });
	};
	add(figures.tasksToAdd, `${plural(figures.tasksToAdd, "task")} to add`);
	add(
		figures.tasksReady,
		`${countWords(figures.tasksReady)} of them ${figures.tasksReady === 1 ? "has its" : "have their"} inputs`,
	);
	add(figures.tasksToRetire, `${plural(figures.tasksToRetire, "task")} retired`, "caution");
	add(
		figures.becomeStale,
		`${plural(figures.becomeStale, "result")} ${figures.becomeStale === 1 ? "becomes" : "become"} stale`,
		"caution",
	);
	add(
		figures.becomeCurrent,
		`${plural(figures.becomeCurrent, "result")} ${figures.becomeCurrent === 1 ? "becomes" : "become"} current`,
	);
	add(figures.tasksToRerun, `${plural(figures.tasksToRerun, "task")} run again`);
	add(figures.runningAffected, `${plural(figures.runningAffected, "running program")} affected`, "caution");
	return parts;
}

/** `5 failed tasks stay failed until retried`: another version does not try them again by itself. */
export function failedStayWords(count: number): string {
	return `${plural(count, "failed task")} ${count === 1 ? "stays" : "stay"} failed until retried`;
}

/** `about 41 core-hours`; null where no run has told how long one takes. */
export function costWords(figures: FiguresFragment): string | null {
	if (figures.coreHours === null) return null;
	return `about ${coreHourWords(figures.coreHours)}`;
}

function coreHourWords(hours: number): string {
	const seconds = hours * 3600;
	if (seconds < 90) return `${measureWords(Math.max(1, Math.round(seconds)))} core-seconds`;
	if (hours < 1) return `${measureWords(seconds / 60)} core-minutes`;
	return `${measureWords(hours)} core-hours`;
}

/** What was applied, with what that set going: `changed parameters of "Shift"; 40 tasks run again`. */
export function appliedWords(applied: {
	readonly summary: string;
	readonly rerunCount: number;
	readonly acceptedCount: number;
	readonly stoppedCount: number;
}): string {
	const { summary, rerunCount, acceptedCount, stoppedCount } = applied;
	return [
		summary,
		...(rerunCount === 0 ? [] : [`${plural(rerunCount, "task")} run again`]),
		...(acceptedCount === 0 ? [] : [`${plural(acceptedCount, "result")} accepted as they are`]),
		...(stoppedCount === 0 ? [] : [`${plural(stoppedCount, "program")} stopped`]),
	].join("; ");
}

export interface DiskWords {
	readonly words: string;
	readonly isTooMuch: boolean;
}

/** What is written against what is free. */
export function diskWords(preview: PreviewFragment): DiskWords | null {
	const { bytes } = preview.totals;
	const { freeBytes } = preview;
	if (bytes === null && freeBytes === null) return null;
	if (bytes === null) return { words: `${sizeWords(freeBytes ?? 0)} free on disk`, isTooMuch: false };
	if (freeBytes === null) return { words: `about ${sizeWords(bytes)} written`, isTooMuch: false };
	return { words: `about ${sizeWords(bytes)} written, ${sizeWords(freeBytes)} free`, isTooMuch: bytes > freeBytes };
}

/**
 * What a unit rule comes to, such as "pairs of neighbours (x+1): 380 pairs; 12 tiles have no neighbour there yet".
 * `existing`: tasks the stage has now.
 */
export function unitRuleSentence(
	unitRule: unknown,
	figures: FiguresFragment | null,
	existing: number,
	tileCount: number,
): string {
	const view = viewUnitRule(unitRule);
	const head = view.words;
	const units = figures === null ? existing : existing + figures.tasksToAdd - figures.tasksToRetire;
	const ready = figures === null || figures.tasksToAdd === 0 ? "" : readyWords(figures);
	switch (view.kind) {
		case "neighbours": {
			const offsets = (unitRule as { readonly offsets?: readonly unknown[] }).offsets ?? [];
			const [only] = offsets;
			const without = Math.max(0, tileCount - units);
			const missing =
				offsets.length !== 1 || without === 0
					? ""
					: `; ${plural(without, "tile")} ${without === 1 ? "has" : "have"} no neighbour at ${offsetWords(only)} (yet)`;
			return `${head}: ${plural(units, "pair")}${missing}${ready}`;
		}
		case "group":
			return `${head}: ${plural(units, "group")} of ${plural(tileCount, "tile")}${ready}`;
		case "all":
			return `${head}: one task over ${plural(tileCount, "tile")}${ready}`;
		case "each":
			return `${head}: ${plural(units, "task")}${ready}`;
	}
}

function readyWords(figures: FiguresFragment): string {
	const waiting = figures.tasksToAdd - figures.tasksReady;
	if (waiting === 0) return `; all ${countWords(figures.tasksReady)} have their inputs`;
	return `; ${countWords(figures.tasksReady)} have their inputs, ${countWords(waiting)} wait for them`;
}

/**
 * How many tasks of a trial run before somebody decides; `figures` are those of all tasks the stage would have. A sample
 * is taken of those that have their inputs, as far as there are so many.
 */
export function trialRunWords(trial: Trial, figures: FiguresFragment): string {
	const { tasksToAdd, tasksReady } = figures;
	const wanted = Math.min(trial.count, tasksToAdd);
	const now = Math.min(trial.count, tasksReady);
	const later = tasksToAdd > wanted ? "; all others are set aside until it is promoted" : "";
	const run = `${plural(now, "task")} ${now === 1 ? "runs" : "run"} now`;
	if (trial.tileIds.length > 0 && tasksReady < tasksToAdd)
		return `at most ${run}, as far as their inputs are there${later}`;
	return now === wanted ? `${run}${later}` : `${trialReadyWords(now, wanted)}${later}`;
}

/** `3 of 10 can run now, 7 wait for their inputs`. */
export function trialReadyWords(now: number, wanted: number): string {
	const waiting = wanted - now;
	return `${countWords(now)} of ${countWords(wanted)} can run now, ${countWords(waiting)} ${waiting === 1 ? "waits for its" : "wait for their"} inputs`;
}

/** The figures of one stage of a preview: by id, or by name where it would be new. */
export function figuresOfStage(
	preview: PreviewFragment | null,
	id: string | null,
	name: string,
): FiguresFragment | null {
	const found = preview?.stages.find((stage) =>
		id === null ? stage.stage === null && stage.name.toLowerCase() === name.toLowerCase() : stage.stage?.id === id,
	);
	return found?.figures ?? null;
}
