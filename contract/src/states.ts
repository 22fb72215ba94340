/** The words for states and outcomes; drawn in docs/state-machines.md, repeated by the database as types. */

export const taskStates = [
	"waiting",
	"ready",
	"running",
	"review",
	"succeeded",
	"rejected",
	"failed",
	"cancelled",
	"excluded",
] as const;
export type TaskState = (typeof taskStates)[number];

export const attemptOutcomes = [
	"succeeded",
	"failed",
	"outOfMemory",
	"timedOut",
	"nodeFailed",
	"preempted",
	"cancelled",
	"lost",
	"invalidOutput",
	"couldNotStart",
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

export const inputStates = [
	"unknown",
	"badLocation",
	"missing",
	"dashboard",
	"pipeline",
	"directory",
	"announced",
] as const;
export type InputState = (typeof inputStates)[number];

/** The numeric codes of the predecessor, for scripts and data that still speak them. */
export const predecessorTileStatus = {
	doesNotExist: 0,
	incomplete: 1,
	queued: 2,
	processing: 3,
	complete: 4,
	failed: 5,
	canceled: 6,
} as const;

export function toPredecessorTileStatus(state: TaskState): number {
	switch (state) {
		case "waiting":
			return predecessorTileStatus.incomplete;
		case "ready":
			return predecessorTileStatus.queued;
		case "running":
			return predecessorTileStatus.processing;
		case "succeeded":
			return predecessorTileStatus.complete;
		case "review":
			return predecessorTileStatus.complete;
		case "failed":
		case "rejected":
			return predecessorTileStatus.failed;
		case "cancelled":
			return predecessorTileStatus.canceled;
		case "excluded":
			return predecessorTileStatus.doesNotExist;
	}
}
