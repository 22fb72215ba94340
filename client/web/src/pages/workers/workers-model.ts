import type { ClusterJobRowFragment, WorkerDetailFragment } from "../../api/generated/documents.ts";
import { durationWords } from "../../wording/time-words.ts";

/** Those that need a person first, then those that work, then by name. */
export function worthSeeing(workers: readonly WorkerDetailFragment[]): readonly WorkerDetailFragment[] {
	const rank = (worker: WorkerDetailFragment) =>
		worker.quarantinedAt !== null || worker.isHostQuarantined ? 0 : worker.isPaused ? 1 : 2;
	return [...workers].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** `12 min left of 1 h 00 min`; null for a job without a limit or one that does not run. */
export function wallTimeWords(job: ClusterJobRowFragment): string | null {
	if (job.timeLimitSeconds === null) return null;
	const limit = durationWords(job.timeLimitSeconds * 1000);
	if (job.runSeconds === null) return `may run ${limit}`;
	const left = Math.max(0, job.timeLimitSeconds - job.runSeconds);
	return job.overAt === null
		? `${durationWords(left * 1000)} left of ${limit}`
		: `ran ${durationWords(job.runSeconds * 1000)}`;
}

/** Jobs by how near they are to doing work: running first, then the longest waiting. */
export function jobsInOrder(jobs: readonly ClusterJobRowFragment[]): readonly ClusterJobRowFragment[] {
	const rank = (job: ClusterJobRowFragment) => (job.overAt !== null ? 2 : job.runSeconds !== null ? 0 : 1);
	return [...jobs].sort((a, b) => rank(a) - rank(b) || a.firstToldAt.localeCompare(b.firstToldAt));
}
