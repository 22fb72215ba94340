import { asAttemptId, asStageId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks, releasedColumns } from "./moved-tasks.ts";
import { type PlannedStage, planDownstream, planStage } from "./planner.ts";

/*
 * What people do to tasks, set-wise, however many they are. Tasks in other states than the ones named are left as
 * they are: the number returned says how many were moved.
 */

/** A condition on `task t` with its parameters, $1 first. */
export interface ChosenTasks {
	readonly text: string;
	readonly parameters: readonly unknown[];
}

export function tasksById(ids: readonly number[]): ChosenTasks {
	return { text: "t.id = any($1::bigint[])", parameters: [ids] };
}

/** Who decided, and why; kept once for however many tasks were meant. */
export interface Decision {
	readonly projectId: ProjectId;
	readonly kind: string;
	readonly actor: string;
	readonly reason: string | null;
}

export async function recordDecision(transaction: Transaction, decision: Decision): Promise<number> {
	const [row] = await transaction.query<{ id: number }>(
		"insert into decision (project_id, kind, actor, reason) values ($1, $2, $3, $4) returning id",
		[decision.projectId, decision.kind, decision.actor, decision.reason],
	);
	return row?.id ?? 0;
}

/** Which of the chosen tasks each action can do something to; a preview counts by the same words. */
export const actionConditions = {
	retry: "t.state in ('succeeded', 'failed', 'cancelled', 'rejected', 'review') and t.input_count > 0",
	cancel: "t.state in ('waiting', 'ready', 'running')",
	skipAsDone: "t.state in ('waiting', 'ready', 'failed', 'cancelled', 'rejected', 'review') and t.input_count > 0",
	acceptAsIs: "t.result_attempt_id is not null and t.input_count > 0 and t.state <> 'running'",
	exclude: "t.input_count > 0",
	include: "exists (select from excluded_unit e where e.stage_id = t.stage_id and e.unit_key = t.unit_key)",
	setPriority: "t.state in ('waiting', 'ready', 'running', 'failed')",
	requeue: "t.state = 'running'",
} as const satisfies Record<string, string>;

/** On `task t`: of a stage that runs something and is in the graph. */
export const ofProgramStages =
	"exists (select from stage s where s.id = t.stage_id and s.kind = 'program' and s.removed_at is null)";

/** Another try for tasks that have ended. The old result stays readable until the new one is accepted. */
export async function retryTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
): Promise<number> {
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, settled_state('waiting', input_count, unmet_inputs, is_open, input_revision, null, null, null) as next_state
			from task t where ${chosen.text} and ${actionConditions.retry} and ${ofProgramStages}
		)
		update task t set state = old.next_state, result_revision = null, attempt_revision = null, failed_tries = 0,
			keeps_result = false, not_before = null, changed_at = now()
		from settled old where t.id = old.id
		returning ${movedTaskColumns}`,
		chosen.parameters,
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

/** Running programs are stopped after the commit; whatever they still report is refused. */
export async function cancelTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
): Promise<number> {
	const rows = await transaction.query<MovedTaskRow>(
		`with old as (
			select t.* from task t where ${chosen.text} and ${actionConditions.cancel} and ${ofProgramStages}
		), ended as (
			update attempt a set finished_at = now(), outcome = 'cancelled', problem = 'Cancelled by a person.'
			from old where a.id = old.attempt_id and old.state = 'running' and a.finished_at is null
		)
		update task t set state = 'cancelled', not_before = null, changed_at = now()
		from old where t.id = old.id
		returning ${movedTaskColumns}`,
		chosen.parameters,
	);
	noteStopped(rows, effects);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

/** Stops programs that run and gives their tasks back, as if they had never been dispatched: it costs no retry. */
export async function stopTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	problem: string,
): Promise<number> {
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, settled_state('waiting', input_count, unmet_inputs, is_open, input_revision, null,
				case when result_revision = input_revision then null else result_revision end, gate_verdict) as next_state
			from task t where ${chosen.text} and ${actionConditions.requeue}
		), ended as (
			update attempt a set finished_at = now(), outcome = 'cancelled', problem = $${chosen.parameters.length + 1}
			from settled old where a.id = old.attempt_id and a.finished_at is null
		)
		update task t set state = old.next_state, attempt_revision = null, not_before = null, changed_at = now()
		from settled old where t.id = old.id
		returning ${movedTaskColumns}`,
		[...chosen.parameters, problem],
	);
	noteStopped(rows, effects);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

function noteStopped(rows: readonly MovedTaskRow[], effects: RoundEffects): void {
	for (const row of rows) {
		if (row.old_state === "running" && row.attempt_id !== null) effects.attemptsToStop.add(asAttemptId(row.attempt_id));
	}
}

