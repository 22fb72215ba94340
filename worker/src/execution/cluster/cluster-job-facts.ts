import type { ClusterJob } from "@tilewright/contract/messages";
import { untold } from "./element-status.ts";
import type { KnownJob } from "./job-keeper.ts";

/** What is told of every element of a submission; times by the worker's monotonic clock. */
export function clusterJobFacts(job: KnownJob, scheduler: string, nowMs: number): ClusterJob[] {
	const { submission, jobId, problem } = job;
	return submission.elements.map((attemptIds, place) => {
		const status = job.elements.get(place + 1) ?? untold;
		const hasBegun = status.elapsedSeconds !== null && status.state !== "pending";
		const sinceSubmit = job.submittedAtMs === null ? null : (nowMs - job.submittedAtMs) / 1000;
		const runSeconds = hasBegun ? status.elapsedSeconds : null;
		return {
			key: submission.key,
			element: place + 1,
			kind: submission.kind,
			scheduler,
			jobId: jobId === null ? null : `${jobId}_${place + 1}`,
			state: jobId === null ? "submitting" : (status.state ?? "pending"),
			words: status.words,
			reason: status.reason,
			node: status.node,
			template: submission.template,
			cpus: submission.cpus,
			memoryMb: submission.memoryMb,
			timeLimitSeconds: submission.timeLimitSeconds,
			waitSeconds: hasBegun ? null : sinceSubmit,
			runSeconds,
			isOver: status.finalSinceMs !== null || job.isEnded,
			attemptIds: [...attemptIds],
			problem,
		};
	});
}
