import { z } from "zod";
import { describeError, TilewrightError } from "./errors.ts";
import { operationsSchema, recipeSchema } from "./recipe.ts";
import { attemptOutcomes } from "./states.ts";
import { taskFileArtifactSchema, taskFileInputSchema, taskFileTileSchema } from "./task-file.ts";

/** What travels on the bus between coordinator and workers: subjects and schemas, in the order of a task's life. */

const prefix = "tilewright";
export const subjects = {
	/** worker → coordinator, request: a session begins. */
	hello: `${prefix}.worker.hello`,
	/** worker → coordinator, request: the session lives; answered with the lease. */
	heartbeat: `${prefix}.worker.heartbeat`,
	/** worker → coordinator, request: the session ends on purpose. */
	goodbye: `${prefix}.worker.goodbye`,
	/** coordinator → one worker: run these. */
	assign: (workerId: string) => `${prefix}.worker.${workerId}.assign`,
	/** coordinator → one worker: stop these. */
	cancel: (workerId: string) => `${prefix}.worker.${workerId}.cancel`,
	/** coordinator → one worker: these results are committed (or refused for good) and may be forgotten. */
	committed: (workerId: string) => `${prefix}.worker.${workerId}.committed`,
	/** worker → coordinator: programs that have started. May be lost. */
	started: `${prefix}.attempt.started`,
	/** worker → coordinator: results; repeated until committed. */
	finished: `${prefix}.attempt.finished`,
	/** worker → coordinator: what has become of cluster jobs. May be lost; told again while a job lives. */
	clusterJobs: `${prefix}.cluster.jobs`,
	/** worker → coordinator, request: one page of an attempt's inputs, when they did not fit the assignment. */
	inputs: `${prefix}.attempt.inputs`,
	/** A hint that something has been committed; `name` says what. May be lost. */
	bell: (name: string) => `${prefix}.bell.${name}`,
	/** coordinator → API processes: what changed in a project, batched. May be lost; clients re-read. */
	changes: (projectId: number | "*") => `${prefix}.changes.${projectId}`,
} as const;

export const clusterOfferSchema = z.object({
	/** Of one pilot: how long it takes work, and its work units. Null where there are none: all runs in batches. */
	pilot: z.object({ usableMs: z.number(), workUnits: z.number() }).nullable(),
	/** Attempts it takes beyond what its cluster work units let run, so that batches fill. */
	itemsAhead: z.number(),
});
export type ClusterOffer = z.infer<typeof clusterOfferSchema>;

const workerLoadSchema = z.object({
	/** Work units in use by running programs. */
	localWorkUnits: z.number(),
	clusterWorkUnits: z.number(),
	cpuPercent: z.number().nullable(),
	freeMemoryMb: z.number().nullable(),
});

export const helloSchema = z.object({
	workerId: z.uuid(),
	sessionId: z.uuid(),
	name: z.string(),
	host: z.string(),
	platform: z.object({
		os: z.string(),
		arch: z.string(),
		release: z.string(),
		cpuCount: z.number(),
		totalMemoryMb: z.number(),
		nodeVersion: z.string(),
	}),
	/** The worker's own configuration; what an administrator set over the API wins. */
	capacity: z.object({ localWorkUnits: z.number(), clusterWorkUnits: z.number() }),
	/** Attempts that survived a restart: still running, or finished and not yet committed. */
	attemptIds: z.array(z.number()),
	/** Of a worker that submits to a cluster. */
	cluster: clusterOfferSchema.optional(),
	/** Of a worker that runs inside an allocation: all it offers is cluster work units of the one that submitted it. */
	pilot: z
		.object({
			proxyWorkerId: z.uuid(),
			/** Name of the submission, and which element of it. */
			key: z.string(),
			element: z.number(),
			jobId: z.string(),
			/** Until it stops taking work: what cannot be done by then is not for it. */
			remainingMs: z.number(),
		})
		.optional(),
});
export const helloReplySchema = z.object({
	epoch: z.number(),
	leaseDurationMs: z.number(),
	/** Of the attempts named in the hello, those that are still this worker's; the others must be stopped and forgotten. */
	adoptedAttemptIds: z.array(z.number()),
	capacity: z.object({ localWorkUnits: z.number(), clusterWorkUnits: z.number() }),
});

