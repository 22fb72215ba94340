import type { AttemptResult } from "@tilewright/contract/messages";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { Transaction } from "../database/database.ts";
import { signatureOf } from "./signature-rules.ts";

/** Whether an attempt counts among the failures: a person's wish does not. */
function isFailure(outcome: AttemptOutcome): boolean {
	return outcome !== "succeeded" && outcome !== "cancelled";
}

/**
 * Writes recorded attempts that ended badly to their groups. Comes before their tasks are moved, so that a task that
 * fails is counted in its group. Costs nothing when none has ended badly.
 */
export async function recordFailures(
	transaction: Transaction,
	recordedIds: ReadonlySet<number>,
	results: readonly AttemptResult[],
): Promise<void> {
	const failed = results.filter((result) => isFailure(result.outcome) && recordedIds.has(result.attemptId));
	if (failed.length === 0) return;
	await transaction.query(insertFailures, [
		failed.map((result) => result.attemptId),
		failed.map((result) => signatureOf(result).replaceAll("\u0000", "\ufffd")),
	]);
}

/** Groups in one order, as always where rows of several keys are written. */
const insertFailures = {
	name: "insert-failures",
	text: `
	with failed as (
		select a.id as attempt_id, a.task_id, a.project_id, a.stage_id, a.outcome, f.signature, a.worker_id, coalesce(w.host, '') as host
		from (select distinct on (id) id, signature from unnest($1::bigint[], $2::text[]) as f(id, signature)) as f
		join attempt a on a.id = f.id left join worker w on w.id = a.worker_id
	), grouped as (
		insert into failure_group (project_id, stage_id, outcome, signature, attempts)
		select project_id, stage_id, outcome, signature, count(*) from failed
		group by project_id, stage_id, outcome, signature order by stage_id, outcome, signature
		on conflict (stage_id, outcome, signature) do update set attempts = failure_group.attempts + excluded.attempts, last_at = now()
		returning id, stage_id, outcome, signature
	), placed as (
		select f.*, g.id as group_id from failed f join grouped g using (stage_id, outcome, signature)
	), written as (
		insert into attempt_failure (attempt_id, task_id, project_id, stage_id, outcome, group_id, worker_id, host)
		select attempt_id, task_id, project_id, stage_id, outcome, group_id, worker_id, host from placed
		on conflict (attempt_id) do nothing
	)
	insert into failure_count (group_id, bucket, worker_id, host, attempts)
	select group_id, date_bin('10 minutes', now(), timestamptz 'epoch'), worker_id, host, count(*) from placed
	group by group_id, worker_id, host order by group_id, worker_id, host
	on conflict (group_id, bucket, worker_id, host) do update set attempts = failure_count.attempts + excluded.attempts`,
};
