import { type Draft, isNew, type StageKey } from "./draft.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { operationProblem } from "./operation-words.ts";
import { fieldsOfSchema, parameterProblem } from "./parameter-schema-model.ts";

/** A part of a stage's form that something is wrong in; of parameters, with the name of the one. */
export type FormPlace =
	| "name"
	| "parents"
	| "unitRule"
	| "gate"
	| "parameters"
	| `parameter ${string}`
	| `operation ${string}`;

/** Why a draft cannot be applied, in words, and where that is mended. */
export interface DraftProblem {
	readonly words: string;
	/** `conflict` for what is decided above the graph; null for what nobody can mend on the page. */
	readonly at: { readonly stage: StageKey; readonly place: FormPlace } | "conflict" | null;
}

export const conflictProblem: DraftProblem = {
	words: "somebody else changed the graph meanwhile, and what becomes of your changes has to be said.",
	at: "conflict",
};

/** What can be seen here already, before the coordinator is asked: every problem of the draft, not only the first. */
export function problemsOfDraft(
	stages: readonly EditedStage[],
	draft: Draft,
	schemaOf: (definitionId: string) => unknown,
): readonly DraftProblem[] {
	const touched = stages.filter(({ change }) => change === "added" || change === "changed");
	return [
		...touched.flatMap((stage) => [
			...nameProblems(stage, stages),
			...parentProblems(stage, stages, draft),
			...parameterProblems(stage, schemaOf(stage.fields.definitionId)),
			...ruleProblems(stage),
			...operationProblems(stage),
		]),
		...circleProblems(stages),
	];
}

function nameProblems(stage: EditedStage, stages: readonly EditedStage[]): readonly DraftProblem[] {
	const at = { stage: stage.key, place: "name" as const };
	const name = stage.fields.name.trim().toLowerCase();
	if (name === "") return [{ words: `${whichStage(stage)} has no name.`, at }];
	// Of two stages of one name, the one that was given it last is asked for another.
	const namesake = stages.find(
		(other) =>
			other.key !== stage.key &&
			other.change !== "removed" &&
			other.fields.name.trim().toLowerCase() === name &&
			(!touchesName(other) || stages.indexOf(other) < stages.indexOf(stage)),
	);
	if (namesake === undefined) return [];
	return [{ words: `There is a stage “${namesake.fields.name}” already: each needs a name of its own.`, at }];
}

function touchesName(stage: EditedStage): boolean {
	return stage.change === "added" || stage.changed?.fields.name !== undefined;
}

function whichStage(stage: EditedStage): string {
	return stage.stage === null ? "The new stage" : `The stage that was “${stage.stage.name}”`;
}

function parentProblems(stage: EditedStage, stages: readonly EditedStage[], draft: Draft): readonly DraftProblem[] {
	const at = { stage: stage.key, place: "parents" as const };
	return stage.fields.parents.flatMap((key): DraftProblem[] => {
		const parent = stages.find((other) => other.key === key);
		if (parent === undefined) {
			return [{ words: `“${stage.fields.name}” would take its inputs from a stage that is gone.`, at }];
		}
		// What comes after a stage that goes alone is given its parents.
		if (parent.change !== "removed" || draft.removed[key] === "REATTACH") return [];
		return [{ words: `“${stage.fields.name}” would take its inputs from “${parent.fields.name}”, which goes.`, at }];
	});
}

function parameterProblems(stage: EditedStage, schema: unknown): readonly DraftProblem[] {
	return (fieldsOfSchema(schema) ?? []).flatMap((field): DraftProblem[] => {
		const problem = parameterProblem(field, stage.fields.parameters[field.name]);
		if (problem === null) return [];
		const at = { stage: stage.key, place: `parameter ${field.name}` as const };
		return [{ words: `${field.name} of “${stage.fields.name}” ${problem}.`, at }];
	});
}

