import { asAttemptId, asProjectId, asStageId, asTaskId, asTileId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "../planning/child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks, releasedColumns } from "../planning/moved-tasks.ts";
import { type ChosenTasks, type Decision, ofProgramStages, recordDecision } from "../planning/task-changes.ts";

/*
 * What people say about results, set-wise, however many they are. Children are released, or have to wait again, as
 * with any other move. Tasks that have no result to judge are left as they are: the number returned says how many
 * were changed.
 */

/** Who judges, and why. */
export type Judgement = Omit<Decision, "kind">;

/** Which tasks each judgement does something to; a preview counts by the same words. */
export const judgingConditions = {
	approve: "t.state in ('review', 'rejected')",
	reject: "t.state in ('review', 'succeeded') and t.result_attempt_id is not null",
	hold: "t.state in ('succeeded', 'rejected') and t.result_attempt_id is not null",
	flag: "t.result_attempt_id is not null",
	unflag: "exists (select from task_flag f where f.task_id = t.id)",
} as const satisfies Record<string, string>;

const verdicts = { approve: null, reject: "reject", hold: "hold" } as const;

/** The results are let through to the children, whatever the gate said. */
export function approveTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	judgement: Judgement,
): Promise<number> {
	return judgeTasks(transaction, effects, chosen, judgement, "approve");
}

/** The results are refused, also those that were accepted before. */
export function rejectTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	judgement: Judgement,
): Promise<number> {
	return judgeTasks(transaction, effects, chosen, judgement, "reject");
}

/**
 * The results wait for somebody to decide, also those that were accepted or rejected before. Where the gate itself held
 * a result and no reason is given, it is as if nobody had decided: the gate's word counts again, and what is said of
 * the task is what the gate said.
 */
export function holdTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	judgement: Judgement,
): Promise<number> {
	return judgeTasks(transaction, effects, chosen, judgement, "hold");
}

/** On `task t`: the gate's own word about the result there is. */
const heldByGate = "exists (select from attempt a where a.id = t.result_attempt_id and a.gate ->> 'action' = 'hold')";

async function judgeTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	judgement: Judgement,
	kind: keyof typeof verdicts,
): Promise<number> {
	const decisionId = await recordDecision(transaction, { ...judgement, kind });
	const verdict = `$${chosen.parameters.length + 1}::text`;
	const restoresGate = kind === "hold" && judgement.reason === null;
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, settled_state(state, input_count, unmet_inputs, is_open, input_revision, attempt_revision, result_revision, ${verdict}) as next_state,
				${restoresGate ? heldByGate : "false"} as is_undecided
			from task t where ${chosen.text} and ${judgingConditions[kind]} and ${ofProgramStages}
		)
		update task t set gate_verdict = ${verdict}, state = old.next_state,
			decision_id = case when not old.is_undecided then $${chosen.parameters.length + 2}::bigint end,
			${releasedColumns()}, changed_at = now()
		from settled old where t.id = old.id
		returning ${movedTaskColumns}`,
		[...chosen.parameters, verdicts[kind], decisionId],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

interface FlaggedRow {
	readonly id: number;
	readonly project_id: number;
	readonly stage_id: number;
	readonly tile_id: number | null;
	readonly state: TaskState;
	readonly attempt_id: number | null;
}

/** Marks results that somebody should look at; nothing is held back. */
export async function flagTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	judgement: Judgement,
): Promise<number> {
	const decisionId = await recordDecision(transaction, { ...judgement, kind: "flag" });
	const rows = await transaction.query<FlaggedRow>(
		`with flagged as (
			insert into task_flag (task_id, by_gate, project_id, stage_id, reason, decision_id)
			select t.id, false, t.project_id, t.stage_id, $${chosen.parameters.length + 1}, $${chosen.parameters.length + 2}
			from task t where ${chosen.text} and ${judgingConditions.flag} and ${ofProgramStages}
			on conflict (task_id, by_gate) do update set reason = excluded.reason, decision_id = excluded.decision_id, at = now()
			returning task_id
		)
		select t.id, t.project_id, t.stage_id, t.tile_id, t.state, t.attempt_id from flagged f join task t on t.id = f.task_id`,
		[...chosen.parameters, judgement.reason, decisionId],
	);
	tellFlagged(rows, effects);
	return rows.length;
}

/** Takes flags back, those of people and those of gates. */
export async function unflagTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	judgement: Judgement,
): Promise<number> {
	await recordDecision(transaction, { ...judgement, kind: "unflag" });
	const rows = await transaction.query<FlaggedRow>(
		`with chosen as (
			select t.id, t.project_id, t.stage_id, t.tile_id, t.state, t.attempt_id from task t where ${chosen.text} and ${judgingConditions.unflag}
		), gone as (
			delete from task_flag where task_id in (select id from chosen)
		)
		select * from chosen`,
		chosen.parameters,
	);
	tellFlagged(rows, effects);
	return rows.length;
}

/** A flag changes no state, and a page that shows the task is told all the same. */
function tellFlagged(rows: readonly FlaggedRow[], effects: RoundEffects): void {
	for (const row of rows) {
		effects.addTaskChanges(asProjectId(row.project_id), [
			{
				taskId: asTaskId(row.id),
				stageId: asStageId(row.stage_id),
				tileId: row.tile_id === null ? null : asTileId(row.tile_id),
				state: row.state,
				attemptId: row.attempt_id === null ? null : asAttemptId(row.attempt_id),
			},
		]);
	}
}
