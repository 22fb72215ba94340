import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import {
	type MovedTaskRow,
	movedTaskColumns,
	noteMovedTasks,
	type ParentMove,
	releasedColumns,
} from "./moved-tasks.ts";

/**
 * Children of the moved parents: fewer (or more) unmet inputs, a new input revision where a parent's content is
 * another one, and the state that follows. One statement for any number of parents; the self-join gives the old
 * state. Rows are locked in id order by nothing else: only the active coordinator writes tasks.
 */
const releaseChildren = {
	name: "release-children",
	text: `
	with moved as (
		select * from unnest($1::bigint[], $2::int[], $3::boolean[], $4::boolean[]) as m(id, unmet_change, content_changed, is_first)
	), effect as (
		select i.task_id, sum(m.unmet_change)::int as unmet_change,
			bool_or(m.content_changed and not m.is_first) as has_other_content, bool_or(m.content_changed and m.is_first) as has_first_content
		from moved m join task_input i on i.input_task_id = m.id
		group by i.task_id
	), revised as (
		select old.*, old.unmet_inputs + e.unmet_change as next_unmet,
			e.has_other_content or (not old.keeps_result and (e.has_first_content or coalesce(
				-- The last member is there: one that came back as it was is not in a partial result made while it was away.
				old.unmet_inputs + e.unmet_change = 0 and e.unmet_change < 0 and made.input_digest is distinct from old.input_digest
					and made.is_partial, false))) as is_new_revision
		from effect e join task old on old.id = e.task_id
		left join attempt made on made.id = case when old.state = 'running' then old.attempt_id else old.result_attempt_id end
	), next as (
		select revised.*, input_revision + is_new_revision::int as next_revision from revised
	), settled as (
		select next.*, settled_state(state, input_count, next_unmet, is_open, next_revision, attempt_revision, result_revision, gate_verdict) as next_state
		from next
	)
	update task t set
		unmet_inputs = old.next_unmet,
		input_revision = old.next_revision,
		state = old.next_state,
		keeps_result = t.keeps_result and not old.is_new_revision,
		${releasedColumns()},
		failed_tries = case when old.is_new_revision then 0 else t.failed_tries end,
		not_before = case when old.is_new_revision and old.state = 'failed' then null else t.not_before end,
		changed_at = case when old.next_state <> old.state then now() else t.changed_at end
	from settled old
	where t.id = old.id
	returning ${movedTaskColumns}`,
};

/** Tells the children of moved parents, and theirs, until nothing moves. Returns every task that was touched. */
export async function releaseFrom(
	transaction: Transaction,
	effects: RoundEffects,
	parentMoves: readonly ParentMove[],
): Promise<MovedTaskRow[]> {
	const touched: MovedTaskRow[] = [];
	let moves = parentMoves;
	while (moves.length > 0) {
		const rows = await transaction.query<MovedTaskRow>(releaseChildren, [
			moves.map((move) => move.taskId),
			moves.map((move) => move.unmetChange),
			moves.map((move) => move.contentChanged),
			moves.map((move) => move.isFirstContent),
		]);
		for (const row of rows) touched.push(row);
		moves = noteMovedTasks(rows, effects);
	}
	return touched;
}
