import { canonicalJson, resultHashOf } from "../planning/stage-version-rules.ts";
import type { Graph, GraphStage } from "./graph.ts";

/** What tells two graphs apart: for planning, for people, and for somebody whose edit came second. */
export interface GraphDifference {
	readonly added: readonly GraphStage[];
	readonly removed: readonly GraphStage[];
	readonly changed: readonly StageDifference[];
}

export interface StageDifference {
	readonly before: GraphStage;
	readonly after: GraphStage;
	/** Other parents, unit rule or scope: other tasks. */
	readonly hasOtherUnits: boolean;
	/** Results made before are stale. */
	readonly hasOtherResults: boolean;
	/** The words of what changed, as the parts of a stage are called. */
	readonly parts: readonly string[];
}

export function differenceOf(before: Graph, after: Graph): GraphDifference {
	const byId = new Map(before.stages.map((stage) => [stage.id, stage]));
	const kept = new Set(after.stages.map((stage) => stage.id));
	return {
		added: after.stages.filter((stage) => !byId.has(stage.id)),
		removed: before.stages.filter((stage) => !kept.has(stage.id)),
		changed: after.stages.flatMap((stage) => {
			const old = byId.get(stage.id);
			if (!old) return [];
			const difference = differenceOfStage(old, stage);
			return difference.parts.length > 0 ? [difference] : [];
		}),
	};
}

const partsOf: Readonly<Record<string, (stage: GraphStage) => unknown>> = {
	name: (stage) => stage.name,
	description: (stage) => stage.description,
	priority: (stage) => stage.priority,
	definition: ({ recipe }) => [recipe.definitionId, recipe.definitionVersion, recipe.definition],
	program: ({ recipe }) => [recipe.repositoryLocation, recipe.programHash],
	parameters: ({ recipe }) => recipe.parameters,
	"unit rule": ({ recipe }) => recipe.unitRule,
	parents: ({ recipe }) => recipe.parents,
	"output path": ({ recipe }) => recipe.outputPath,
	operations: ({ operations }) => operations,
	scope: ({ scope }) => scope,
	trial: ({ canary, canaryOf }) => [canary, canaryOf],
};

const partsOfUnits = ["unit rule", "parents", "scope", "trial"];

function differenceOfStage(before: GraphStage, after: GraphStage): StageDifference {
	const parts = Object.entries(partsOf).flatMap(([name, read]) =>
		canonicalJson(read(before)) === canonicalJson(read(after)) ? [] : [name],
	);
	return {
		before,
		after,
		hasOtherUnits: parts.some((part) => partsOfUnits.includes(part)),
		hasOtherResults: resultHashOf(before.recipe) !== resultHashOf(after.recipe),
		parts,
	};
}
