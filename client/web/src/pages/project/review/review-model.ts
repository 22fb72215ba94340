import { type Decision, takenBackWords } from "./decision-model.ts";

/** Where somebody is in the review queue, and what was decided just now. */
export interface ReviewState {
	/** Id of the result that is looked at; null at the end of the queue. */
	readonly current: string | null;
	/** Chosen to be decided together. */
	readonly chosen: ReadonlySet<string>;
	/** Decided here and not yet gone from the queue that was read. */
	readonly decided: ReadonlySet<string>;
	/** What was decided in this tab, the newest last: each can be taken back, one after the other. */
	readonly decisions: readonly Decision[];
	/** What became of the decision that was taken back just now; null once something else was done. */
	readonly said: string | null;
}

export const firstState: ReviewState = {
	current: null,
	chosen: new Set(),
	decided: new Set(),
	decisions: [],
	said: null,
};

export type ReviewEvent =
	/** The queue was read again: what is gone from it may come back as somebody else decides. */
	| { readonly kind: "read" }
	| { readonly kind: "moved"; readonly by: number }
	| { readonly kind: "wentTo"; readonly id: string }
	| { readonly kind: "toggled"; readonly id: string }
	| { readonly kind: "decided"; readonly decision: Decision }
	/** They are shown in another order: somebody wants to begin with the first one. */
	| { readonly kind: "reordered" }
	/** The newest decision was taken back; `changed`: how many results that changed. */
	| { readonly kind: "undone"; readonly changed: number }
	/** Take back, with no decision left. */
	| { readonly kind: "undoneInVain" };

/** `queue`: ids as they were read. */
export function applyReviewEvent(before: ReviewState, event: ReviewEvent, queue: readonly string[]): ReviewState {
	const state = { ...before, said: event.kind === "read" ? before.said : null };
	const open = openOf(state, queue);
	const current = currentOf(state, queue);
	switch (event.kind) {
		case "read":
			return { ...state, decided: new Set([...state.decided].filter((id) => queue.includes(id))) };
		case "moved": {
			const index = current === null ? -1 : open.indexOf(current);
			const next = Math.min(open.length - 1, Math.max(0, index + event.by));
			return { ...state, current: open[next] ?? null };
		}
		case "wentTo":
			return { ...state, current: event.id };
		case "toggled": {
			const chosen = new Set(state.chosen);
			if (!chosen.delete(event.id)) chosen.add(event.id);
			return { ...state, current: event.id, chosen };
		}
		case "decided": {
			const ids = event.decision.results.map(({ id }) => id);
			const left = open.filter((id) => !ids.includes(id));
			// The next one moves up to where the decided one was.
			const place =
				current === null ? 0 : open.slice(0, open.indexOf(current)).filter((id) => !ids.includes(id)).length;
			return {
				...state,
				current: ids.includes(current ?? "") ? (left[place] ?? left.at(-1) ?? null) : current,
				chosen: new Set([...state.chosen].filter((id) => !ids.includes(id))),
				decided: event.decision.kind === "held" ? without(state.decided, ids) : new Set([...state.decided, ...ids]),
				decisions: [...state.decisions, event.decision],
			};
		}
		case "reordered":
			return { ...state, current: null };
		case "undone": {
			const last = state.decisions.at(-1);
			if (last === undefined) return state;
			const held = last.results.filter(({ word }) => word === "held").map(({ id }) => id);
			return {
				...state,
				current: held[0] ?? state.current,
				decided: without(state.decided, held),
				decisions: state.decisions.slice(0, -1),
				said: takenBackWords(last, event.changed),
			};
		}
		case "undoneInVain":
			return {
				...state,
				said: "Nothing that was decided in this tab is left to take back: what was decided before is under Decided",
			};
	}
}

function without(ids: ReadonlySet<string>, gone: readonly string[]): ReadonlySet<string> {
	return new Set([...ids].filter((id) => !gone.includes(id)));
}

/** What is still to be decided, in the order of the queue. */
export function openOf(state: ReviewState, queue: readonly string[]): readonly string[] {
	return queue.filter((id) => !state.decided.has(id));
}

/** The one that is looked at; the first one where that is gone. */
export function currentOf(state: ReviewState, queue: readonly string[]): string | null {
	const open = openOf(state, queue);
	return state.current !== null && open.includes(state.current) ? state.current : (open[0] ?? null);
}

/** What approve and reject are about: those that were chosen, else the one that is looked at. */
export function targetsOf(state: ReviewState, queue: readonly string[]): readonly string[] {
	const chosen = openOf(state, queue).filter((id) => state.chosen.has(id));
	if (chosen.length > 0) return chosen;
	const current = currentOf(state, queue);
	return current === null ? [] : [current];
}
