import type { Openness } from "../planning/planner.ts";
import type { WantedUnits } from "../planning/wanted-units.ts";

/** What would become of a stage's tasks when tiles above it come and go, as one statement with one row of counts. */
export interface FollowingTasks extends WantedUnits {
	/** The tasks are written to `imagined` as they would be. */
	readonly isImagined: boolean;
}

/**
 * The planner's rules (`changeInputs`, `insertTasks`), on units that are imagined. Units of tiles and pairs come and go
 * whole; groups lose and gain members, and run again unless their result was made of just those that are left.
 */
export function followingTasks(stage: {
	readonly stageId: number;
	readonly wanted: WantedUnits;
	readonly openness: Openness;
	readonly isGroup: boolean;
	/** An expression for the id of a task that is not there yet. */
	readonly newId: string;
	readonly isImagined: boolean;
	readonly columns: string;
}): FollowingTasks {
	const { stageId, wanted, openness, isGroup, isImagined } = stage;
	const first = wanted.parameters.length;
	const isOpen =
		openness.kind === "closed"
			? "false"
			: openness.kind === "open"
				? "coalesce(e.is_open, true) or u.input_count > u.shared"
				: `u.of_first_parent < $${first + 1}::int`;
	const members = isGroup
		? `left join task known on known.stage_id = ${stageId} and known.unit_key = w.unit_key
			left join task_input i on i.task_id = known.id and i.input_task_id = w.input_task_id
			left join task content on content.id = w.input_task_id`
		: "";
	const made = isGroup
		? "left join attempt a on a.id = case when e.state = 'running' then e.attempt_id else e.result_attempt_id end"
		: "";
	// Without the members of groups: what made the result made it of the same tiles.
	const holds = isGroup
		? `coalesce(a.input_digest = u.input_digest and coalesce(u.newest_content, 0) <= a.id
			and (e.state = 'running' or e.result_revision is not null), false)`
		: "e.result_attempt_id is not null or e.state = 'running'";
	const ended = (state: string) => `${state} in ('succeeded', 'review', 'rejected', 'failed')`;
	return {
		parameters: openness.kind === "count" ? [...wanted.parameters, openness.expected] : wanted.parameters,
		isImagined,
		text: `
			with w as materialized (
				select * from (${wanted.text}) as w
				where not exists (select from excluded_unit x where x.stage_id = ${stageId} and x.unit_key = w.unit_key)
			), u as (
				select w.unit_key, min(w.tile_id) as tile_id, (array_agg(w.unit) filter (where w.unit is not null))[1] as unit,
					max(w.ordinal) as ordinal, count(*)::int as input_count, bit_xor(input_hash(w.input_task_id)) as input_digest,
					(count(*) filter (where w.input_state <> 'succeeded'))::int as unmet,
					count(*) filter (where w.input_stage_id = ${openness.firstParent}) as of_first_parent,
					${isGroup ? "count(i.task_id)::int as shared, max(content.content_id) as newest_content" : "0 as shared, null::bigint as newest_content"}
				from w ${members} group by w.unit_key
			), seen as (
				select e.id, e.state, e.input_count, e.input_revision, e.attempt_revision, e.result_revision, e.gate_verdict, e.is_open,
					u.unit_key, u.tile_id, u.unit, u.ordinal, u.input_count as next_count, u.input_digest as next_digest, u.unmet,
					coalesce(e.input_count > 0, false) as was_live, u.unit_key is not null as is_live,
					${isGroup ? "u.shared is distinct from e.input_count or u.shared <> u.input_count" : "coalesce(e.input_count, 0) = 0"} as is_changed,
					${holds} as holds, ${isOpen} as next_open
				from u full join (select * from task where stage_id = ${stageId}) as e on e.unit_key = u.unit_key ${made}
			), next as (
				select seen.*, case
					when not is_live then 'excluded'::task_state
					when id is null then settled_state('waiting', next_count, unmet, next_open, 0, null, null, null)
					when not is_changed then settled_state(state, next_count, unmet, is_open, input_revision, attempt_revision, result_revision, gate_verdict)
					else settled_state(state, next_count, unmet, next_open, input_revision + (not holds)::int,
						case when holds and state = 'running' then input_revision else attempt_revision end,
						case when holds and state <> 'running' then input_revision else result_revision end, gate_verdict)
					end as next_state
				from seen
			)${
				isImagined
					? `, imagining as (
				insert into imagined (${stage.columns})
				select coalesce(id, ${stage.newId}), ${stageId}, unit_key, tile_id, unit, ordinal, next_state, next_count, next_digest
				from next where is_live
			)`
					: ""
			}
			select (count(*) filter (where is_live and not was_live))::int as "tasksToAdd",
				(count(*) filter (where is_live and not was_live and next_state = 'ready'))::int as "tasksReady",
				(count(*) filter (where is_live and not was_live and next_state in ('ready', 'waiting') and holds is not true))::int as "tasksToRun",
				(count(*) filter (where was_live and not is_live))::int as "tasksToRetire",
				(count(*) filter (where was_live and is_live and is_changed and ${ended("state")} and not ${ended("next_state")}))::int as "tasksToRerun",
				(count(*) filter (where was_live and state = 'running' and (not is_live or (is_changed and not holds))))::int as "runningAffected"
			from next`,
	};
}
