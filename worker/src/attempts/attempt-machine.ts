/*
 *   queued ──slotFree──► preparing ──prepared──► running ──exited──► collecting ──finished──► finished
 *     │ ▲                    │                   ▲    │                                          ▲
 *     │ └── (new)            │       adopted ────┘    │                                          │
 *     └──────────────────────┴────────────────────────┴──── finished (refused, stopped, lost) ───┘
 *
 * A finished attempt leaves the table when its result is committed.
 */
export const liveAttemptStates = ["queued", "preparing", "running", "collecting", "finished"] as const;
export type LiveAttemptState = (typeof liveAttemptStates)[number];
export type LiveAttemptEvent = "slotFree" | "prepared" | "adopted" | "exited" | "finished";

const transitions = {
	queued: { slotFree: "preparing", adopted: "running", finished: "finished" },
	preparing: { prepared: "running", finished: "finished" },
	running: { exited: "collecting", finished: "finished" },
	collecting: { finished: "finished" },
	finished: {},
} satisfies Record<LiveAttemptState, Partial<Record<LiveAttemptEvent, LiveAttemptState>>>;

/** The next state, or null when the event does not fit and is to be ignored. */
export function applyAttemptEvent(state: LiveAttemptState, event: LiveAttemptEvent): LiveAttemptState | null {
	const next: Partial<Record<LiveAttemptEvent, LiveAttemptState>> = transitions[state];
	return next[event] ?? null;
}
