import type { TaskState } from "../../../api/generated/documents.ts";
import { countWords, plural } from "../../../wording/number-words.ts";

/** How many of the tasks that were retried together are in a state now. */
export interface RetriedCount {
	readonly state: TaskState;
	readonly selectedCount: number;
}

const fates = [
	{ words: "failed again", states: ["FAILED"] },
	{ words: "held for a person", states: ["REVIEW"] },
	{ words: "rejected", states: ["REJECTED"] },
	{ words: "cancelled or taken out", states: ["CANCELLED", "EXCLUDED"] },
	{ words: "running", states: ["RUNNING"] },
	{ words: "to go", states: ["READY", "WAITING"] },
] as const satisfies readonly { readonly words: string; readonly states: readonly TaskState[] }[];

/** `7 of 12 retried tasks succeeded, 2 failed again, 1 running, 2 to go`. */
export function retriedWords(retried: number, counts: readonly RetriedCount[]): string {
	const parts = fates.flatMap(({ words, states }) => {
		const count = countIn(counts, states);
		return count === 0 ? [] : [`${countWords(count)} ${words}`];
	});
	return [
		`${countWords(countIn(counts, ["SUCCEEDED"]))} of ${plural(retried, "retried task")} succeeded`,
		...parts,
	].join(", ");
}

export function toneOfRetried(counts: readonly RetriedCount[]): "active" | "bad" | "good" {
	if (countIn(counts, ["RUNNING", "READY", "WAITING"]) > 0) return "active";
	return countIn(counts, ["FAILED"]) > 0 ? "bad" : "good";
}

function countIn(counts: readonly RetriedCount[], states: readonly TaskState[]): number {
	return counts.reduce((sum, { state, selectedCount }) => sum + (states.includes(state) ? selectedCount : 0), 0);
}
