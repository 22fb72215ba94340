import type { RememberedProject } from "../planning/project-graph.ts";
import { boundsOf, isInScope } from "../planning/wanted-units.ts";
import type { Graph, GraphStage } from "./graph.ts";

/**
 * Which units a stage has, where that can be told from the tiles alone: a stage with the rule `each` and without units
 * taken out works on what all of its parents work on, within its own region. Then as a condition on `tile t`, so that
 * two sets are equal when their words are, and are compared by looking at the tiles once; null for all other stages.
 */
export type UnitSets = ReadonlyMap<number, string | null>;

export function unitSetsOf(
	graph: Graph,
	project: Pick<RememberedProject, "rootStageId" | "region" | "skippedPlanes">,
	/** Stages some of whose units a person has taken out. */
	withExcluded: ReadonlySet<number>,
): UnitSets {
	const all = [isInScope(project.region, project.skippedPlanes, "t")];
	const conditions = new Map<number, readonly string[] | null>([[project.rootStageId, all]]);
	for (const stage of graph.stages) conditions.set(stage.id, inheritedConditions(stage, conditions, withExcluded));
	return new Map(
		[...conditions].map(([id, parts]) => [id, parts && [...parts].sort().join(" and ")] as [number, string | null]),
	);
}

function inheritedConditions(
	stage: GraphStage,
	conditions: ReadonlyMap<number, readonly string[] | null>,
	withExcluded: ReadonlySet<number>,
): readonly string[] | null {
	if (stage.recipe.unitRule.kind !== "each" || withExcluded.has(stage.id)) return null;
	const inherited = new Set<string>();
	for (const parent of stage.recipe.parents) {
		const parts = conditions.get(parent);
		if (!parts) return null;
		for (const part of parts) inherited.add(part);
	}
	const { region, firstOrdinal } = stage.scope;
	if (region !== undefined) inherited.add(boundsOf(region, "t"));
	if (firstOrdinal !== undefined) inherited.add(`t.id > ${Math.trunc(firstOrdinal)}`);
	return [...inherited];
}
