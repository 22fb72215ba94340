import type { FiguresFragment, PreviewFragment } from "../../api/generated/documents.ts";
import { countWords, plural } from "../../wording/number-words.ts";
import type { Trial } from "./draft.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { costWords } from "./figures-words.ts";

/** What a trial costs, and what promoting it would cost after it: previews count all tasks that the stage would have. */

/** What is another recipe: of anything else a trial would only run the same again. */
const recipeFields = ["definitionId", "definitionVersion", "parents", "unitRule", "parameters"];

/** The stage of a draft that could be tried on a few tiles first: the only one that it changes or adds. */
export function stageToTry(stages: readonly EditedStage[]): EditedStage | null {
	const [only, ...others] = stages.filter(({ change }) => change !== "none");
	if (only === undefined || others.length > 0) return null;
	if (only.change === "added") return only;
	if (only.change !== "changed" || only.stage?.canary != null) return null;
	const fields = Object.keys(only.changed?.fields ?? {});
	return fields.some((field) => recipeFields.includes(field)) ? only : null;
}

export function trialOf({ added, changed }: Pick<EditedStage, "added" | "changed">): Trial | null {
	return added?.trial ?? changed?.trial ?? null;
}

/** Of a draft what it does at once: of a trial its few tasks instead of all that there would be. */
export function totalsAtOnce(preview: PreviewFragment, stages: readonly EditedStage[]): FiguresFragment {
	let totals = preview.totals;
	for (const stage of stages) {
		const trial = trialOf(stage);
		const all = trial === null ? null : figuresOfTrial(preview, stage);
		if (trial === null || all === null) continue;
		const few = figuresAtOnce(trial, all);
		totals = {
			...totals,
			tasksToAdd: totals.tasksToAdd - all.tasksToAdd + few.tasksToAdd,
			tasksReady: totals.tasksReady - all.tasksReady + few.tasksReady,
			coreHours: instead(totals.coreHours, all.coreHours, few.coreHours),
			bytes: instead(totals.bytes, all.bytes, few.bytes),
		};
	}
	return totals;
}

/** Null where what a task costs is not known. */
function instead(total: number | null, all: number | null, few: number | null): number | null {
	return total === null || all === null || few === null ? total : Math.max(0, total - all) + few;
}

/** The figures of a trial in a preview: of a change it is a stage of its own, named after the one it changes. */
function figuresOfTrial(preview: PreviewFragment, { fields, change }: EditedStage): FiguresFragment | null {
	const name = fields.name.toLowerCase();
	const isOf = (candidate: string) =>
		change === "added" ? candidate === name : candidate.startsWith(`${name} (trial)`);
	return preview.stages.find((row) => row.stage === null && isOf(row.name.toLowerCase()))?.figures ?? null;
}

/** Each task costs what the others cost. */
export function figuresAtOnce(trial: Trial, all: FiguresFragment): FiguresFragment {
	const tasksToAdd = Math.min(trial.count, all.tasksToAdd);
	const share = all.tasksToAdd === 0 ? 0 : tasksToAdd / all.tasksToAdd;
	return {
		...all,
		tasksToAdd,
		tasksReady: Math.min(trial.count, all.tasksReady),
		coreHours: all.coreHours === null ? null : all.coreHours * share,
		bytes: all.bytes === null ? null : all.bytes * share,
	};
}

/** `about 3 core-seconds`; null where no run has told how long one takes. */
export function trialCostWords(trial: Trial, all: FiguresFragment): string | null {
	return costWords(figuresAtOnce(trial, all));
}

/** What is left to do once it is promoted; empty where the trial was all of it. */
export function promotionWords(kind: "new" | "changed", trial: Trial, all: FiguresFragment): string {
	const few = figuresAtOnce(trial, all);
	if (kind === "changed") {
		const cost = costWords(all);
		return `promoting it later makes the stage's results stale: up to ${plural(all.tasksToAdd, "task")} to run again${cost === null ? "" : `, ${cost}`}, if you say so then`;
	}
	const left = all.tasksToAdd - few.tasksToAdd;
	if (left === 0) return "";
	const cost =
		all.coreHours === null || few.coreHours === null
			? null
			: costWords({ ...all, coreHours: all.coreHours - few.coreHours });
	return `promoting it later runs the other ${countWords(left)}${cost === null ? "" : `, ${cost}`}`;
}
