import type { AttemptId, WorkerId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

export interface ClusterJobRow {
	readonly key: string;
	readonly element: number;
	readonly workerId: WorkerId;
	readonly kind: "pilot" | "batch";
	readonly scheduler: string;
	readonly jobId: string | null;
	readonly state: string;
	readonly words: string | null;
	readonly reason: string | null;
	readonly node: string | null;
	readonly template: string;
	readonly cpus: number;
	readonly memoryMb: number | null;
	readonly timeLimitSeconds: number | null;
	readonly waitSeconds: number | null;
	readonly runSeconds: number | null;
	readonly problem: string | null;
	readonly firstToldAt: Date;
	readonly lastToldAt: Date;
	readonly overAt: Date | null;
	readonly attemptIds: readonly AttemptId[];
}

export interface ClusterSubmissionRow {
	readonly command: readonly string[];
	readonly script: string;
}

const columns = `j.key, j.element, j.worker_id as "workerId", j.kind, j.scheduler, j.job_id as "jobId", j.state, j.words, j.reason,
	j.node, j.template, j.cpus, j.memory_mb as "memoryMb", j.time_limit_seconds as "timeLimitSeconds",
	j.wait_seconds as "waitSeconds", j.run_seconds as "runSeconds", j.problem, j.first_told_at as "firstToldAt",
	j.last_told_at as "lastToldAt", j.over_at as "overAt", to_jsonb(j.attempt_ids) as "attemptIds"`;

/** Newest first; of those that are not over only, where `isLive`. */
export async function listClusterJobs(
	database: Queryable,
	workerId: WorkerId,
	{ isLive, limit }: { readonly isLive: boolean; readonly limit: number },
): Promise<ClusterJobRow[]> {
	return database.query(
		`select ${columns} from cluster_job j where j.worker_id = $1 and (not $2::boolean or j.over_at is null)
		order by j.first_told_at desc, j.key, j.element limit $3`,
		[workerId, isLive, limit],
	);
}

/** The job each of these attempts was last put into, for those that were put into one of their own. */
export async function clusterJobsOfAttempts(
	database: Queryable,
	attemptIds: readonly AttemptId[],
): Promise<{ readonly attemptId: AttemptId; readonly job: ClusterJobRow }[]> {
	const rows = await database.query<ClusterJobRow>(
		`select ${columns} from cluster_job j where j.attempt_ids && $1::bigint[]`,
		[attemptIds],
	);
	const wanted = new Set(attemptIds);
	return rows.flatMap((job) =>
		job.attemptIds.filter((attemptId) => wanted.has(attemptId)).map((attemptId) => ({ attemptId, job })),
	);
}

/** What was submitted; null when it was not told (yet). */
export async function loadClusterSubmission(database: Queryable, key: string): Promise<ClusterSubmissionRow | null> {
	const [row] = await database.query<ClusterSubmissionRow>(
		"select command, script from cluster_submission where key = $1",
		[key],
	);
	return row ?? null;
}
