import type { ChangedStage, Draft, EditorStage, NewStage, StageFields, StageKey } from "./draft.ts";

/** The graph as it would be with a draft, for the canvas and the forms. */
export interface EditedStage {
	readonly key: StageKey;
	readonly fields: StageFields;
	readonly change: "none" | "added" | "changed" | "removed" | "promoted";
	/** As it is now; null for a stage that is only in the draft. */
	readonly stage: EditorStage | null;
	readonly added: NewStage | null;
	readonly changed: ChangedStage | null;
	readonly parents: readonly { readonly id: StageKey }[];
	readonly id: StageKey;
}

/** Parents first as the API brings them; new stages last. Fields of the draft for stages that are gone are left out. */
export function editedStages(stages: readonly EditorStage[], draft: Draft): readonly EditedStage[] {
	const removed = removedKeys(stages, draft);
	const existing = stages.map((stage): EditedStage => {
		const changed = draft.changed[stage.id] ?? null;
		const fields: StageFields = { ...fieldsOf(stage), ...changed?.fields };
		return {
			key: stage.id,
			id: stage.id,
			fields,
			change: removed.has(stage.id)
				? "removed"
				: draft.promoted.includes(stage.id)
					? "promoted"
					: changed === null
						? "none"
						: "changed",
			stage,
			added: null,
			changed,
			parents: asParents(fields.parents),
		};
	});
	const added = draft.added.map(
		(stage): EditedStage => ({
			key: stage.key,
			id: stage.key,
			fields: stage,
			change: "added",
			stage: null,
			added: stage,
			changed: null,
			parents: asParents(stage.parents),
		}),
	);
	return [...existing, ...added];
}

const asParents = (keys: readonly StageKey[]) => keys.map((id) => ({ id }));

export function fieldsOf(stage: EditorStage): StageFields {
	return {
		name: stage.name,
		description: stage.description,
		definitionId: stage.definition?.id ?? "",
		definitionVersion: stage.definitionVersion,
		parents: stage.parents.map((parent) => parent.id),
		unitRule: stage.unitRule,
		parameters: (stage.parameters ?? {}) as Readonly<Record<string, unknown>>,
		operations: {},
		priority: stage.priority,
		outputPath: stage.outputPath ?? "",
		region: stage.scope.region,
	};
}

/** Removed stages, with what goes with them. */
export function removedKeys(stages: readonly EditorStage[], draft: Draft): ReadonlySet<StageKey> {
	const gone = new Set<StageKey>();
	const open = Object.entries(draft.removed).map(([key, children]) => ({ key, withChildren: children === "REMOVE" }));
	for (let next = open.pop(); next !== undefined; next = open.pop()) {
		const { key, withChildren } = next;
		if (gone.has(key)) continue;
		gone.add(key);
		for (const stage of stages) {
			if (stage.canaryOf?.id === key) open.push({ key: stage.id, withChildren: false });
			if (withChildren && stage.parents.some((parent) => parent.id === key)) open.push({ key: stage.id, withChildren });
		}
	}
	return gone;
}

/** Whether `to` may take inputs from `from`: no stage may wait for itself. */
export function canConnect(stages: readonly EditedStage[], from: StageKey, to: StageKey): boolean {
	if (from === to) return false;
	const target = stages.find((stage) => stage.key === to);
	if (target === undefined || target.stage?.kind === "ROOT" || target.parents.some((parent) => parent.id === from)) {
		return false;
	}
	return !isAbove(stages, to, from);
}

/** Whether what `below` waits for includes `above`, or they are the same. */
export function isAbove(stages: readonly EditedStage[], above: StageKey, below: StageKey): boolean {
	const parentsOf = new Map(stages.map((stage) => [stage.key, stage.parents]));
	const seen = new Set<StageKey>();
	const open = [below];
	for (let key = open.pop(); key !== undefined; key = open.pop()) {
		if (key === above) return true;
		if (seen.has(key)) continue;
		seen.add(key);
		for (const parent of parentsOf.get(key) ?? []) open.push(parent.id);
	}
	return false;
}
