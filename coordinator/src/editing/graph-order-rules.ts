import type { Graph, GraphStage } from "./graph.ts";

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