export const heartbeatSchema = z.object({
	workerId: z.uuid(),
	sessionId: z.uuid(),
	/** Everything assigned and not yet committed: queued, running or in the outbox. An attempt missing here is lost. */
	attemptIds: z.array(z.number()),
	load: workerLoadSchema,
	/** It is about to leave: give it nothing more. */
	isDraining: z.boolean().optional(),
});
export const heartbeatReplySchema = z.discriminatedUnion("kind", [
	z.object({
		kind: z.literal("renewed"),
		epoch: z.number(),
		leaseDurationMs: z.number(),
		capacity: z.object({ localWorkUnits: z.number(), clusterWorkUnits: z.number() }),
		/** Attempts of the heartbeat that are no longer this session's: stop and forget them. */
		strayAttemptIds: z.array(z.number()),
		/** For a worker with pilots: what is ready for pilots and has no room yet. */
		clusterBacklog: z
			.object({
				tasks: z.number(),
				workUnits: z.number(),
				/** Work units times milliseconds, where durations are known; null when of none. */
				workUnitMs: z.number().nullable(),
			})
			.optional(),
	}),
	/** The session has ended: stop everything and say hello with a new one. */
	z.object({ kind: z.literal("expired") }),
]);

export const goodbyeSchema = z.object({ workerId: z.uuid(), sessionId: z.uuid() });

export const assignedRecipeSchema = z.object({
	stageVersionId: z.number(),
	project: z.object({
		id: z.number(),
		name: z.string(),
		rootPath: z.string(),
		parameters: z.record(z.string(), z.unknown()),
	}),
	stage: z.object({ id: z.number(), name: z.string() }),
	recipe: recipeSchema,
	operations: operationsSchema,
});
export type AssignedRecipe = z.infer<typeof assignedRecipeSchema>;

export const assignedAttemptSchema = z.object({
	attemptId: z.number(),
	taskId: z.number(),
	/** 1 for the first try. */
	attemptNumber: z.number(),
	stageVersionId: z.number(),
	unit: z.object({
		key: z.string(),
		/** Published below the stage's output path; relative, forward slashes. */
		directory: z.string(),
		offset: z.object({ x: z.number(), y: z.number(), z: z.number() }).nullable(),
		attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
		isPartial: z.boolean(),
		memberCount: z.number(),
	}),
	/** The unit's own (first) tile; null for groups and for programs of kind `none`. */
	tile: taskFileTileSchema.nullable(),
	/** First standard argument: where the first parent's results (or the source's tiles) are. */
	inputRoot: z.string(),
	/** null when there are too many for one message: ask with `subjects.inputs`. */
	inputs: z.array(taskFileInputSchema).nullable(),
	/** Where the coordinator has counted it; its program is told (`is_cluster_job`). Left out: on the worker's machine. */
	place: z.enum(["local", "cluster"]).optional(),
	/** How many earlier attempts of the task ended for want of memory or time; left out: none. */
	shortages: z.object({ memory: z.number(), time: z.number() }).optional(),
});
export type AssignedAttempt = z.infer<typeof assignedAttemptSchema>;

export const assignSchema = z.object({
	epoch: z.number(),
	sessionId: z.uuid(),
	recipes: z.array(assignedRecipeSchema),
	attempts: z.array(assignedAttemptSchema),
});

export const cancelSchema = z.object({
	sessionId: z.uuid(),
	attemptIds: z.array(z.number()),
});

export const startedSchema = z.object({
	sessionId: z.uuid(),
	attempts: z.array(z.object({ attemptId: z.number(), pendingMs: z.number() })),
});

