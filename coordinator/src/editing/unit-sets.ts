import type { LatticeOffset } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";
import type { RememberedProject } from "../planning/project-graph.ts";
import { boundsOf, isInScope } from "../planning/scope-conditions.ts";
import type { SkippedPlanes } from "../planning/scope-rules.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { Graph, GraphStage } from "./graph.ts";

/** Which units a stage has, told from the tiles alone. */
export type UnitSet = TileSet | PairSet;

/** The rule `each` on what all of the parents work on. */
export interface TileSet {
	readonly kind: "tiles";
	/** On `tile t`, in an order of their own, so that two sets are equal when their words are. */
	readonly conditions: readonly string[];
}

/** All pairs of tiles that fulfil the conditions and lie one of the `offsets` from each other, skipped planes not counted. */
export interface PairSet {
	readonly kind: "pairs";
	readonly conditions: readonly string[];
	readonly offsets: readonly LatticeOffset[];
	readonly skippedPlanes: SkippedPlanes;
	/** Of each pair one tile arrived after this one; null wants all. */
	readonly firstOrdinal: number | null;
}

/** Null for stages whose units cannot be told: groups, and stages of which a person has taken units out. */
export type UnitSets = ReadonlyMap<number, UnitSet | null>;

export function unitSetsOf(
	graph: Graph,
	project: Pick<RememberedProject, "rootStageId" | "region" | "skippedPlanes">,
	/** Stages some of whose units a person has taken out. */
	withExcluded: ReadonlySet<number>,
): UnitSets {
	const sets = new Map<number, UnitSet | null>([
		[project.rootStageId, { kind: "tiles", conditions: [isInScope(project.region, project.skippedPlanes, "t")] }],
	]);
	for (const stage of graph.stages)
		sets.set(stage.id, withExcluded.has(stage.id) ? null : setOf(stage, sets, project.skippedPlanes));
	return sets;
}

/** As one condition on `tile t`. */
export function whereOf(set: UnitSet): string {
	return set.conditions.join(" and ");
}

export function isSameSet(one: UnitSet, other: UnitSet): boolean {
	return one === other || canonicalJson(one) === canonicalJson(other);
}

function setOf(stage: GraphStage, sets: UnitSets, skippedPlanes: SkippedPlanes): UnitSet | null {
	const { unitRule, parents } = stage.recipe;
	const { region, firstOrdinal = null } = stage.scope;
	const parentSets = parents.map((parent) => sets.get(parent) ?? null);
	const own = region === undefined ? [] : [boundsOf(region, "t")];
	switch (unitRule.kind) {
		case "each": {
			const [first] = parentSets;
			if (first?.kind === "pairs") {
				const isAsAbove = parentSets.every((set) => set && isSameSet(set, first));
				return isAsAbove && region === undefined && firstOrdinal === null ? first : null;
			}
			const late = firstOrdinal === null ? [] : [`t.id > ${Math.trunc(firstOrdinal)}`];
			const conditions = together(parentSets, [...own, ...late]);
			return conditions && { kind: "tiles", conditions };
		}
		case "neighbours": {
			const conditions = together(parentSets, own);
			return conditions && { kind: "pairs", conditions, offsets: unitRule.offsets, skippedPlanes, firstOrdinal };
		}
		case "group":
		case "all":
			return null;
	}
}

/** The conditions of all parents and the stage's own; null unless all parents have tiles. */
function together(parents: readonly (UnitSet | null)[], own: readonly string[]): readonly string[] | null {
	const conditions = new Set(own);
	for (const parent of parents) {
		if (parent?.kind !== "tiles") return null;
		for (const condition of parent.conditions) conditions.add(condition);
	}
	return [...conditions].sort();
}

export async function stagesWithExcludedUnits(database: Queryable, projectId: number): Promise<ReadonlySet<number>> {
	const rows = await database.query<{ stage_id: number }>(
		"select distinct e.stage_id from excluded_unit e join stage s on s.id = e.stage_id where s.project_id = $1",
		[projectId],
	);
	return new Set(rows.map((row) => row.stage_id));
}
