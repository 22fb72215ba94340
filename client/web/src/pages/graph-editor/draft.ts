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

/** What the next new stage will be called by. */
export function nextKey(draft: Draft): StageKey {
	return `new:${draft.nextKey}`;
}

export function isNew(key: StageKey): boolean {
	return key.startsWith("new:");
}

/** How many stages a draft concerns. */
export function countChanges(draft: Draft): number {
	return (
		draft.added.length + Object.keys(draft.changed).length + Object.keys(draft.removed).length + draft.promoted.length
	);
}

/** In the same place, each named once. */
export function replaced(parents: readonly StageKey[], key: StageKey, by: readonly StageKey[]): readonly StageKey[] {
	return [...new Set(parents.flatMap((parent) => (parent === key ? by : [parent])))];
}
