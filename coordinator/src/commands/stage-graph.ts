import type { ProjectId, StageId } from "@tilewright/contract/ids";
import { type UnitRule, unitRuleSchema } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";
import { type ParentStage, type Units, unitsOfStage } from "../planning/stage-version-rules.ts";
import { inTopologicalOrder } from "../status/stage-order-rules.ts";
import { invalid, notFound } from "./name-rules.ts";

export interface GraphStage extends ParentStage {
	readonly parentIds: readonly StageId[];
}

interface StageRow {
	readonly id: StageId;
	readonly name: string;
	readonly parentIds: readonly StageId[];
	/** Null for the root stage. */
	readonly unitRule: unknown;
}

/** The stages of a project that are not removed, parents first, with what their tasks are about. */
export async function readGraph(database: Queryable, projectId: ProjectId): Promise<GraphStage[]> {
	const rows = await database.query<StageRow>(
		`select s.id, s.name, v.recipe -> 'unitRule' as "unitRule",
			coalesce((select array_agg(p.parent_id order by p.place) from stage_parent p where p.stage_id = s.id), '{}') as "parentIds"
		from stage s left join stage_version v on v.id = s.current_version_id
		where s.project_id = $1 and s.removed_at is null order by s.id`,
		[projectId],
	);
	const graph: GraphStage[] = [];
	for (const row of inTopologicalOrder(rows)) {
		const rule = row.unitRule === null ? null : unitRuleSchema.parse(row.unitRule);
		graph.push({ id: row.id, name: row.name, parentIds: row.parentIds, units: unitsAmong(graph, rule, row.parentIds) });
	}
	return graph;
}

function unitsAmong(graph: readonly GraphStage[], rule: UnitRule | null, parentIds: readonly StageId[]): Units {
	if (rule === null) return { kind: "tiles" };
	const parents = graph.filter((stage) => parentIds.includes(stage.id));
	return parents.length === 0 ? { kind: "tiles" } : unitsOfStage(rule, parents);
}

/** Throws NOT_FOUND for stages that are removed or of another project, ARGUMENT_INVALID for one named twice. */
export function parentsAmong(graph: readonly GraphStage[], parentIds: readonly StageId[]): GraphStage[] {
	return parentIds.map((id, place) => {
		const stage = graph.find((candidate) => candidate.id === id);
		if (!stage) throw notFound("stage in this project with id", id);
		if (parentIds.indexOf(id) !== place) {
			throw invalid(`Stage "${stage.name}" is named twice as a parent: name each parent once.`, { parentIds });
		}
		return stage;
	});
}
