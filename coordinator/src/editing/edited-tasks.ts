import { gatheredUnits, withoutExcluded } from "../planning/gathered-units.ts";
import type { Openness } from "../planning/openness-rules.ts";
import type { WantedUnits } from "../planning/wanted-units.ts";

/** What an edit would make of a stage's tasks, as two statements. */
export interface EditedTasks {
	/** A query of the tasks there would be, in `imaginedColumns`; it takes the parameters of the wanted units. */
	readonly rows: string;
	/** One row of counts, from a relation with these rows; `hash` is the result hash of the stage's recipe. */
	counts(imagined: string, hash: string): string;
}

export function editedTasks(stage: {
	readonly stageId: number;
	readonly wanted: WantedUnits;
	readonly openness: Openness;
	/** An expression for the id of a task that is not there yet. */
	readonly newId: string;
}): EditedTasks {
	const { wanted, openness, newId } = stage;
	const stageId = Math.trunc(stage.stageId);
	const units = gatheredUnits({
		from: `(${withoutExcluded(wanted.text, stageId)}) as w`,
		inputState: "w.input_state",
		openness,
	});
	return {
		rows: `
			select coalesce(e.id, ${newId}) as id, ${stageId}::int as stage_id, u.unit_key, u.tile_id, u.unit, u.ordinal,
				case when e.state = 'succeeded' then 'succeeded'::task_state when u.unmet_inputs = 0 and not u.is_open then 'ready' else 'waiting' end as state,
				u.input_count, u.input_digest
			from (${units}) as u left join task e on e.stage_id = ${stageId} and e.unit_key = u.unit_key`,
		// What was made by just this recipe from other inputs runs again by itself, whatever the policy says; what another
		// one has made is stale.
		counts: (imagined, hash) => `
			select (count(*) filter (where i.id is not null and (e.id is null or e.input_count = 0)))::int as "tasksToAdd",
				(count(*) filter (where i.state = 'ready' and (e.id is null or e.input_count = 0)))::int as "tasksReady",
				(count(*) filter (where i.id is not null and (e.id is null or (e.input_count = 0 and e.result_attempt_id is null))))::int as "tasksToRun",
				(count(*) filter (where i.id is null and e.input_count > 0))::int as "tasksToRetire",
				(count(*) filter (where e.input_count > 0 and e.result_attempt_id is not null and i.input_digest <> e.input_digest
					and e.state in ('succeeded', 'review', 'rejected') and e.made_of is distinct from i.input_digest
					and e.result_hash = ${hash}))::int as "tasksToRerun"
			from ${imagined} as i full join (
				select t.*, a.input_digest as made_of from task t left join attempt a on a.id = t.result_attempt_id
				where t.stage_id = ${stageId}
			) as e on e.id = i.id`,
	};
}
