import { TilewrightError } from "@tilewright/contract/errors";
import { asStageId, type StageId } from "@tilewright/contract/ids";
import type { Recipe } from "@tilewright/contract/recipe";
import { invalid, nameTaken } from "../commands/name-rules.ts";
import { canonicalJson, type ParentStage, refuseCycle, unitsOfStage } from "../planning/stage-version-rules.ts";
import type { EditableDefinition, EditContext } from "./edit-context.ts";
import type { Graph, GraphStage } from "./graph.ts";
import type { AddStage, ChangeStage, GraphEdit, StageReference } from "./graph-edit.ts";
import { descendantsOf, inOrder } from "./graph-order-rules.ts";
import { composeOperations, composeRecipe, overlaidOperations, withKnownProgram } from "./stage-content-rules.ts";

/** Graph in, edits in, graph out. Throws the problem a person can act on; nothing is half done. */
export function editGraph(graph: Graph, edits: readonly GraphEdit[], context: EditContext): Graph {
	let edited = graph;
	for (const edit of edits) edited = applyEdit(edited, edit, context);
	return checkedGraph(edited);
}

function applyEdit(graph: Graph, edit: GraphEdit, context: EditContext): Graph {
	switch (edit.kind) {
		case "addStage":
			return addStage(graph, edit, context);
		case "changeStage":
			return changeStage(graph, edit, context);
		case "removeStage":
			return removeStage(graph, findStage(graph, edit.stage), edit.children);
		case "duplicateStage":
			return duplicateStage(graph, findStage(graph, edit.stage), edit, context);
		case "promoteCanary":
			return promoteCanary(graph, findStage(graph, edit.stage));
	}
}

function addStage(graph: Graph, edit: AddStage, context: EditContext): Graph {
	const definition = context.definition(edit.definitionId, edit.definitionVersion);
	refuseTakenName(graph, edit.name, null);
	const parents = parentsOf(graph, edit.parents);
	const stage: GraphStage = {
		id: context.nextStageId(),
		versionId: null,
		name: edit.name,
		description: edit.description,
		priority: edit.priority,
		recipe: composeRecipe(definition, {
			parameters: edit.parameters,
			unitRule: edit.unitRule,
			parents,
			outputPath: context.outputPath(edit.name, edit.outputPath),
		}),
		operations: composeOperations({ ...definition.defaultOperations, ...edit.operations }, context),
		scope: {
			...(edit.startWith === "newTiles" ? { firstOrdinal: context.newestOrdinal } : {}),
			...(edit.region ? { region: edit.region } : {}),
		},
		canary: edit.canary,
		canaryOf: null,
	};
	const followers = new Set(edit.before.map((reference) => findStage(graph, reference).id));
	const stages = graph.stages.map((other) =>
		followers.has(other.id) ? withParents(other, insertedParents(other, parents, stage.id)) : other,
	);
	return { ...graph, stages: [...stages, stage] };
}

/** The new stage stands where its parents stood; a child that had none of them gets it besides what it has. */
function insertedParents(child: GraphStage, replaced: readonly number[], by: StageId): number[] {
	const first = child.recipe.parents.findIndex((parent) => replaced.includes(parent));
	const kept = child.recipe.parents.filter((parent) => !replaced.includes(parent));
	const place = first < 0 ? kept.length : child.recipe.parents.slice(0, first).filter((p) => kept.includes(p)).length;
	return [...kept.slice(0, place), by, ...kept.slice(place)];
}

function changeStage(graph: Graph, edit: ChangeStage, context: EditContext): Graph {
	const stage = findStage(graph, edit.stage);
	if (edit.name !== undefined && edit.canary === undefined) refuseTakenName(graph, edit.name, stage.id);
	const { recipe } = stage;
	const definition = definitionAfter(stage, edit, context);
	const composed = composeRecipe(definition, {
		parameters: edit.parameters ?? recipe.parameters,
		unitRule: edit.unitRule ?? recipe.unitRule,
		parents: edit.parents ? parentsOf(graph, edit.parents) : recipe.parents,
		outputPath:
			edit.outputPath === undefined || edit.outputPath === recipe.outputPath
				? recipe.outputPath
				: context.outputPath(stage.name, edit.outputPath),
	});
	const changed: GraphStage = {
		...stage,
		name: edit.name ?? stage.name,
		description: edit.description ?? stage.description,
		priority: edit.priority ?? stage.priority,
		recipe: withKnownProgram(composed, [recipe]),
		operations: edit.operations ? overlaidOperations(stage.operations, edit.operations, context) : stage.operations,
		scope: edit.region === undefined ? stage.scope : scopeWithRegion(stage, edit.region),
	};
	const marked = { ...changed, versionId: hasSameContent(stage, changed) ? stage.versionId : null };
	if (edit.canary === undefined) return replaceStage(graph, marked);
	if (marked.versionId !== null) {
		throw invalid(
			`There is nothing to try out: stage "${stage.name}" would be the same. Change its definition, parameters, unit rule or parents.`,
		);
	}
	const name = freeName(graph, `${changed.name} (trial)`);
	const canary: GraphStage = {
		...changed,
		id: context.nextStageId(),
		versionId: null,
		name,
		recipe: { ...changed.recipe, outputPath: context.outputPath(name, null) },
		canary: edit.canary,
		canaryOf: stage.id,
	};
	return { ...graph, stages: [...graph.stages, canary] };
}

