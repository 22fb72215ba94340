import type { Operations } from "@tilewright/contract/recipe";
import { retryRuleFor } from "@tilewright/contract/recipe";
import type { AttemptOutcome } from "@tilewright/contract/states";

/** What becomes of a task whose attempt has ended: plain data in, plain data out. */
export type Verdict =
	| { readonly kind: "accept" }
	| { readonly kind: "retry"; readonly afterSeconds: number }
	| { readonly kind: "fail" }
	| { readonly kind: "cancel" };

const longestBackOffSeconds = 300;

/** `failedTries` counts the tries of this round that ended before this one. */
export function judgeOutcome(outcome: AttemptOutcome, operations: Operations, failedTries: number): Verdict {
	switch (outcome) {
		case "succeeded":
			return { kind: "accept" };
		case "cancelled":
			return { kind: "cancel" };
		case "failed":
		case "outOfMemory":
		case "timedOut":
		case "nodeFailed":
		case "preempted":
		case "lost":
		case "invalidOutput":
		case "couldNotStart": {
			const rule = retryRuleFor(operations, outcome);
			if (failedTries >= rule.retries) return { kind: "fail" };
			return { kind: "retry", afterSeconds: Math.min(rule.backOffSeconds * 2 ** failedTries, longestBackOffSeconds) };
		}
	}
}

/** Only what the program or its data did counts towards pausing a stage; a lost worker says nothing about the stage. */
export function speaksAgainstStage(outcome: AttemptOutcome): boolean {
	switch (outcome) {
		case "failed":
		case "outOfMemory":
		case "timedOut":
		case "invalidOutput":
		case "couldNotStart":
			return true;
		case "succeeded":
		case "cancelled":
		case "lost":
		case "nodeFailed":
		case "preempted":
			return false;
	}
}

/** What may be the worker's or its machine's fault. A worker that is gone is not there to be blamed. */
export function speaksAgainstWorker(outcome: AttemptOutcome): boolean {
	return speaksAgainstStage(outcome) || outcome === "nodeFailed";
}

/** Put aside on purpose: the next try may as well be made in the same place. */
export function saysNothingOfPlace(outcome: AttemptOutcome): boolean {
	return outcome === "cancelled" || outcome === "preempted";
}
