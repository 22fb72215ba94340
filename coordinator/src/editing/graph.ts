import type { ProjectId, StageId, StageVersionId } from "@tilewright/contract/ids";
import type { Operations, Recipe } from "@tilewright/contract/recipe";
import type { StageCanary } from "../planning/project-graph.ts";
import type { StageScope } from "../planning/scope-rules.ts";

/**
 * A project's graph as a value: what edits are made on, what a version of the graph remembers, what a file describes.
 * The root stage is not among `stages`; it is never edited.
 */
export interface Graph {
	readonly projectId: ProjectId;
	readonly rootStageId: StageId;
	/** Parents before children. */
	readonly stages: readonly GraphStage[];
}

export interface GraphStage {
	/** Negative for a stage that a preview imagines. */
	readonly id: StageId;
	/** Null for content that is not written down yet. */
	readonly versionId: StageVersionId | null;
	readonly name: string;
	readonly description: string;
	readonly priority: number;
	readonly recipe: Recipe;
	readonly operations: Operations;
	readonly scope: StageScope;
	/** While it is tried out only a few of its tasks run. */
	readonly canary: StageCanary | null;
	/** The stage whose next version it tries out. */
	readonly canaryOf: StageId | null;
}

export function stageOfGraph(graph: Graph, id: StageId): GraphStage | undefined {
	return graph.stages.find((stage) => stage.id === id);
}

/** The stage and everything below it. */
export function descendantsOf(graph: Graph, id: number): Set<number> {
	const found = new Set<number>([id]);
	for (const stage of graph.stages) {
		if (stage.recipe.parents.some((parent) => found.has(parent))) found.add(stage.id);
	}
	return found;
}

/** Parents first; among those that could come next, the one made first. Stages of a cycle come last. */
export function inOrder(rootStageId: number, stages: readonly GraphStage[]): GraphStage[] {
	const placed = new Set<number>([rootStageId]);
	const left = [...stages].sort((one, other) => ageOf(one) - ageOf(other));
	const ordered: GraphStage[] = [];
	while (left.length > 0) {
		const next = left.findIndex((stage) => stage.recipe.parents.every((parent) => placed.has(parent)));
		const [stage] = left.splice(Math.max(0, next), 1);
		if (!stage) break;
		placed.add(stage.id);
		ordered.push(stage);
	}
	return ordered;
}

/** Imagined stages are the youngest, in the order they were imagined. */
function ageOf(stage: GraphStage): number {
	return stage.id < 0 ? Number.MAX_SAFE_INTEGER / 2 - stage.id : stage.id;
}
