import {
	type ClusterJobRow,
	type ClusterSubmissionRow,
	clusterJobsOfAttempts,
	listClusterJobs,
	loadClusterSubmission,
} from "../../database/cluster-job-reads.ts";
import { AttemptType } from "../attempt/attempt-ref.ts";
import { batched } from "../batched-loader.ts";
import { enumType } from "../enum-type.ts";
import { builder } from "../schema-builder.ts";
import { WorkerType } from "../worker/worker-ref.ts";

const mostJobs = 500;

const ClusterJobKindEnum = enumType<ClusterJobRow["kind"]>("ClusterJobKind", "What a cluster job is for.", {
	pilot: "It holds a worker that is fed task by task.",
	batch: "Tasks were written into it.",
});

const ClusterSubmissionType = builder.objectRef<ClusterSubmissionRow>("ClusterSubmission").implement({
	description: "What was given to a cluster's scheduler: an array of jobs.",
	fields: (t) => ({
		command: t.stringList({
			description: "The submit command, word by word.",
			resolve: ({ command }) => [...command],
		}),
		script: t.exposeString("script", { description: "What every job of the array runs." }),
	}),
});

const ClusterJobType = builder.objectRef<ClusterJobRow>("ClusterJob").implement({
	description: "A job at a cluster's scheduler, as its worker told last. For people: nothing is decided by it.",
	fields: (t) => ({
		id: t.id({ description: "Stable.", resolve: ({ key, element }) => `${key}.${element}` }),
		kind: t.field({ type: ClusterJobKindEnum, description: "What it is for.", resolve: ({ kind }) => kind }),
		name: t.exposeString("key", { description: "Of the job at the scheduler; all jobs of an array share it." }),
		element: t.exposeInt("element", { description: "Its place in the array, from 1." }),
		scheduler: t.exposeString("scheduler", { description: "SLURM, LSF or Grid Engine." }),
		jobId: t.exposeString("jobId", { nullable: true, description: "At the scheduler; null until that has taken it." }),
		state: t.exposeString("state", {
			description:
				"submitting, pending, running, suspended, completing, or how it ended; docs/clusters.md has them all.",
		}),
		words: t.exposeString("words", { nullable: true, description: "The scheduler's own: PENDING (Resources)." }),
		reason: t.exposeString("reason", { nullable: true, description: "The scheduler's own: Priority, Resources …" }),
		node: t.exposeString("node", { nullable: true, description: "Where it runs or ran." }),
		template: t.exposeString("template", { description: "Of the worker's cluster file." }),
		cpus: t.exposeInt("cpus", { description: "It asked for." }),
		memoryMb: t.exposeFloat("memoryMb", { nullable: true, description: "It asked for; null: as the template says." }),
		timeLimitSeconds: t.exposeFloat("timeLimitSeconds", {
			nullable: true,
			description: "Walltime it asked for; null: as the template says.",
		}),
		waitSeconds: t.exposeFloat("waitSeconds", { nullable: true, description: "How long it has waited in the queue." }),
		runSeconds: t.exposeFloat("runSeconds", { nullable: true, description: "Walltime used." }),
		problem: t.exposeString("problem", { nullable: true, description: "Why it is not submitted (yet)." }),
		firstToldAt: t.expose("firstToldAt", { type: "DateTime", description: "When the worker first told of it." }),
		lastToldAt: t.expose("lastToldAt", { type: "DateTime", description: "When the worker last told of it." }),
		overAt: t.expose("overAt", { type: "DateTime", nullable: true, description: "When its end was told." }),
		worker: t.field({ type: WorkerType, description: "Who submitted it.", resolve: ({ workerId }) => workerId }),
		attempts: t.field({
			type: [AttemptType],
			description: "What was written into it, in the order it runs; none for pilots.",
			complexity: { field: 1, multiplier: 10 },
			resolve: async ({ attemptIds }, _arguments, context) => {
				const attempts = await AttemptType.getDataloader(context).loadMany(attemptIds);
				return attempts.flatMap((attempt) => (attempt === null || attempt instanceof Error ? [] : [attempt]));
			},
		}),
		submission: t.field({
			type: ClusterSubmissionType,
			nullable: true,
			description: "Command and script it was submitted with.",
			complexity: 2,
			resolve: ({ key }, _arguments, context) => submissionOf(context, key),
		}),
	}),
});

const submissionOf = batched<string, ClusterSubmissionRow | null>(
	async (keys, context) =>
		new Map(
			await Promise.all(keys.map(async (key) => [key, await loadClusterSubmission(context.database, key)] as const)),
		),
	() => null,
);

const jobOfAttempt = batched<number, ClusterJobRow | null>(
	async (ids, context) => {
		// The ids are those of attempts: the loader only knows that they are numbers.
		const found = await clusterJobsOfAttempts(context.database, ids as never);
		return new Map(found.map(({ attemptId, job }) => [attemptId, job]));
	},
	() => null,
);

builder.objectField(WorkerType, "clusterJobs", (t) =>
	t.field({
		type: [ClusterJobType],
		description: `What it has at its cluster's scheduler, newest first, at most ${mostJobs}.`,
		args: {
			onlyLive: t.arg.boolean({ defaultValue: true, description: "Without those that are over." }),
		},
		complexity: { field: 5, multiplier: 20 },
		resolve: (worker, { onlyLive }, context) =>
			listClusterJobs(context.database, worker.id, { isLive: onlyLive ?? true, limit: mostJobs }),
	}),
);

builder.objectField(WorkerType, "proxy", (t) =>
	t.field({
		type: WorkerType,
		nullable: true,
		description: "Of a pilot: the worker that has submitted it. Null for others.",
		resolve: ({ proxyWorkerId }) => proxyWorkerId,
	}),
);

builder.objectField(AttemptType, "clusterJob", (t) =>
	t.field({
		type: ClusterJobType,
		nullable: true,
		description: "The cluster job it was written into; null for others, those of pilots among them.",
		complexity: 2,
		resolve: (attempt, _arguments, context) => jobOfAttempt(context, attempt.id),
	}),
);