/** Lets children go on as if the tasks had succeeded; they find no artifacts. New data makes the tasks run after all. */
export async function skipTasksAsDone(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	decision: Decision,
): Promise<number> {
	const decisionId = await recordDecision(transaction, decision);
	const rows = await transaction.query<MovedTaskRow>(
		`with old as (
			select t.*, 'succeeded'::task_state as next_state, 'skipped ' || $${chosen.parameters.length + 1}::bigint as next_signature,
				(select v.result_hash from stage s join stage_version v on v.id = s.current_version_id where s.id = t.stage_id) as next_hash
			from task t where ${chosen.text} and ${actionConditions.skipAsDone} and ${ofProgramStages}
		)
		update task t set state = 'succeeded', result_revision = t.input_revision, result_attempt_id = null, result_hash = old.next_hash,
			output_signature = old.next_signature, gate_verdict = null, keeps_result = true, not_before = null,
			decision_id = $${chosen.parameters.length + 1}, ${releasedColumns("old.next_signature")}, changed_at = now()
		from old where t.id = old.id
		returning ${movedTaskColumns}`,
		[...chosen.parameters, decisionId],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

/** Stale results count as made by the recipe and from the inputs there are now. */
export async function acceptTasksAsTheyAre(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	decision: Decision,
): Promise<number> {
	const decisionId = await recordDecision(transaction, decision);
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, settled_state('succeeded', input_count, unmet_inputs, is_open, input_revision, attempt_revision, input_revision, gate_verdict) as next_state,
				(select v.result_hash from stage s join stage_version v on v.id = s.current_version_id where s.id = t.stage_id) as next_hash
			from task t where ${chosen.text} and ${actionConditions.acceptAsIs} and ${ofProgramStages}
		)
		update task t set state = old.next_state, result_revision = t.input_revision, result_hash = old.next_hash,
			keeps_result = true, not_before = null, decision_id = $${chosen.parameters.length + 1}, ${releasedColumns()},
			changed_at = case when old.next_state <> old.state then now() else t.changed_at end
		from settled old where t.id = old.id
			and (old.state <> old.next_state or old.result_hash is distinct from old.next_hash or old.result_revision is distinct from old.input_revision)
		returning ${movedTaskColumns}`,
		[...chosen.parameters, decisionId],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}

/** Lower ranks go first: a priority counts before live and back-fill. */
export async function setTaskPriority(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	priority: number,
): Promise<number> {
	const rows = await transaction.query<{ stage_id: number }>(
		`with changed as (
			update task t set rank = $${chosen.parameters.length + 1}
			where ${chosen.text} and ${actionConditions.setPriority} and ${ofProgramStages} and t.rank <> $${chosen.parameters.length + 1}
			returning t.stage_id
		) select stage_id from changed`,
		[...chosen.parameters, -priority],
	);
	for (const row of rows) effects.stagesToRequeue.add(asStageId(row.stage_id));
	return rows.length;
}

/** What excluding needs to know of the graph: the stages of the project, parents first. */
export interface PlannedGraph {
	readonly stages: readonly PlannedStage[];
	readonly acquisitionIsFinished: boolean;
}

/** Takes units out of their stages for good: neighbours, groups and children go on without them. What runs is stopped. */
export async function excludeTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	decision: Decision,
	graph: PlannedGraph,
): Promise<number> {
	const decisionId = await recordDecision(transaction, decision);
	const condition = { ...chosen, text: `${chosen.text} and ${actionConditions.exclude} and ${ofProgramStages}` };
	const inputs = await transaction.query<{ stage_id: number; input_task_id: number }>(
		`select distinct t.stage_id, i.input_task_id from task t join task_input i on i.task_id = t.id where ${condition.text}`,
		condition.parameters,
	);
	const excluded = await transaction.query<{ stage_id: number; unit_key: string; task_id: number }>(
		`with excluded as (
			update task t set decision_id = $${chosen.parameters.length + 1} where ${condition.text}
			returning t.id, t.stage_id, t.unit_key
		), noted as (
			insert into excluded_unit (stage_id, unit_key, decision_id)
			select stage_id, unit_key, $${chosen.parameters.length + 1} from excluded
			on conflict (stage_id, unit_key) do update set decision_id = excluded.decision_id
		)
		select stage_id, unit_key, id as task_id from excluded`,
		[...chosen.parameters, decisionId],
	);
	await stopTasks(
		transaction,
		effects,
		tasksById(excluded.map((row) => row.task_id)),
		"Stopped: a person took its unit out of the stage.",
	);
	await planAgain(transaction, effects, graph, (stage) => {
		const changed = inputs.flatMap((row) => (row.stage_id === stage.id ? [row.input_task_id] : []));
		return changed.length === 0 ? "nothing" : { added: [], changed };
	});
	return excluded.length;
}

/** Units that were taken out come back; results that still hold are found again. */
export async function includeTasks(
	transaction: Transaction,
	effects: RoundEffects,
	chosen: ChosenTasks,
	decision: Decision,
	graph: PlannedGraph,
): Promise<number> {
	const decisionId = await recordDecision(transaction, decision);
	const included = await transaction.query<{ stage_id: number }>(
		`with included as (
			update task t set decision_id = $${chosen.parameters.length + 1}
			where ${chosen.text} and ${actionConditions.include} returning t.stage_id, t.unit_key
		)
		delete from excluded_unit e using included i where e.stage_id = i.stage_id and e.unit_key = i.unit_key
		returning e.stage_id`,
		[...chosen.parameters, decisionId],
	);
	const stageIds = new Set<number>(included.map((row) => row.stage_id));
	await planAgain(transaction, effects, graph, (stage) => (stageIds.has(stage.id) ? "everything" : "nothing"));
	return included.length;
}

async function planAgain(
	transaction: Transaction,
	effects: RoundEffects,
	graph: PlannedGraph,
	dirtyOf: (stage: PlannedStage) => Parameters<typeof planStage>[3]["dirty"] | "everything" | "nothing",
): Promise<void> {
	const scope = { isBackfill: true, acquisitionIsFinished: graph.acquisitionIsFinished };
	const touched = new Map<StageId | number, { readonly added: number[]; readonly changed: number[] }>();
	for (const stage of graph.stages) {
		const dirty = dirtyOf(stage);
		if (dirty === "nothing") continue;
		const { added, changed } = await planStage(transaction, effects, stage, {
			...scope,
			dirty: dirty === "everything" ? null : dirty,
		});
		touched.set(stage.id, { added: [...added], changed: [...changed] });
	}
	await planDownstream(transaction, effects, graph.stages, touched, scope);
}