export const attemptResultSchema = z.object({
	attemptId: z.number(),
	outcome: z.enum(attemptOutcomes),
	/** Null when the program did not end by itself or never started. */
	exitCode: z.number().nullable(),
	signal: z.string().nullable(),
	/** One sentence for people; null for success. */
	problem: z.string().nullable(),
	/** From assignment to start, and from start to end, by the worker's monotonic clock. */
	pendingMs: z.number(),
	runMs: z.number(),
	cpuSeconds: z.number().nullable(),
	maxCpuPercent: z.number().nullable(),
	maxMemoryMb: z.number().nullable(),
	/** The final command line; null for programs of kind `none`. */
	command: z.array(z.string()).nullable(),
	/** The last lines of stderr (or stdout), for grouping and for the page. */
	logTail: z.string().nullable(),
	metrics: z.record(z.string(), z.number()),
	artifacts: z.array(
		taskFileArtifactSchema.extend({
			kind: z.string(),
			format: z.string().nullable(),
			shape: z.array(z.number()).nullable(),
		}),
	),
	/** Hash of what was published (paths, sizes, contents); null unless it succeeded. */
	outputSignature: z.string().nullable(),
	/** SHA-256 of the script right before it was started. Left out, or null: there is none, or it could not be read. */
	programHash: z.string().nullable().optional(),
});
export type AttemptResult = z.infer<typeof attemptResultSchema>;

export const finishedSchema = z.object({
	workerId: z.uuid(),
	sessionId: z.uuid(),
	results: z.array(attemptResultSchema),
});

export const committedSchema = z.object({
	sessionId: z.uuid(),
	attemptIds: z.array(z.number()),
	/** Those of them whose result was refused (lost or cancelled before it came). */
	refusedAttemptIds: z.array(z.number()),
});

/** One job (array element) of a cluster as its worker knows it. */
const clusterJobSchema = z.object({
	/** Name of the submission, and which element of it; the job's identity. */
	key: z.string(),
	element: z.number(),
	kind: z.enum(["pilot", "batch"]),
	scheduler: z.string(),
	/** Null until the scheduler has taken it. */
	jobId: z.string().nullable(),
	/** One of the words of docs/clusters.md; `submitting` before the scheduler has taken it. */
	state: z.string(),
	/** The scheduler's word and reason: `PENDING (Resources)`. */
	words: z.string().nullable(),
	reason: z.string().nullable(),
	node: z.string().nullable(),
	template: z.string(),
	cpus: z.number(),
	memoryMb: z.number().nullable(),
	timeLimitSeconds: z.number().nullable(),
	waitSeconds: z.number().nullable(),
	runSeconds: z.number().nullable(),
	isOver: z.boolean(),
	attemptIds: z.array(z.number()),
	/** Why it is not submitted (yet). */
	problem: z.string().nullable(),
});
export type ClusterJob = z.infer<typeof clusterJobSchema>;

/** The submit command, word by word, and the script are said once per submission. */
export const clusterJobsSchema = z.object({
	workerId: z.uuid(),
	jobs: z.array(clusterJobSchema),
	submissions: z.array(z.object({ key: z.string(), command: z.array(z.string()), script: z.string() })),
});

export const inputsRequestSchema = z.object({ attemptId: z.number(), offset: z.number() });
export const inputsReplySchema = z.object({
	inputs: z.array(taskFileInputSchema),
	/** null after the last page. */
	nextOffset: z.number().nullable(),
});

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Messages are JSON in UTF-8. The type parameter makes the sender keep to the schema's type. */
export function encodeMessage<Schema extends z.ZodType>(_schema: Schema, message: z.input<Schema>): Uint8Array {
	return encoder.encode(JSON.stringify(message));
}

/** Throws MESSAGE_MALFORMED with the subject and what was wrong. */
export function decodeMessage<Schema extends z.ZodType>(
	schema: Schema,
	payload: Uint8Array,
	subject: string,
): z.output<Schema> {
	try {
		return schema.parse(JSON.parse(decoder.decode(payload)));
	} catch (cause) {
		const detail = cause instanceof z.ZodError ? z.prettifyError(cause) : describeError(cause);
		throw new TilewrightError({
			code: "MESSAGE_MALFORMED",
			message: `A message on "${subject}" (${payload.length} bytes) was not understood: ${detail}. Are coordinator and worker of the same version?`,
			fields: { subject },
			cause,
		});
	}
}
