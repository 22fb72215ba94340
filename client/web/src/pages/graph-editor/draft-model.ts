import {
	type ChangedStage,
	countChanges,
	type Draft,
	type EditorStage,
	emptyDraft,
	isNew,
	type NewStage,
	nextKey,
	replaced,
	type StageFields,
	type StageKey,
	type Trial,
} from "./draft.ts";
import { withoutUnchanged } from "./unchanged-fields-model.ts";

/** What a person does to a draft. */
export type DraftEvent =
	| {
			readonly kind: "added";
			readonly stage: Omit<NewStage, "key">;
			/** A stage that is to take its inputs from the new one instead of from this parent. */
			readonly between?: { readonly parent: StageKey; readonly child: StageKey; readonly parents: readonly StageKey[] };
	  }
	| { readonly kind: "fields"; readonly key: StageKey; readonly fields: Partial<StageFields> }
	| {
			readonly kind: "start";
			readonly key: StageKey;
			readonly start: Partial<Pick<NewStage, "startWith" | "trial">>;
	  }
	| { readonly kind: "trial"; readonly key: StageKey; readonly trial: Trial | null }
	| { readonly kind: "removed"; readonly key: StageKey; readonly children: "REATTACH" | "REMOVE" }
	| { readonly kind: "kept"; readonly key: StageKey }
	| { readonly kind: "promoted"; readonly key: StageKey }
	| { readonly kind: "dropped"; readonly key: StageKey }
	| { readonly kind: "carriedOver"; readonly version: number };

/** The graph that is on the screen. */
export interface ShownGraph {
	readonly version: number;
	readonly stages: readonly EditorStage[];
}

/** What is set back to what it is is no change; a draft without changes is none. */
export function applyDraftEvent(draft: Draft, event: DraftEvent, graph: ShownGraph): Draft {
	const changed = event.kind === "carriedOver" ? { ...draft, baseVersion: event.version } : changeDraft(draft, event);
	const next = { ...changed, changed: withoutUnchanged(changed.changed, graph.stages) };
	return countChanges(next) === 0
		? { ...emptyDraft, nextKey: next.nextKey }
		: { ...next, baseVersion: next.baseVersion ?? graph.version };
}

function changeDraft(draft: Draft, event: Exclude<DraftEvent, { kind: "carriedOver" }>): Draft {
	switch (event.kind) {
		case "added": {
			const key = nextKey(draft);
			const next = { ...draft, added: [...draft.added, { ...event.stage, key }], nextKey: draft.nextKey + 1 };
			if (event.between === undefined) return next;
			const { child, parent, parents } = event.between;
			return changeDraft(next, { kind: "fields", key: child, fields: { parents: replaced(parents, parent, [key]) } });
		}
		case "fields":
			return isNew(event.key)
				? withNew(draft, event.key, event.fields)
				: withChanged(draft, event.key, (before) => ({ ...before, fields: { ...before.fields, ...event.fields } }));
		case "start":
			return withNew(draft, event.key, event.start);
		case "trial":
			return isNew(event.key)
				? withNew(draft, event.key, { trial: event.trial })
				: withChanged(draft, event.key, (before) => ({ ...before, trial: event.trial }));
		case "removed":
			return isNew(event.key)
				? withoutNew(draft, event.key)
				: {
						...without(draft, event.key),
						removed: { ...draft.removed, [event.key]: event.children },
						promoted: draft.promoted.filter((key) => key !== event.key),
					};
		case "kept": {
			const { [event.key]: _gone, ...removed } = draft.removed;
			return { ...draft, removed };
		}
		case "promoted":
			return { ...draft, promoted: [...draft.promoted.filter((key) => key !== event.key), event.key] };
		case "dropped":
			return isNew(event.key)
				? withoutNew(draft, event.key)
				: { ...without(draft, event.key), promoted: draft.promoted.filter((key) => key !== event.key) };
	}
}

function withNew(draft: Draft, key: StageKey, change: Partial<NewStage>): Draft {
	return { ...draft, added: draft.added.map((stage) => (stage.key === key ? { ...stage, ...change } : stage)) };
}

function withoutNew(draft: Draft, key: StageKey): Draft {
	const gone = draft.added.find((stage) => stage.key === key);
	const added = draft.added
		.filter((stage) => stage.key !== key)
		.map((stage) => ({ ...stage, parents: replaced(stage.parents, key, gone?.parents ?? []) }));
	const changed = Object.fromEntries(
		Object.entries(draft.changed).map(([other, change]) => [
			other,
			change.fields.parents === undefined
				? change
				: {
						...change,
						fields: { ...change.fields, parents: replaced(change.fields.parents, key, gone?.parents ?? []) },
					},
		]),
	);
	return { ...draft, added, changed };
}

function withChanged(draft: Draft, key: StageKey, change: (before: ChangedStage) => ChangedStage): Draft {
	const after = change(draft.changed[key] ?? { fields: {}, trial: null });
	if (Object.keys(after.fields).length === 0) return without(draft, key);
	return { ...draft, changed: { ...draft.changed, [key]: after } };
}

function without(draft: Draft, key: StageKey): Draft {
	const { [key]: _gone, ...changed } = draft.changed;
	return { ...draft, changed };
}

/** A name that no stage has: `quality`, `quality 2` … */
export function freeName(wanted: string, taken: readonly string[]): string {
	const lower = new Set(taken.map((name) => name.toLowerCase()));
	for (let number = 1; ; number++) {
		const name = number === 1 ? wanted : `${wanted} ${number}`;
		if (!lower.has(name.toLowerCase())) return name;
	}
}
