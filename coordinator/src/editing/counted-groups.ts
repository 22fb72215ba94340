import type { Queryable } from "../database/database.ts";
import { type CountedStage, noResults, noUnits } from "./counted-stage.ts";
import type { GraphStage } from "./graph.ts";
import type { ImaginedPairs } from "./imagined-pairs.ts";
import type { ImaginedTasks } from "./imagined-tasks.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { toldGroups } from "./told-groups.ts";
import type { SetChange } from "./told-units.ts";

/**
 * Counts groups whose members are told from the tiles, as long as none of those that change has something to lose: what a
 * result was made of only its members' tasks can say. Null then.
 */
export async function countGroups(
	stage: GraphStage,
	members: readonly (SetChange | null)[],
	imagined: {
		readonly database: Queryable;
		readonly tiles: ImaginedTiles;
		readonly pairs: ImaginedPairs;
		readonly tasks: ImaginedTasks;
	},
): Promise<CountedStage | null> {
	const { unitRule } = stage.recipe;
	const { database, tasks } = imagined;
	const groups = await toldGroups(
		{
			by: unitRule.kind === "group" ? unitRule.by : [],
			region: stage.scope.region ?? null,
			firstOrdinal: stage.scope.firstOrdinal ?? null,
		},
		members,
		imagined,
	);
	if (!groups) return null;
	const stageId = Math.trunc(stage.id);
	const seen = `
		select e.id, e.state, e.ordinal, e.result_attempt_id, coalesce(g.unit_key, e.unit_key) as unit_key,
			coalesce(g.unit, e.unit) as unit, coalesce(g.after, 0) as members, coalesce(e.input_count > 0, false) as was_live,
			coalesce(g.after > 0, false) as is_live, coalesce(g.is_changed, true) as is_changed
		from (${groups.text}) as g full join (select * from task where stage_id = ${stageId}) as e on e.unit_key = g.unit_key`;
	type Counts = Pick<CountedStage, "tasksToAdd" | "tasksToRetire" | "runningAffected"> & { readonly toLookAt: number };
	const [row] = await database.query<Counts>(
		`select (count(*) filter (where is_live and not was_live))::int as "tasksToAdd",
			(count(*) filter (where was_live and not is_live))::int as "tasksToRetire",
			(count(*) filter (where was_live and not is_live and state = 'running'))::int as "runningAffected",
			(count(*) filter (where is_live and ((not was_live and (result_attempt_id is not null or state = 'running'))
				or (was_live and is_changed and state not in ('waiting', 'ready')))))::int as "toLookAt"
		from (${seen}) as s`,
		groups.parameters,
	);
	if (!row || row.toLookAt > 0) return null;
	const { toLookAt: _none, ...counts } = row;
	if (counts.tasksToAdd + counts.tasksToRetire > 0 && tasks.isParent(stage)) {
		await tasks.imagine(
			stage,
			`select coalesce(id, ${tasks.newId()}), ${stageId}, unit_key, null::bigint, unit, coalesce(ordinal, 0),
				case when is_changed then 'waiting'::task_state else state end, members, 0
			from (${seen}) as s where is_live`,
			groups.parameters,
		);
	}
	return { ...noUnits, ...noResults, ...counts, tasksToRun: counts.tasksToAdd };
}
