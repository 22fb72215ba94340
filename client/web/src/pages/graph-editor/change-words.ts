import { plural } from "../../wording/number-words.ts";
import { viewUnitRule } from "../../wording/unit-words.ts";
import type { Draft, EditorStage, StageFields, StageKey, Trial } from "./draft.ts";
import { type EditedStage, fieldsOf } from "./edited-graph-model.ts";
import { operationChanges } from "./operation-words.ts";
import { fieldsOfSchema } from "./parameter-schema-model.ts";
import { isSame } from "./unchanged-fields-model.ts";

/** What a draft changes, in words: of each stage what is another than before. */

export interface ChangedStageWords {
	readonly key: StageKey;
	readonly name: string;
	readonly change: "new" | "changed" | "trial" | "promoted" | "goes";
	readonly lines: readonly string[];
	/** Of a trial: on how many tasks, or on which tiles. */
	readonly trial: Trial | null;
}

/** What is known of the definition a stage runs. */
export interface KnownDefinition {
	readonly id: string;
	readonly name: string;
	readonly version: number;
	readonly parameterSchema: unknown;
}

export function changeWords(
	stages: readonly EditedStage[],
	draft: Draft,
	definitions: readonly KnownDefinition[],
): readonly ChangedStageWords[] {
	const name = (key: StageKey) =>
		`“${stages.find((stage) => stage.key === key)?.fields.name ?? "a stage that is gone"}”`;
	return stages.flatMap((edited) => {
		const words = wordsOf(edited, stages, draft, definitions, name);
		return words === null
			? []
			: [
					{
						key: edited.key,
						name: edited.stage?.name ?? edited.fields.name,
						trial: edited.added?.trial ?? edited.changed?.trial ?? null,
						...words,
					},
				];
	});
}

function wordsOf(
	edited: EditedStage,
	stages: readonly EditedStage[],
	draft: Draft,
	definitions: readonly KnownDefinition[],
	name: (key: StageKey) => string,
): Pick<ChangedStageWords, "change" | "lines"> | null {
	const { stage } = edited;
	switch (edited.change) {
		case "none":
			return null;
		case "removed":
			return { change: "goes", lines: goingWords(edited, stages, draft, name) };
		case "promoted":
			return { change: "promoted", lines: [promotedWords(stage)] };
		case "added":
			return { change: "new", lines: addedWords(edited, definitions, name) };
		case "changed": {
			if (stage === null || edited.changed === null) return null;
			const { trial, fields } = edited.changed;
			const lines = changedWords(stage, fields, definitions, name);
			if (trial === null) return { change: "changed", lines };
			return { change: "trial", lines: [`beside the stage as it is, on ${trialWords(trial)}`, ...lines] };
		}
	}
}

function promotedWords(stage: EditorStage | null): string {
	if (stage?.canaryOf == null) return "works on everything from now on";
	return `the trial becomes the next version of “${stage.canaryOf.name}”`;
}

function goingWords(
	{ key }: EditedStage,
	stages: readonly EditedStage[],
	draft: Draft,
	name: (key: StageKey) => string,
): readonly string[] {
	const how = draft.removed[key];
	if (how === undefined) return ["goes with the stage it belongs to"];
	if (how === "REMOVE") return ["with everything below it; results are kept and hidden"];
	const children = stages.filter(
		(other) => other.change !== "removed" && other.parents.some((parent) => parent.id === key),
	);
	const parents = stages.find((other) => other.key === key)?.fields.parents ?? [];
	return [
		...children.map((child) => `${name(child.key)} then takes its inputs from ${parents.map(name).join(" and ")}`),
		"its results are kept and hidden",
	];
}

function trialWords(trial: { readonly count: number; readonly tileIds: readonly string[] }): string {
	if (trial.tileIds.length > 0) return plural(trial.tileIds.length, "chosen tile");
	return `a sample of ${plural(trial.count, "tile")}`;
}

function addedWords(
	{ fields, added }: EditedStage,
	definitions: readonly KnownDefinition[],
	name: (key: StageKey) => string,
): readonly string[] {
	const definition = definitions.find(({ id }) => id === fields.definitionId);
	const base = { name: fields.name, description: "", parameters: {}, operations: {}, priority: 0, region: null };
	return [
		`runs ${definition?.name ?? "…"} on ${unitWords(fields.unitRule)}, takes its inputs from ${fields.parents.map(name).join(" and ")}`,
		...(added?.trial ? [`a trial first, on ${trialWords(added.trial)}`] : []),
		...(added?.startWith === "NEW_TILES" ? ["only on tiles that arrive from now on"] : []),
		...parameterWords(base.parameters, fields.parameters, definition?.parameterSchema),
		...operationChanges({}, fields.operations),
		...(fields.priority === 0 ? [] : [`priority ${fields.priority}`]),
		...(fields.region === null ? [] : [`only in ${regionWords(fields.region)}`]),
		...(fields.outputPath.trim() === "" ? [] : [`results go to ${fields.outputPath}`]),
	];
}