function ruleProblems(stage: EditedStage): readonly DraftProblem[] {
	const problems: DraftProblem[] = [];
	const { name, unitRule, operations } = stage.fields;
	const rule = (unitRule ?? {}) as { readonly kind?: string; readonly by?: readonly string[] };
	if (rule.kind === "group" && !(rule.by ?? []).some((word) => word.trim() !== "")) {
		const words = `What the units of a group of “${name}” share is not said, such as z or well.`;
		problems.push({ words, at: { stage: stage.key, place: "unitRule" } });
	}
	const gate = operations.gate as { readonly rules?: readonly { readonly when?: string }[] } | null | undefined;
	for (const [index, { when }] of (gate?.rules ?? []).entries()) {
		if (when?.trim() !== "") continue;
		const words = `Rule ${index + 1} of the gate of “${name}” does not say when.`;
		problems.push({ words, at: { stage: stage.key, place: "gate" } });
	}
	return problems;
}

function operationProblems(stage: EditedStage): readonly DraftProblem[] {
	const { name, operations, priority } = stage.fields;
	const found = Object.entries({ ...operations, priority }).map(([key, value]) => [key, operationProblem(key, value)]);
	return found.flatMap(([key, words]): DraftProblem[] =>
		words == null ? [] : [{ words: `${words} (“${name}”).`, at: { stage: stage.key, place: `operation ${key}` } }],
	);
}

/** Stages that would wait for each other, told from where each takes its inputs. */
function circleProblems(stages: readonly EditedStage[]): readonly DraftProblem[] {
	const circle = circleOf(stages.filter((stage) => stage.change !== "removed"));
	if (circle === null) return [];
	const [first, ...others] = circle;
	if (first === undefined) return [];
	const name = (stage: EditedStage) => `“${stage.fields.name}”`;
	const way = [...others, first].map((stage, index) => `${index === 0 ? "" : "that from "}${name(stage)}`).join(", ");
	const words = `Stages would wait for each other: ${name(first)} takes its inputs from ${way}.`;
	// The one that was changed is where it can be mended.
	const touched = circle.find((stage) => isNew(stage.key) || stage.changed?.fields.parents !== undefined) ?? first;
	return [{ words, at: { stage: touched.key, place: "parents" } }];
}

/** Each takes its inputs from the next, the last from the first; null where there is no circle. */
function circleOf(stages: readonly EditedStage[]): readonly EditedStage[] | null {
	const byKey = new Map(stages.map((stage) => [stage.key, stage]));
	const settled = new Set<StageKey>();
	const visit = (stage: EditedStage, way: readonly EditedStage[]): readonly EditedStage[] | null => {
		const start = way.indexOf(stage);
		if (start >= 0) return way.slice(start);
		if (settled.has(stage.key)) return null;
		for (const { id } of stage.parents) {
			const parent = byKey.get(id);
			const found = parent === undefined ? null : visit(parent, [...way, stage]);
			if (found !== null) return found;
		}
		settled.add(stage.key);
		return null;
	};
	for (const stage of stages) {
		const found = visit(stage, []);
		if (found !== null) return found;
	}
	return null;
}

/** The coordinator's reason: at the stage it names, else at none. */
export function problemOfAnswer(words: string, stages: readonly EditedStage[]): DraftProblem {
	const touched = stages.filter(({ change }) => change !== "none");
	const named = touched.filter(({ fields }) => fields.name !== "" && words.includes(`"${fields.name}"`));
	// A draft of one stage has no other one that could be meant.
	const stage = named[0] ?? (touched.length === 1 ? touched[0] : undefined);
	return { words, at: stage === undefined ? null : { stage: stage.key, place: placeOfWords(words) } };
}

function placeOfWords(words: string): FormPlace {
	if (/gate|expression/i.test(words)) return "gate";
	if (/parameter/i.test(words)) return "parameters";
	if (/already exists|name/i.test(words)) return "name";
	if (/unit|group|neighbour|tiles/i.test(words)) return "unitRule";
	return "parents";
}
