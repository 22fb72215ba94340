import { parentsFirst } from "../planning/stage-order-rules.ts";
import type { Graph, GraphStage } from "./graph.ts";

/** The stage and everything below it. */
export function descendantsOf(graph: Graph, id: number): Set<number> {
	const found = new Set<number>([id]);
	for (const stage of graph.stages) {
		if (stage.recipe.parents.some((parent) => found.has(parent))) found.add(stage.id);
	}
	return found;
}

/** A graph's stages, parents first. Stages of a cycle come last. */
export function inOrder(rootStageId: number, stages: readonly GraphStage[]): GraphStage[] {
	return parentsFirst(stages, {
		parentsOf: (stage) => stage.recipe.parents,
		placed: [rootStageId],
		withoutPlace: "last",
	});
}
