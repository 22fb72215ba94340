import type { RememberedProject } from "../planning/project-graph.ts";
import type { Graph, GraphStage } from "./graph.ts";

/**
 * Names for sets of units, so that stages that work on the very same units are known without counting: a stage with
 * the rule `each`, without a scope of its own and without units taken out, works on what its parents work on.
 */
export type UnitSets = ReadonlyMap<number, string>;

export function unitSetsOf(
	graph: Graph,
	project: Pick<RememberedProject, "rootStageId">,
	/** Stages some of whose units a person has taken out. */
	withExcluded: ReadonlySet<number>,
): UnitSets {
	const sets = new Map<number, string>([[project.rootStageId, "tiles"]]);
	for (const stage of graph.stages) sets.set(stage.id, inheritedSet(stage, sets, withExcluded) ?? `stage ${stage.id}`);
	return sets;
}

function inheritedSet(stage: GraphStage, sets: UnitSets, withExcluded: ReadonlySet<number>): string | undefined {
	if (stage.recipe.unitRule.kind !== "each" || withExcluded.has(stage.id)) return undefined;
	if (stage.scope.region !== undefined || stage.scope.firstOrdinal !== undefined) return undefined;
	const [first, ...others] = stage.recipe.parents.map((parent) => sets.get(parent));
	return others.every((other) => other === first) ? first : undefined;
}
