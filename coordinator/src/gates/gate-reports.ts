import type { GateReport } from "@tilewright/contract/gate";
import type { Transaction } from "../database/database.ts";
import { flagOf } from "./report-rules.ts";

/** A result that a gate has looked at. */
export interface JudgedResult {
	readonly taskId: number;
	readonly attemptId: number;
	/** Null when it had nothing to say. */
	readonly report: GateReport | null;
}

/**
 * Keeps what the gate said with the attempt, and its flags beside the tasks: a result that it does not flag loses the
 * flag of the one before. Costs one look at the flags when no gate said anything.
 */
export async function storeGateReports(transaction: Transaction, judged: readonly JudgedResult[]): Promise<void> {
	if (judged.length === 0) return;
	const told = judged.filter((result) => result.report !== null);
	if (told.length > 0) {
		await transaction.query(storeReports, [
			told.map((result) => result.attemptId),
			told.map((result) => JSON.stringify(result.report).replaceAll("\\u0000", "\ufffd")),
		]);
	}
	await transaction.query(storeFlags, [
		judged.map((result) => result.taskId),
		judged.map((result) => flagOf(result.report)),
	]);
}

const storeReports = {
	name: "store-gate-reports",
	text: `
	update attempt a set gate = r.report::jsonb
	from unnest($1::bigint[], $2::text[]) as r(id, report) where a.id = r.id`,
};

/** Deleting and inserting the same key in one statement would collide, hence the update where a flag stays. */
const storeFlags = {
	name: "store-gate-flags",
	text: `
	with judged as (
		select * from unnest($1::bigint[], $2::text[]) as j(task_id, reason)
	), gone as (
		delete from task_flag f using judged j where f.task_id = j.task_id and f.by_gate and j.reason is null
	)
	insert into task_flag (task_id, by_gate, project_id, stage_id, reason)
	select t.id, true, t.project_id, t.stage_id, j.reason
	from judged j join task t on t.id = j.task_id where j.reason is not null
	on conflict (task_id, by_gate) do update set reason = excluded.reason, at = now()`,
};
