import type { ClusterJobRowFragment, WorkerDetailFragment } from "../../api/generated/documents.ts";
import { durationWords } from "../../wording/time-words.ts";

/** Those that need a person first, then those that work, then by name. */
export function worthSeeing(workers: readonly WorkerDetailFragment[]): readonly WorkerDetailFragment[] {
	const rank = (worker: WorkerDetailFragment) =>
		worker.quarantinedAt !== null || worker.isHostQuarantined ? 0 : worker.isPaused ? 1 : 2;
	return [...workers].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** `48 min 00 s used of 60 min`, counted on since the worker told of a job that runs; null for a job without a limit that does not run. */
export function wallTimeWords(job: ClusterJobRowFragment, nowMs: number): string | null {
	const sinceToldMs = job.state === "running" ? Math.max(0, nowMs - Date.parse(job.lastToldAt)) : 0;
	const used = job.runSeconds === null ? null : durationWords(job.runSeconds * 1000 + sinceToldMs);
	if (used !== null && job.overAt !== null) return `ran ${used}`;
	if (job.timeLimitSeconds === null) return used === null ? null : `${used} used`;
	const limit = durationWords(job.timeLimitSeconds * 1000);
	return used === null ? `may run ${limit}` : `${used} used of ${limit}`;
}

/** Jobs by how near they are to doing work: running first, then the longest waiting. */
export function jobsInOrder(jobs: readonly ClusterJobRowFragment[]): readonly ClusterJobRowFragment[] {
	const rank = (job: ClusterJobRowFragment) => (job.overAt !== null ? 2 : job.runSeconds !== null ? 0 : 1);
	return [...jobs].sort((a, b) => rank(a) - rank(b) || a.firstToldAt.localeCompare(b.firstToldAt));
}