function changedWords(
	stage: EditorStage,
	fields: Partial<StageFields>,
	definitions: readonly KnownDefinition[],
	name: (key: StageKey) => string,
): readonly string[] {
	const before = fieldsOf(stage);
	const after = { ...before, ...fields };
	const definition = definitions.find(({ id }) => id === after.definitionId);
	const lines: string[] = [];
	if (after.name !== before.name) lines.push(`name: “${before.name}” → “${after.name}”`);
	if (after.description !== before.description) lines.push("another description");
	lines.push(...parentWords(before.parents, after.parents, name));
	if (!isSame(before.unitRule, after.unitRule)) {
		const [was, is] = [unitWords(before.unitRule), unitWords(after.unitRule)];
		lines.push(was === is ? `works on ${is}, complete at another time` : `works on ${was} → ${is}`);
	}
	if (!isSame(before.region, after.region)) {
		lines.push(`works in ${regionWords(before.region)} → ${regionWords(after.region)}`);
	}
	if (after.definitionId !== before.definitionId) {
		lines.push(`runs ${stage.definition?.name ?? "…"} → ${definition?.name ?? "…"}`);
	} else if ("definitionVersion" in fields) {
		lines.push(
			`version of its definition ${before.definitionVersion ?? "–"} → ${after.definitionVersion ?? definition?.version ?? "the newest"}`,
		);
	}
	lines.push(...parameterWords(before.parameters, after.parameters, definition?.parameterSchema));
	if (after.priority !== before.priority) lines.push(`priority ${before.priority} → ${after.priority}`);
	lines.push(...operationChanges((stage.operations ?? {}) as Readonly<Record<string, unknown>>, after.operations));
	if (after.outputPath !== before.outputPath) {
		lines.push(`results made from now on go to ${after.outputPath === "" ? "the project's folder" : after.outputPath}`);
	}
	const onlyHow = ["name", "description", "priority", "operations", "outputPath"];
	if (Object.keys(fields).every((field) => onlyHow.includes(field))) lines.push("makes no result stale");
	return lines;
}

function parentWords(
	before: readonly StageKey[],
	after: readonly StageKey[],
	name: (key: StageKey) => string,
): readonly string[] {
	const gone = before.filter((parent) => !after.includes(parent));
	const come = after.filter((parent) => !before.includes(parent));
	const list = (keys: readonly StageKey[]) => keys.map(name).join(" and ");
	if (gone.length === 0 && come.length === 0) return [];
	if (gone.length === 0) return [`takes its inputs from ${list(come)} as well`];
	if (come.length === 0) return [`takes its inputs from ${list(gone)} no more`];
	return [`takes its inputs from ${list(come)} instead of ${list(gone)}`];
}

/** `parameter sigma 2 → 3`; what is not set has the value that the definition names. */
function parameterWords(
	before: Readonly<Record<string, unknown>>,
	after: Readonly<Record<string, unknown>>,
	schema: unknown,
): readonly string[] {
	const standards = new Map(fieldsOfSchema(schema)?.map(({ name, standard }) => [name, standard]));
	const value = (values: Readonly<Record<string, unknown>>, name: string) => {
		if (values[name] !== undefined) return valueWords(values[name]);
		const standard = standards.get(name);
		return standard === undefined ? "not set" : `${valueWords(standard)} (as the definition has it)`;
	};
	return [...new Set([...Object.keys(before), ...Object.keys(after)])]
		.filter((name) => !isSame(before[name], after[name]))
		.map((name) => `parameter ${name} ${value(before, name)} → ${value(after, name)}`);
}

function valueWords(value: unknown): string {
	return typeof value === "string" ? `“${value}”` : JSON.stringify(value);
}

function unitWords(unitRule: unknown): string {
	return viewUnitRule(unitRule).words;
}

function regionWords(region: StageFields["region"]): string {
	if (region === null) return "the whole project";
	const sides = (["x", "y", "z"] as const).flatMap((axis) => {
		const { min, max } = region[axis] ?? {};
		if (min == null && max == null) return [];
		if (min == null) return [`${axis} up to ${max}`];
		return [max == null ? `${axis} from ${min}` : `${axis} ${min} to ${max}`];
	});
	return sides.length === 0 ? "the whole project" : `the region ${sides.join(", ")}`;
}
