import type { TaskId } from "@tilewright/contract/ids";
import { asAttemptId } from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks } from "./moved-tasks.ts";

/*
 * What people do to tasks, set-wise. Tasks in other states than the ones named are left as they are: the number
 * returned says how many were moved.
 */

/** Another try for tasks that have ended. The old result stays readable until the new one is accepted. */
export async function retryTasks(
	transaction: Transaction,
	effects: RoundEffects,
	taskIds: readonly TaskId[],
): Promise<number> {
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, settled_state('waiting', input_count, unmet_inputs, is_open, input_revision, null, null, null) as next_state
			from task t join stage s on s.id = t.stage_id
			where t.id = any($1) and t.state in ('succeeded', 'failed', 'cancelled', 'rejected', 'review')
				and s.kind = 'program' and s.removed_at is null
		)
		update task t set state = old.next_state, result_revision = null, attempt_revision = null, failed_tries = 0,
			keeps_result = false, not_before = null, changed_at = now()
		from settled old where t.id = old.id
		returning ${movedTaskColumns}`,
		[taskIds],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

/** Running programs are stopped after the commit; whatever they still report is refused. */
export async function cancelTasks(
	transaction: Transaction,
	effects: RoundEffects,
	taskIds: readonly TaskId[],
): Promise<number> {
	const rows = await transaction.query<MovedTaskRow>(
		`with old as (
			select t.* from task t join stage s on s.id = t.stage_id
			where t.id = any($1) and t.state in ('waiting', 'ready', 'running') and s.kind = 'program'
		), ended as (
			update attempt a set finished_at = now(), outcome = 'cancelled', problem = 'Cancelled by a person.'
			from old where a.id = old.attempt_id and old.state = 'running' and a.finished_at is null
		)
		update task t set state = 'cancelled', not_before = null, changed_at = now()
		from old where t.id = old.id
		returning ${movedTaskColumns}`,
		[taskIds],
	);
	for (const row of rows) {
		if (row.old_state === "running" && row.attempt_id !== null) effects.attemptsToStop.add(asAttemptId(row.attempt_id));
	}
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}
