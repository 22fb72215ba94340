/** Where somebody is in the review queue, and what was decided just now. */
export interface ReviewState {
	/** Id of the result that is looked at; null at the end of the queue. */
	readonly current: string | null;
	/** Chosen to be decided together. */
	readonly chosen: ReadonlySet<string>;
	/** Decided here and not yet gone from the queue that was read. */
	readonly decided: ReadonlySet<string>;
	readonly last: Decision | null;
	/** A decision was to be taken back and there was none: said until the next thing is done. */
	readonly isNothingLeft: boolean;
}

export interface Decision {
	readonly kind: "approved" | "rejected";
	readonly ids: readonly string[];
	/** Of results that a person held, and no gate: what was said of each before, by id. */
	readonly saidBefore: ReadonlyMap<string, string>;
}

export const firstState: ReviewState = {
	current: null,
	chosen: new Set(),
	decided: new Set(),
	last: null,
	isNothingLeft: false,
};

export type ReviewEvent =
	| { readonly kind: "moved"; readonly by: number }
	| { readonly kind: "wentTo"; readonly id: string }
	| { readonly kind: "toggled"; readonly id: string }
	| { readonly kind: "decided"; readonly decision: Decision }
	/** They are shown in another order: somebody wants to begin with the first one. */
	| { readonly kind: "reordered" }
	| { readonly kind: "undone" }
	/** Take back, with no decision left. */
	| { readonly kind: "undoneInVain" };

/** `queue`: ids as they were read. */
export function applyReviewEvent(before: ReviewState, event: ReviewEvent, queue: readonly string[]): ReviewState {
	const state = { ...before, isNothingLeft: event.kind === "undoneInVain" };
	const open = openOf(state, queue);
	const current = currentOf(state, queue);
	switch (event.kind) {
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
			const { ids } = event.decision;
			const left = open.filter((id) => !ids.includes(id));
			// The next one moves up to where the decided one was.
			const place =
				current === null ? 0 : open.slice(0, open.indexOf(current)).filter((id) => !ids.includes(id)).length;
			return {
				...state,
				current: ids.includes(current ?? "") ? (left[place] ?? left.at(-1) ?? null) : current,
				chosen: new Set([...state.chosen].filter((id) => !ids.includes(id))),
				decided: new Set([...state.decided, ...ids]),
				last: event.decision,
			};
		}
		case "reordered":
			return { ...state, current: null };
		case "undone": {
			const ids = state.last?.ids ?? [];
			const decided = new Set([...state.decided].filter((id) => !ids.includes(id)));
			return { ...state, current: ids[0] ?? state.current, decided, last: null };
		}
		case "undoneInVain":
			return state;
	}
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

/** What is known of a held result when somebody decides about it. */
interface HeldResult {
	readonly id: string;
	readonly reason: string;
	readonly gate: { readonly action: string } | null;
}

/** Where the gate holds a result its words come back by themselves; what a person said has to be kept here. */
export function decisionAbout(
	kind: Decision["kind"],
	ids: readonly string[],
	results: readonly HeldResult[],
): Decision {
	const byPersons = results.filter(({ id, gate }) => ids.includes(id) && gate?.action !== "HOLD");
	return { kind, ids, saidBefore: new Map(byPersons.map(({ id, reason }) => [id, reason])) };
}

const mark = "taken back; before: ";

/** How to hold the results again as they were held: ids by the reason to give, null where their gate has one. */
export function takenBack({ ids, saidBefore }: Decision): ReadonlyMap<string | null, readonly string[]> {
	const byReason = new Map<string | null, string[]>();
	for (const id of ids) {
		const said = saidBefore.get(id);
		// Taken back twice it is still the first word that counts.
		const reason = said === undefined ? null : `${mark}${said.split(mark).at(-1)}`;
		byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
	}
	return byReason;
}
