import type { ChangedStage, EditorStage, StageFields, StageKey } from "./draft.ts";
import { fieldsOf } from "./edited-graph-model.ts";

/** Fields of a draft that say what is so already are no change: typing a name and taking it back leaves nothing. */

type Changes = Readonly<Record<StageKey, ChangedStage>>;

export function withoutUnchanged(changes: Changes, stages: readonly EditorStage[]): Changes {
	return Object.fromEntries(
		Object.entries(changes).flatMap(([key, change]) => {
			const stage = stages.find((candidate) => candidate.id === key);
			if (stage === undefined) return [[key, change]];
			const fields = reallyChanged(stage, change.fields);
			return Object.keys(fields).length === 0 ? [] : [[key, { ...change, fields }]];
		}),
	);
}

function reallyChanged(stage: EditorStage, fields: Partial<StageFields>): Partial<StageFields> {
	const before = fieldsOf(stage);
	const kept = { ...fields };
	for (const name of ["name", "description", "unitRule", "parameters", "priority", "outputPath", "region"] as const) {
		if (name in kept && isSame(kept[name], before[name])) delete kept[name];
	}
	// The order of parents is nothing one sees on the page; another order would make results stale.
	if (kept.parents !== undefined && isSame([...kept.parents].sort(), [...before.parents].sort())) delete kept.parents;
	if (kept.operations !== undefined) {
		const has = (stage.operations ?? {}) as Readonly<Record<string, unknown>>;
		const entries = Object.entries(kept.operations).filter(([name, value]) => !isSame(value, has[name]));
		if (entries.length === 0) delete kept.operations;
		else kept.operations = Object.fromEntries(entries);
	}
	return withoutSameDefinition(stage, kept);
}

/** Null is the newest version. */
function withoutSameDefinition(stage: EditorStage, fields: Partial<StageFields>): Partial<StageFields> {
	if (fields.definitionId === undefined && fields.definitionVersion === undefined) return fields;
	const version = fields.definitionVersion ?? stage.definition?.version;
	const isOther = fields.definitionId !== undefined && fields.definitionId !== stage.definition?.id;
	if (isOther || version !== stage.definitionVersion) return fields;
	const { definitionId: _id, definitionVersion: _version, ...others } = fields;
	return others;
}

/** As JSON, whatever the order of keys; what is not there is null. */
export function isSame(one: unknown, other: unknown): boolean {
	return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
	return JSON.stringify(value ?? null, (_key, part: unknown) =>
		typeof part === "object" && part !== null && !Array.isArray(part)
			? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
			: part,
	);
}
