import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks, releasedColumns } from "./moved-tasks.ts";

/** What closes groups and what lets them run before they are complete. */

export type Closing =
	/** Everything still open in these stages: the acquisition has ended. */
	| { readonly kind: "all"; readonly stageIds: readonly number[] }
	/** Groups that got no member for so long. */
	| { readonly kind: "quiet"; readonly stageId: number; readonly seconds: number }
	/** Groups that have as many members of the first parent as are expected. */
	| {
			readonly kind: "counted";
			readonly stageId: number;
			readonly expected: number;
			readonly firstParent: number;
	  }
	/** Groups whose seal has been found. */
	| { readonly kind: "sealed"; readonly taskIds: readonly number[] };

/** Closes groups; those whose members are all there become ready (or succeeded, when a partial run had them all). */
export async function closeGroups(transaction: Transaction, effects: RoundEffects, closing: Closing): Promise<number> {
	const { condition, parameters } = closingCondition(closing);
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, settled_state(state, input_count, unmet_inputs, false, input_revision, attempt_revision, result_revision, gate_verdict) as next_state
			from task t where is_open and ${condition}
		)
		update task t set is_open = false, state = old.next_state,
			not_before = case when old.next_state = 'ready' then null else t.not_before end,
			${releasedColumns()},
			changed_at = now()
		from settled old where t.id = old.id
		returning ${movedTaskColumns}`,
		parameters,
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

function closingCondition(closing: Closing): { readonly condition: string; readonly parameters: readonly unknown[] } {
	switch (closing.kind) {
		case "all":
			return { condition: "stage_id = any($1)", parameters: [closing.stageIds] };
		case "quiet":
			return {
				condition: "stage_id = $1 and grown_at <= now() - $2::float8 * interval '1 second'",
				parameters: [closing.stageId, closing.seconds],
			};
		case "counted":
			return {
				condition: `stage_id = $1 and $2 <= (select count(*) from task_input i join task p on p.id = i.input_task_id
					where i.task_id = t.id and p.stage_id = $3)`,
				parameters: [closing.stageId, closing.expected, closing.firstParent],
			};
		case "sealed":
			return { condition: "id = any($1)", parameters: [closing.taskIds] };
	}
}

/** Seconds until the next open group of the stage has been quiet for long enough; null when none is open. */
export async function secondsUntilQuiet(
	transaction: Transaction,
	stageId: number,
	seconds: number,
): Promise<number | null> {
	const [row] = await transaction.query<{ due: number | null }>(
		`select extract(epoch from min(grown_at) + $2::float8 * interval '1 second' - now())::float8 as due
		from task where stage_id = $1 and is_open`,
		[stageId, seconds],
	);
	return row?.due ?? null;
}

/**
 * Lets groups of the stage run with the members they have: enough of them, others than the last attempt had, and
 * not sooner than the interval allows. Returns the seconds until the next group may, null when none waits for time.
 */
export async function startPartialRuns(
	transaction: Transaction,
	effects: RoundEffects,
	stageId: number,
	minimumMembers: number,
): Promise<number | null> {
	const candidates = `
		t.stage_id = $1 and t.state = 'waiting' and (t.unmet_inputs > 0 or t.is_open)
		and t.input_count - t.unmet_inputs >= $2
		and t.input_revision is distinct from t.attempt_revision
		and not exists (select from attempt a where a.id = t.attempt_id and a.input_digest = succeeded_input_digest(t.id) and a.outcome = 'succeeded')`;
	const rows = await transaction.query<MovedTaskRow>(
		`with old as (select t.* from task t where ${candidates} and (t.not_before is null or t.not_before <= now()))
		update task t set state = 'ready', not_before = null, changed_at = now()
		from old where t.id = old.id
		returning ${movedTaskColumns}`,
		[stageId, minimumMembers],
	);
	noteMovedTasks(rows, effects);
	const [later] = await transaction.query<{ due: number | null }>(
		`select extract(epoch from min(t.not_before) - now())::float8 as due from task t where ${candidates} and t.not_before > now()`,
		[stageId, minimumMembers],
	);
	return later?.due ?? null;
}
