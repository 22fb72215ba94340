import { gatheredUnits, withoutExcluded } from "../planning/gathered-units.ts";
import type { Openness } from "../planning/openness-rules.ts";
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
	// Only a group that may still grow asks which of its members are new.
	const mayGrow = openness.kind === "open";
	const units = gatheredUnits({
		from: `w ${isGroup ? "left join task content on content.id = w.input_task_id" : ""} ${mayGrow ? knownMembers(stageId) : ""}`,
		inputState: "w.input_state",
		openness,
		more: [
			`${isGroup ? "max(content.content_id)" : "null::bigint"} as newest_content`,
			`${mayGrow ? "count(known.task_id) < count(*)" : "false"} as has_grown`,
		],
	});
	const isOpen = mayGrow ? "coalesce(e.is_open, true) or u.has_grown" : "u.is_open";
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
		parameters: wanted.parameters,
		isImagined,
		text: `
			with w as materialized (
				${withoutExcluded(wanted.text, stageId)}
			), u as (
				${units}
			), seen as (
				select e.id, e.state, e.input_count, e.input_revision, e.attempt_revision, e.result_revision, e.gate_verdict, e.is_open,
					u.unit_key, u.tile_id, u.unit, u.ordinal, u.input_count as next_count, u.input_digest as next_digest, u.unmet_inputs as unmet,
					coalesce(e.input_count > 0, false) as was_live, u.unit_key is not null as is_live,
					u.input_digest is distinct from e.input_digest as is_changed,
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

/** Joins to the wanted inputs `w` those that the task of their unit has already, as `known`. */
function knownMembers(stageId: number): string {
	return `left join (
		select i.task_id, i.input_task_id, t.unit_key from task t join task_input i on i.task_id = t.id where t.stage_id = ${Math.trunc(stageId)}
	) as known on known.unit_key = w.unit_key and known.input_task_id = w.input_task_id`;
}
