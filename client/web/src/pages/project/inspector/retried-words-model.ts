import { countWords, plural } from "../../../wording/number-words.ts";

/** States of the tasks that were retried together. */
export interface RetriedCounts {
	readonly succeeded: number;
	readonly held: number;
	readonly rejected: number;
	readonly failed: number;
	readonly running: number;
	readonly open: number;
}

/** `7 of 12 retried tasks succeeded, 2 failed again, 1 running, 2 to go`. */
export function retriedWords(retried: number, counts: RetriedCounts): string {
	const rest = [
		[counts.failed, "failed again"],
		[counts.held, "held for a person"],
		[counts.rejected, "rejected"],
		[counts.running, "running"],
		[counts.open, "to go"],
	] as const;
	const parts = rest.filter(([count]) => count > 0).map(([count, words]) => `${countWords(count)} ${words}`);
	return [`${countWords(counts.succeeded)} of ${plural(retried, "retried task")} succeeded`, ...parts].join(", ");
}

export function areRetriesOver({ running, open }: RetriedCounts): boolean {
	return running + open === 0;
}
