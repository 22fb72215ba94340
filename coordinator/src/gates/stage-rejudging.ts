import type { Gate } from "@tilewright/contract/gate";
import type { StageId } from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "../planning/child-releaser.ts";
import { type MovedTaskRow, movedTaskColumns, noteMovedTasks, releasedColumns } from "../planning/moved-tasks.ts";
import { recordDecision } from "../planning/task-changes.ts";
import { storeGateReports } from "./gate-reports.ts";
import { judgeResult } from "./judge-result.ts";
import { verdictOf } from "./report-rules.ts";
import type { Judgement } from "./task-judging.ts";

/** So many results are looked at by one statement; metrics of all of them at once would fill the memory. */
const resultsPerStatement = 10_000;

interface ResultRow {
	readonly id: number;
	readonly attempt_id: number;
	readonly gate_verdict: "hold" | "reject" | null;
	readonly metrics: Record<string, number> | null;
}

/**
 * Judges the finished results of a stage by the gate it has now, and moves those about which it says something else
 * than before. What a person has decided about a result stands, unless it is to be judged as well. No feedback is
 * sent: the instrument has moved on.
 */
export async function rejudgeStage(
	transaction: Transaction,
	effects: RoundEffects,
	stageId: StageId,
	gate: Gate | null,
	judgement: Judgement,
	options: { readonly includesDecided: boolean },
): Promise<{ readonly judged: number; readonly changed: number }> {
	const decisionId = await recordDecision(transaction, { ...judgement, kind: "rejudge" });
	const chosen = await transaction.query<{ id: number }>(
		`select t.id from task t join attempt a on a.id = t.result_attempt_id left join decision d on d.id = t.decision_id
		where t.stage_id = $1 and t.state in ('succeeded', 'review', 'rejected', 'waiting')
			and ($2 or not coalesce(d.kind in ('approve', 'reject', 'hold') and d.at >= a.finished_at, false))
		order by t.id`,
		[stageId, options.includesDecided],
	);
	let changed = 0;
	for (let start = 0; start < chosen.length; start += resultsPerStatement) {
		const ids = chosen.slice(start, start + resultsPerStatement).map((row) => row.id);
		changed += await rejudge(transaction, effects, gate, ids, decisionId);
	}
	return { judged: chosen.length, changed };
}

async function rejudge(
	transaction: Transaction,
	effects: RoundEffects,
	gate: Gate | null,
	taskIds: readonly number[],
	decisionId: number,
): Promise<number> {
	const results = await transaction.query<ResultRow>(
		`select t.id, a.id as attempt_id, t.gate_verdict, a.metrics
		from task t join attempt a on a.id = t.result_attempt_id where t.id = any($1::bigint[])`,
		[taskIds],
	);
	const judged = results.map((row) => {
		const report = judgeResult(gate, row.metrics ?? {});
		return { taskId: row.id, attemptId: row.attempt_id, report, before: row.gate_verdict };
	});
	// What an earlier gate said is forgotten, also where this one has nothing to say.
	await transaction.query("update attempt set gate = null where id = any($1::bigint[]) and gate is not null", [
		judged.filter(({ report }) => report === null).map(({ attemptId }) => attemptId),
	]);
	await storeGateReports(transaction, judged);
	const moving = judged.filter(({ report, before }) => verdictOf(report) !== before);
	const rows = await transaction.query<MovedTaskRow>(
		`with settled as (
			select t.*, v.verdict, settled_state(state, input_count, unmet_inputs, is_open, input_revision, attempt_revision, result_revision, v.verdict) as next_state
			from unnest($1::bigint[], $2::text[]) as v(task_id, verdict) join task t on t.id = v.task_id
		)
		update task t set gate_verdict = old.verdict, state = old.next_state, decision_id = $3, ${releasedColumns()},
			changed_at = case when old.next_state <> old.state then now() else t.changed_at end
		from settled old where t.id = old.id
		returning ${movedTaskColumns}`,
		[moving.map(({ taskId }) => taskId), moving.map(({ report }) => verdictOf(report)), decisionId],
	);
	await releaseFrom(transaction, effects, noteMovedTasks(rows, effects));
	return rows.length;
}