function definitionAfter(stage: GraphStage, edit: ChangeStage, context: EditContext): EditableDefinition | Recipe {
	if (edit.definitionId === undefined && edit.definitionVersion === undefined) return stage.recipe;
	const id = edit.definitionId ?? stage.recipe.definitionId;
	return context.definition(id, edit.definitionVersion ?? null);
}

function scopeWithRegion(stage: GraphStage, region: ChangeStage["region"]): GraphStage["scope"] {
	const { region: _before, ...rest } = stage.scope;
	return region ? { ...rest, region } : rest;
}

export function removeStage(graph: Graph, stage: GraphStage, children: "reattach" | "remove"): Graph {
	const gone: Set<number> = children === "remove" ? descendantsOf(graph, stage.id) : new Set<number>([stage.id]);
	// What tries out a stage makes no sense without it.
	for (const other of graph.stages) if (other.canaryOf !== null && gone.has(other.canaryOf)) gone.add(other.id);
	const stages = graph.stages.flatMap((other) => {
		if (gone.has(other.id)) return [];
		if (!other.recipe.parents.includes(stage.id)) return [other];
		const parents = other.recipe.parents.flatMap((parent) => (parent === stage.id ? stage.recipe.parents : [parent]));
		return [withParents(other, [...new Set(parents)])];
	});
	return { ...graph, stages };
}

function duplicateStage(
	graph: Graph,
	stage: GraphStage,
	edit: { readonly name?: string | undefined; readonly withDescendants: boolean },
	context: EditContext,
): Graph {
	const originals = edit.withDescendants
		? graph.stages.filter((other) => descendantsOf(graph, stage.id).has(other.id))
		: [stage];
	const copies = new Map<number, StageId>();
	let result = graph;
	for (const original of originals) {
		const asked = original.id === stage.id ? edit.name : undefined;
		if (asked !== undefined) refuseTakenName(result, asked, null);
		const name = asked ?? freeName(result, `${original.name} copy`);
		const copy: GraphStage = {
			...original,
			id: context.nextStageId(),
			versionId: null,
			name,
			recipe: {
				...original.recipe,
				parents: original.recipe.parents.map((parent) => copies.get(parent) ?? parent),
				outputPath: context.outputPath(name, null),
			},
			canaryOf: null,
		};
		copies.set(original.id, copy.id);
		result = { ...result, stages: [...result.stages, copy] };
	}
	return result;
}

function promoteCanary(graph: Graph, canary: GraphStage): Graph {
	if (canary.canary === null) {
		throw conflict(`Stage "${canary.name}" is no trial: there is nothing to promote.`, canary);
	}
	if (canary.canaryOf === null) return replaceStage(graph, { ...canary, canary: null });
	const stage = graph.stages.find((other) => other.id === canary.canaryOf);
	if (!stage)
		throw conflict(`The stage that "${canary.name}" is a trial of is gone: remove it, or duplicate it.`, canary);
	const promoted: GraphStage = {
		...stage,
		description: canary.description,
		recipe: { ...canary.recipe, outputPath: stage.recipe.outputPath },
		operations: canary.operations,
		scope: canary.scope,
	};
	const marked = { ...promoted, versionId: hasSameContent(stage, promoted) ? stage.versionId : null };
	return removeStage(replaceStage(graph, marked), canary, "reattach");
}

function replaceStage(graph: Graph, stage: GraphStage): Graph {
	return { ...graph, stages: graph.stages.map((other) => (other.id === stage.id ? stage : other)) };
}

function withParents(stage: GraphStage, parents: readonly number[]): GraphStage {
	const changed = { ...stage, recipe: { ...stage.recipe, parents: [...parents] } };
	return { ...changed, versionId: hasSameContent(stage, changed) ? stage.versionId : null };
}

