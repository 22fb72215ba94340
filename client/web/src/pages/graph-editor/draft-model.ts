import type { LatticeRegionInput, ReadEditorResult, StartWith } from "../../api/generated/documents.ts";

/**
 * What somebody is about to change, as overlays of the graph there is: only what differs is kept, so that a draft can
 * be carried over to a graph that somebody else has changed meanwhile.
 */

export type EditorStage = NonNullable<ReadEditorResult["project"]>["stages"][number];

/** Id of a stage there is, or `new:1` for one that is only in the draft. */
export type StageKey = string;

export interface StageFields {
	readonly name: string;
	readonly description: string;
	readonly definitionId: string;
	/** Null for the newest. */
	readonly definitionVersion: number | null;
	readonly parents: readonly StageKey[];
	readonly unitRule: unknown;
	readonly parameters: Readonly<Record<string, unknown>>;
	/** Of a stage there is: what is laid over what it has. Of a new one: over what its definition starts from. */
	readonly operations: Readonly<Record<string, unknown>>;
	readonly priority: number;
	readonly outputPath: string;
	readonly region: LatticeRegionInput | null;
}

/** A few tasks that run until somebody has decided. */
export interface Trial {
	/** At most so many. */
	readonly count: number;
	/** On these tiles; empty for a sample over all there are. */
	readonly tileIds: readonly string[];
}

export interface NewStage extends StageFields {
	readonly key: StageKey;
	readonly startWith: StartWith;
	/** Stages that take their inputs from it instead of from its parents. */
	readonly before: readonly StageKey[];
	/** Tried out first; null works on all. */
	readonly trial: Trial | null;
}

export interface ChangedStage {
	readonly fields: Partial<StageFields>;
	/** Tried out beside the stage as it is. */
	readonly trial: Trial | null;
}

export interface Draft {
	/** The version of the graph it was made for; null while nothing is changed. */
	readonly baseVersion: number | null;
	readonly added: readonly NewStage[];
	readonly changed: Readonly<Record<StageKey, ChangedStage>>;
	readonly removed: Readonly<Record<StageKey, "REATTACH" | "REMOVE">>;
	readonly promoted: readonly StageKey[];
	readonly nextKey: number;
}

export const emptyDraft: Draft = {
	baseVersion: null,
	added: [],
	changed: {},
	removed: {},
	promoted: [],
	nextKey: 1,
};

export type DraftEvent =
	| { readonly kind: "added"; readonly stage: Omit<NewStage, "key"> }
	| { readonly kind: "fields"; readonly key: StageKey; readonly fields: Partial<StageFields> }
	| {
			readonly kind: "start";
			readonly key: StageKey;
			readonly start: Partial<Pick<NewStage, "startWith" | "before" | "trial">>;
	  }
	| { readonly kind: "trial"; readonly key: StageKey; readonly trial: Trial | null }
	| { readonly kind: "removed"; readonly key: StageKey; readonly children: "REATTACH" | "REMOVE" }
	| { readonly kind: "kept"; readonly key: StageKey }
	| { readonly kind: "promoted"; readonly key: StageKey }
	| { readonly kind: "dropped"; readonly key: StageKey }
	| { readonly kind: "carriedOver"; readonly version: number };

/** `version` of the graph that is on the screen, for a draft that begins. */
export function applyDraftEvent(draft: Draft, event: DraftEvent, version: number): Draft {
	if (event.kind === "carriedOver") return { ...draft, baseVersion: event.version };
	const next = changeDraft(draft, event);
	return countChanges(next) === 0
		? { ...emptyDraft, nextKey: next.nextKey }
		: { ...next, baseVersion: draft.baseVersion ?? version };
}

function changeDraft(draft: Draft, event: Exclude<DraftEvent, { kind: "carriedOver" }>): Draft {
	switch (event.kind) {
		case "added": {
			const key = `new:${draft.nextKey}`;
			return { ...draft, added: [...draft.added, { ...event.stage, key }], nextKey: draft.nextKey + 1 };
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

export function isNew(key: StageKey): boolean {
	return key.startsWith("new:");
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

function replaced(parents: readonly StageKey[], key: StageKey, by: readonly StageKey[]): readonly StageKey[] {
	return [...new Set(parents.flatMap((parent) => (parent === key ? by : [parent])))];
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

/** How many stages a draft concerns. */
export function countChanges(draft: Draft): number {
	return (
		draft.added.length + Object.keys(draft.changed).length + Object.keys(draft.removed).length + draft.promoted.length
	);
}

/** A name that no stage has: `quality`, `quality 2` … */
export function freeName(wanted: string, taken: readonly string[]): string {
	const lower = new Set(taken.map((name) => name.toLowerCase()));
	for (let number = 1; ; number++) {
		const name = number === 1 ? wanted : `${wanted} ${number}`;
		if (!lower.has(name.toLowerCase())) return name;
	}
}
