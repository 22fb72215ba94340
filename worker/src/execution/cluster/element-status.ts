import { finalStates, type JobState, type JobStatus } from "./scheduler-dialect.ts";

/** What the scheduler has said of one array element, and since when. Times by the worker's monotonic clock. */
export interface ElementStatus {
	readonly state: JobState | null;
	/** Its words: `PENDING (Resources)`. */
	readonly words: string | null;
	readonly reason: string | null;
	readonly node: string | null;
	readonly elapsedSeconds: number | null;
	readonly finalSinceMs: number | null;
	/** Missing from the queue's answers since then. */
	readonly unlistedSinceMs: number | null;
	/** Missing from the queue, and the books (where there are any) do not tell of its end, since then. */
	readonly absentSinceMs: number | null;
}

export const untold: ElementStatus = {
	state: null,
	words: null,
	reason: null,
	node: null,
	elapsedSeconds: null,
	finalSinceMs: null,
	unlistedSinceMs: null,
	absentSinceMs: null,
};

/** The scheduler has spoken of it. A word nobody knows changes nothing but what people read. */
export function withAnswer(before: ElementStatus, answer: JobStatus, nowMs: number): ElementStatus {
	const words = answer.reason === null ? answer.word : `${answer.word} (${answer.reason})`;
	const isFinal = finalStates.has(answer.state);
	return {
		state: answer.state === "unknown" ? before.state : answer.state,
		words,
		reason: answer.reason,
		node: answer.node ?? before.node,
		elapsedSeconds: answer.elapsedSeconds ?? before.elapsedSeconds,
		finalSinceMs: isFinal ? (before.finalSinceMs ?? nowMs) : answer.state === "unknown" ? before.finalSinceMs : null,
		unlistedSinceMs: null,
		absentSinceMs: null,
	};
}

/** The queue was listed and it was not there. */
export function withoutListing(before: ElementStatus, nowMs: number): ElementStatus {
	return before.unlistedSinceMs === null ? { ...before, unlistedSinceMs: nowMs } : before;
}

/** The books were asked and did not tell of its end either, or there are none. */
export function withoutEntry(before: ElementStatus, nowMs: number): ElementStatus {
	if (before.finalSinceMs !== null || before.unlistedSinceMs === null || before.absentSinceMs !== null) return before;
	return { ...before, absentSinceMs: nowMs };
}