function hasSameContent(one: GraphStage, other: GraphStage): boolean {
	return (
		canonicalJson(one.recipe) === canonicalJson(other.recipe) &&
		canonicalJson(one.operations) === canonicalJson(other.operations)
	);
}

/** Throws NOT_FOUND naming the stages there are. */
export function findStage(graph: Graph, reference: StageReference): GraphStage {
	const found = graph.stages.find((stage) => isMeant(stage, reference));
	if (found) return found;
	if (reference === graph.rootStageId) {
		throw invalid("The root stage mirrors the acquisition: it can be a parent, and is not edited.");
	}
	throw unknownStage(graph, reference);
}

function isMeant(stage: GraphStage, reference: StageReference): boolean {
	return typeof reference === "number" ? stage.id === reference : stage.name.toLowerCase() === reference.toLowerCase();
}

function parentsOf(graph: Graph, references: readonly StageReference[]): StageId[] {
	const ids = references.map((reference) => {
		if (reference === graph.rootStageId || (typeof reference === "string" && isRootName(reference, graph))) {
			return graph.rootStageId;
		}
		const found = graph.stages.find((stage) => isMeant(stage, reference));
		if (!found) throw unknownStage(graph, reference);
		return found.id;
	});
	for (const [place, id] of ids.entries()) {
		if (ids.indexOf(id) !== place) throw invalid(`Stage ${id} is named twice as a parent: name each parent once.`);
	}
	return ids;
}

export const rootStageName = "Acquisition";

function isRootName(reference: string, graph: Graph): boolean {
	return (
		reference.toLowerCase() === rootStageName.toLowerCase() && !graph.stages.some((stage) => isMeant(stage, reference))
	);
}

/** Names are unique, parents are there, units fit, nothing waits for itself. Stages come back parents first. */
export function checkedGraph(graph: Graph): Graph {
	const known = new Set<number>([graph.rootStageId, ...graph.stages.map((stage) => stage.id)]);
	for (const stage of graph.stages) {
		const missing = stage.recipe.parents.find((parent) => !known.has(parent));
		if (missing !== undefined) {
			throw conflict(
				`Stage "${stage.name}" would take its inputs from stage ${missing}, which is not in the graph.`,
				stage,
			);
		}
		const namesake = graph.stages.find(
			(other) => other.id !== stage.id && other.name.toLowerCase() === stage.name.toLowerCase(),
		);
		if (namesake) throw nameTaken("Stage", stage.name, "in this project");
	}
	refuseCycle(graph.stages.map(({ id, name, recipe }) => ({ id, name, parentIds: recipe.parents.map(asStageId) })));
	const stages = inOrder(graph.rootStageId, graph.stages);
	const units = new Map<number, ParentStage>([
		[graph.rootStageId, { id: graph.rootStageId, name: rootStageName, units: { kind: "tiles" } }],
	]);
	for (const { id, name, recipe } of stages) {
		const parents = recipe.parents.flatMap((parent) => units.get(parent) ?? []);
		units.set(id, { id, name, units: unitsOfStage(recipe.unitRule, parents) });
	}
	return { ...graph, stages };
}

function refuseTakenName(graph: Graph, name: string, exceptId: StageId | null): void {
	const taken = graph.stages.some((stage) => stage.id !== exceptId && stage.name.toLowerCase() === name.toLowerCase());
	if (taken || name.toLowerCase() === rootStageName.toLowerCase()) throw nameTaken("Stage", name, "in this project");
}

function freeName(graph: Graph, wanted: string): string {
	const taken = new Set(graph.stages.map((stage) => stage.name.toLowerCase()));
	for (let number = 1; ; number += 1) {
		const name = number === 1 ? wanted : `${wanted} ${number}`;
		if (!taken.has(name.toLowerCase())) return name;
	}
}

function unknownStage(graph: Graph, reference: StageReference): TilewrightError {
	const names = graph.stages.map((stage) => `"${stage.name}"`).join(", ");
	return new TilewrightError({
		code: "NOT_FOUND",
		message: `There is no stage ${typeof reference === "number" ? reference : `"${reference}"`} in this project; it has ${names === "" ? "none but the root stage" : names}.`,
		fields: { what: "stage", id: reference },
	});
}

function conflict(message: string, stage: GraphStage): TilewrightError {
	return new TilewrightError({ code: "STATE_CONFLICT", message, fields: { stageId: stage.id } });
}
