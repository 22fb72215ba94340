import type { TaskState } from "../../../api/generated/documents.ts";
import { type StateCounts, stateCounts, sumOfCounts } from "../../../live/live-store-model.ts";
import { countWords } from "../../../wording/number-words.ts";

/** How far a stage is that is tried out. */
export interface TrialProgress {
	/** Tasks that have ended, however they did. */
	readonly ran: number;
	readonly wanted: number;
	/** Tasks that could run, and wait for somebody to decide. */
	readonly held: number;
	/** Without those that are held: what the trial itself has to do. */
	readonly counts: StateCounts;
}

/** Null for a stage that is not tried out. `held`: as the coordinator counts it. */
export function trialProgress(
	stage: {
		readonly canary: { readonly count: number } | null;
		readonly counts: readonly { readonly state: TaskState; readonly count: number }[];
	},
	held: number,
): TrialProgress | null {
	if (stage.canary === null) return null;
	const counts = stateCounts(stage.counts);
	const ended = sumOfCounts(counts) - counts.WAITING - counts.READY - counts.RUNNING - counts.EXCLUDED;
	const wanted = stage.canary.count;
	return {
		ran: Math.min(wanted, ended),
		wanted,
		held,
		counts: { ...counts, READY: Math.max(0, counts.READY - held) },
	};
}

/** `0 of 5 have run`. */
export function ranWords({ ran, wanted }: TrialProgress): string {
	return `${countWords(ran)} of ${countWords(wanted)} ${ran === 1 ? "has" : "have"} run`;
}

/** `621 set aside`; empty where nothing is. */
export function heldWords({ held }: TrialProgress): string {
	return held === 0 ? "" : `${countWords(held)} set aside`;
}

/** `trial: 0 of 5 have run, 621 set aside`. */
export function trialWords(trial: TrialProgress): string {
	return `trial: ${[ranWords(trial), heldWords(trial)].filter((words) => words !== "").join(", ")}`;
}

/** `0 of 5 ran, 621 set aside`, for a narrow card. */
export function shortTrialWords({ ran, wanted, held }: TrialProgress): string {
	return `${countWords(ran)} of ${countWords(wanted)} ran${held === 0 ? "" : `, ${countWords(held)} set aside`}`;
}
