import type { TaskState } from "@tilewright/contract/states";

/*
 *  States of a task (docs/state-machines.md holds the same drawing).
 *
 *            inputs complete        dispatched          outcome ok
 *   waiting ───────────────► ready ───────────► running ───────────► succeeded ──(gate)──► review
 *      ▲                       ▲                   │                                         │ approve → succeeded
 *      └─ an input went back ──┘◄── retry, lost ───┤                                         └ reject  → rejected
 *                                                  ├── no retry left ► failed
 *                                                  └── operator ─────► cancelled
 *   any state but running ── its unit no longer exists ──► excluded
 */

/** What is known of a task besides its state; the same columns the database function `settled_state` takes. */
export interface TaskFacts {
	readonly inputCount: number;
	readonly unmetInputs: number;
	/** A group that may still get members. */
	readonly isOpen: boolean;
	readonly inputRevision: number;
	readonly attemptRevision: number | null;
	readonly resultRevision: number | null;
	/** What the gate, or a person, says about the result; null lets it through. */
	readonly gateVerdict: "hold" | "reject" | null;
}

/**
 * The state a task belongs in when nothing is being done to it. Planning, releasing and finishing move tasks by
 * this one rule; set-wise it is the database function `settled_state`, and a test compares the two.
 */
export function settledState(state: TaskState, facts: TaskFacts): TaskState {
	const inputsAreComplete = facts.unmetInputs === 0 && !facts.isOpen;
	const resultIsCurrent = facts.resultRevision === facts.inputRevision;
	switch (state) {
		case "running":
		case "cancelled":
			return state;
		case "waiting":
		case "ready":
		case "review":
		case "succeeded":
		case "rejected":
		case "failed":
		case "excluded":
			if (facts.inputCount === 0) return "excluded";
			if (resultIsCurrent && (isFinished(state) || inputsAreComplete)) return finishedState(facts.gateVerdict);
			if (state === "failed" && facts.attemptRevision === facts.inputRevision) return state;
			return inputsAreComplete ? "ready" : "waiting";
	}
}

function isFinished(state: TaskState): boolean {
	return state === "succeeded" || state === "review" || state === "rejected";
}

function finishedState(gateVerdict: TaskFacts["gateVerdict"]): TaskState {
	switch (gateVerdict) {
		case "hold":
			return "review";
		case "reject":
			return "rejected";
		case null:
			return "succeeded";
	}
}

/** What people or outcomes do to a task, and from which states it is possible. */
export const taskEvents = {
	dispatched: { from: ["ready"], to: "running" },
	/** Ran to its end as expected; where it belongs then is `settledState`. */
	succeeded: { from: ["running"], to: "settled" },
	/** Ended otherwise, with a retry left; or lost with its worker. */
	retried: { from: ["running"], to: "settled" },
	/** Ended otherwise, with no retry left. */
	failed: { from: ["running"], to: "failed" },
	cancelled: { from: ["waiting", "ready", "running"], to: "cancelled" },
	/** A person lets a result through, or refuses it; the gate's verdict changes and the task settles. */
	judged: { from: ["succeeded", "review", "rejected"], to: "settled" },
	/** A person asks for another try. */
	requeued: { from: ["succeeded", "failed", "cancelled", "rejected", "review"], to: "settled" },
} as const satisfies Record<string, { readonly from: readonly TaskState[]; readonly to: TaskState | "settled" }>;

export type TaskEvent = keyof typeof taskEvents;

/** An event that does not fit the state is an answer, not an exception: messages arrive late and twice. */
export function applyEvent(
	state: TaskState,
	event: TaskEvent,
	facts: TaskFacts,
): { readonly kind: "moved"; readonly state: TaskState } | { readonly kind: "ignored"; readonly reason: string } {
	const { from, to } = taskEvents[event];
	const allowed: readonly TaskState[] = from;
	if (!allowed.includes(state)) {
		return {
			kind: "ignored",
			reason: `a task that is ${state} cannot be ${event}; it would have to be ${allowed.join(" or ")}`,
		};
	}
	if (to !== "settled") return { kind: "moved", state: to };
	// A judgement leaves the result where it is; everything else asks for it anew.
	return { kind: "moved", state: settledState(event === "judged" ? state : "waiting", facts) };
}
