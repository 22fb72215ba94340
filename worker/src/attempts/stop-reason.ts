/** Why a program is stopped before it ends by itself. */
export type StopReason =
	| "timeLimit"
	| "memoryLimit"
	| "outputLimit"
	| "cancelled"
	| "preempted"
	| "nodeFailed"
	| "lost";
