import type { clusterJobsSchema } from "@tilewright/contract/messages";
import type { z } from "zod";
import type { Transaction } from "./database.ts";

const keptAfterEnd = "7 days";

/**
 * Writes down what a worker tells of its cluster jobs. Rows whose job is over stay so: a message may overtake another.
 * A worker nobody knows (its row was removed) has no jobs.
 */
export async function storeClusterJobs(
	transaction: Transaction,
	{ workerId, jobs, submissions }: z.output<typeof clusterJobsSchema>,
): Promise<void> {
	await transaction.query(
		`insert into cluster_submission (key, worker_id, command, script)
		select s.key, w.id, s.command, s.script
		from jsonb_to_recordset($2::jsonb) as s(key text, command jsonb, script text) join worker w on w.id = $1
		on conflict (key) do update set script = excluded.script where cluster_submission.script = ''`,
		[workerId, JSON.stringify(submissions)],
	);
	await transaction.query(
		`insert into cluster_job (key, element, worker_id, kind, scheduler, job_id, state, words, reason, node, template, cpus,
			memory_mb, time_limit_seconds, wait_seconds, run_seconds, problem, over_at, attempt_ids)
		select j.key, j.element, w.id, j.kind, j.scheduler, j."jobId", j.state, j.words, j.reason, j.node, j.template, j.cpus,
			j."memoryMb", j."timeLimitSeconds", j."waitSeconds", j."runSeconds", j.problem,
			case when j."isOver" then now() end, array(select jsonb_array_elements_text(j."attemptIds")::bigint)
		from jsonb_to_recordset($2::jsonb) as j(key text, element integer, kind text, scheduler text, "jobId" text, state text,
			words text, reason text, node text, template text, cpus integer, "memoryMb" float8, "timeLimitSeconds" float8,
			"waitSeconds" float8, "runSeconds" float8, problem text, "isOver" boolean, "attemptIds" jsonb)
		join worker w on w.id = $1
		on conflict (key, element) do update set job_id = excluded.job_id, state = excluded.state, words = excluded.words,
			reason = excluded.reason, node = coalesce(excluded.node, cluster_job.node),
			wait_seconds = coalesce(excluded.wait_seconds, cluster_job.wait_seconds),
			run_seconds = coalesce(excluded.run_seconds, cluster_job.run_seconds), problem = excluded.problem,
			last_told_at = now(), over_at = excluded.over_at
		where cluster_job.over_at is null`,
		[workerId, JSON.stringify(jobs)],
	);
}

/** Jobs that have been over for a week are of no interest any more. */
export async function forgetOldClusterJobs(transaction: Transaction): Promise<void> {
	await transaction.query(`delete from cluster_job where last_told_at < now() - interval '${keptAfterEnd}'`);
	await transaction.query(
		`delete from cluster_submission s where told_at < now() - interval '${keptAfterEnd}'
			and not exists (select from cluster_job j where j.key = s.key)`,
	);
}
