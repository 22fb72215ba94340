import type { AttemptOutcome, TaskState } from "../../../api/generated/documents.ts";
import { attemptOutcomeTable } from "../../../states/state-table.ts";
import { lastWordsOf } from "./last-words-model.ts";

export interface TriedAttempt {
	readonly number: number;
	/** Null while it runs. */
	readonly outcome: AttemptOutcome | null;
	readonly startedAt: string | null;
	readonly exitCode: number | null;
	readonly logTail: string | null;
	readonly problem: string | null;
	readonly worker: { readonly name: string } | null;
}

export interface RetryStory {
	readonly words: string;
	readonly tone: "good" | "active" | "caution" | "bad";
}

/** What became of trying again, told from the attempts themselves: a colleague's retry reads the same. */
export function retryStory(state: TaskState, attempts: readonly TriedAttempt[]): RetryStory | null {
	const last = attempts.at(-1);
	if (last === undefined) return null;
	const before = attempts.at(-2);
	if (last.outcome === null) {
		if (before === undefined) return null;
		const where = last.worker === null ? "" : ` on ${last.worker.name}`;
		const words = last.startedAt === null ? "is about to start" : "is running";
		return { words: `Attempt ${last.number} ${words}${where}; ${endOf(before)}.`, tone: "active" };
	}
	switch (state) {
		case "READY":
		case "WAITING":
			return { words: `To be tried again as attempt ${last.number + 1}; ${endOf(last)}.`, tone: "active" };
		case "SUCCEEDED":
		case "REVIEW":
		case "REJECTED":
			if (before === undefined || before.outcome === "SUCCEEDED" || last.outcome !== "SUCCEEDED") return null;
			return { words: `Attempt ${last.number} succeeded; ${endOf(before)}.`, tone: "good" };
		case "FAILED":
			if (before === undefined || before.outcome === "SUCCEEDED") return null;
			return { words: `Failed again in attempt ${last.number}, ${comparison(before, last)}.`, tone: "bad" };
		case "RUNNING":
		case "CANCELLED":
		case "EXCLUDED":
			return null;
	}
}

function endOf({ number, outcome, exitCode }: TriedAttempt): string {
	if (outcome === null) return `attempt ${number} has no end`;
	if (outcome === "SUCCEEDED") return `the result of attempt ${number} stays until then`;
	const exit = exitCode === null || exitCode === 0 ? "" : ` (exit ${exitCode})`;
	return `attempt ${number} ended: ${attemptOutcomeTable[outcome].word}${exit}`;
}

function comparison(before: TriedAttempt, last: TriedAttempt): string {
	const words = (attempt: TriedAttempt) => lastWordsOf(attempt).at(-1) ?? "";
	if (before.outcome !== last.outcome) return `in another way than attempt ${before.number}`;
	return words(before) === words(last)
		? `with the same last words as attempt ${before.number}`
		: `with other last words than attempt ${before.number}`;
}
