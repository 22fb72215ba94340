import { z } from "zod";
import { gateSchema } from "./gate.ts";
import { attemptOutcomes } from "./states.ts";

/** What decides a stage's result (recipe) and what only decides how it is run (operations). */

export const attributeValueSchema = z.union([z.string(), z.number(), z.boolean()]);
export type AttributeValue = z.infer<typeof attributeValueSchema>;

const latticeOffsetSchema = z
	.object({ x: z.int(), y: z.int(), z: z.int() })
	.refine((offset) => offset.x !== 0 || offset.y !== 0 || offset.z !== 0, {
		message: "an offset of 0, 0, 0 would pair a tile with itself",
	});
export type LatticeOffset = z.infer<typeof latticeOffsetSchema>;

/** When a group has all its members. `endOfAcquisition` always closes a group as well. */
export const groupCompletionSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("endOfAcquisition") }),
	z.object({ kind: z.literal("count"), expected: z.int().positive() }),
	z.object({ kind: z.literal("quiet"), seconds: z.number().positive() }),
	/** A file whose appearance below the project root closes the group; `{name}` stands for a group attribute. */
	z.object({ kind: z.literal("seal"), path: z.string().min(1) }),
]);
export type GroupCompletion = z.infer<typeof groupCompletionSchema>;

/** Lets a group run before it is complete, and again as it grows. */
export const partialRunsSchema = z.object({
	/** Members that must have succeeded before the first partial run. */
	minimumMembers: z.int().positive().default(1),
	/** Shortest time between two partial runs of one group, in seconds. */
	intervalSeconds: z.number().nonnegative().default(5),
});
export type PartialRuns = z.infer<typeof partialRunsSchema>;

export const unitRuleSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("each") }),
	z.object({ kind: z.literal("neighbours"), offsets: z.array(latticeOffsetSchema).min(1) }),
	z.object({
		kind: z.literal("group"),
		/** Attribute names; `x`, `y`, `z` stand for the lattice position. */
		by: z.array(z.string().min(1)).min(1),
		completion: groupCompletionSchema,
		partial: partialRunsSchema.nullable().default(null),
	}),
	z.object({
		kind: z.literal("all"),
		completion: groupCompletionSchema,
		partial: partialRunsSchema.nullable().default(null),
	}),
]);
export type UnitRule = z.infer<typeof unitRuleSchema>;

export const declaredOutputSchema = z.object({
	/** Relative to the output directory; `*` stands for any characters of one segment; `${NAME}` as in arguments. */
	path: z.string().min(1),
	minimumBytes: z.int().nonnegative().default(1),
	/** Checked where stated: the file must open as this format. */
	format: z.enum(["tiff", "png", "json", "ome-zarr"]).optional(),
	/** Checked for images where stated, slowest axis first. */
	shape: z.array(z.int().positive()).optional(),
});
export type DeclaredOutput = z.infer<typeof declaredOutputSchema>;

/** How to run a program: the versioned content of a task definition. */
export const taskDefinitionContentSchema = z.object({
	/**
	 * `script` runs a file, relative to the task repository or absolute; `builtIn` one of the stage programs
	 * that come with Tilewright; `none` runs nothing and succeeds (a join, a marker, a measurement of us).
	 */
	program: z.discriminatedUnion("kind", [
		z.object({
			kind: z.literal("script"),
			path: z.string().min(1),
			interpreter: z.string().min(1).nullable().default(null),
		}),
		z.object({ kind: z.literal("builtIn"), name: z.string().regex(/^[a-z][a-z0-9-]*$/) }),
		z.object({ kind: z.literal("none") }),
	]),
	/** True passes input root, output root, tile relative path and tile name before the arguments. */
	standardArguments: z.boolean().default(true),
	/** Each a literal or containing `${NAME}`. */
	arguments: z.array(z.string()).default([]),
	environment: z.record(z.string(), z.string()).default({}),
	expectedExitCode: z.int().min(0).max(255).default(0),
	outputs: z.array(declaredOutputSchema).default([]),
	/** JSON Schema of the parameters a stage may set; what a stage leaves out has the schema's `default`. */
	parameterSchema: z.record(z.string(), z.unknown()).nullable().default(null),
	logPrefix: z.string().default(""),
});
export type TaskDefinitionContent = z.infer<typeof taskDefinitionContentSchema>;

const retryRuleSchema = z.object({
	/** Tries after the first one. */
	retries: z.int().nonnegative(),
	/** Wait before the first retry; doubles each time, up to five minutes. */
	backOffSeconds: z.number().nonnegative(),
});
export type RetryRule = z.infer<typeof retryRuleSchema>;

/** Outcomes that say nothing about the program are retried more patiently than those that do. */
export const defaultRetryRules: Readonly<Record<(typeof attemptOutcomes)[number], RetryRule>> = {
	succeeded: { retries: 0, backOffSeconds: 0 },
	failed: { retries: 1, backOffSeconds: 2 },
	outOfMemory: { retries: 1, backOffSeconds: 2 },
	timedOut: { retries: 0, backOffSeconds: 2 },
	nodeFailed: { retries: 5, backOffSeconds: 1 },
	preempted: { retries: 20, backOffSeconds: 1 },
	cancelled: { retries: 0, backOffSeconds: 0 },
	lost: { retries: 5, backOffSeconds: 0 },
	invalidOutput: { retries: 1, backOffSeconds: 2 },
	couldNotStart: { retries: 2, backOffSeconds: 5 },
};

/** Where a task may run: `auto` is a worker's own machine where it fits, else a cluster. */
export const placements = ["auto", "local", "cluster"] as const;
/** A pilot is a worker inside an allocation, fed task by task; a batch is an array of jobs the tasks are written into. */
export const clusterModes = ["pilot", "batch"] as const;

export const clusterOperationsSchema = z.object({
	mode: z.enum(clusterModes).default("pilot"),
	/** Name of a job template of the worker's cluster file; null for its default. Batches only. */
	template: z.string().min(1).nullable().default(null),
	/** CPUs of a task that has a job of its own. Batches only. */
	cpus: z.int().positive().default(1),
});

/** After an attempt that ran out of memory or time the next one gets this times as much, up to the limit. */
export const escalationSchema = z.object({
	memoryFactor: z.number().min(1).default(1.5),
	maximumMemoryMb: z.number().positive().nullable().default(null),
	timeFactor: z.number().min(1).default(1),
	maximumTimeSeconds: z.number().positive().nullable().default(null),
});

export const operationsSchema = z.object({
	/** Cost on a worker's own machine, in work units; fractions are fine. */
	workUnits: z.number().nonnegative().default(1),
	/** Cost on a worker's cluster, in work units. */
	clusterWorkUnits: z.number().nonnegative().default(1),
	timeLimitSeconds: z.number().positive().nullable().default(null),
	memoryMb: z.number().positive().nullable().default(null),
	placement: z.enum(placements).default("auto"),
	cluster: clusterOperationsSchema.prefault({}),
	/** Applies where memory or time is limited at all. */
	escalation: escalationSchema.prefault({}),
	/** Overrides of the default retry rules, by outcome. */
	retryRules: z.partialRecord(z.enum(attemptOutcomes), retryRuleSchema).default({}),
	/** The stage pauses itself after this many failures in a row; null never. */
	pauseAfterFailures: z.int().positive().nullable().default(20),
	/** Bytes kept of each log; what comes after is dropped and said so. */
	maximumLogBytes: z.int().positive().default(10_000_000),
	/** Larger output directories are a failure; null for no limit. */
	maximumOutputBytes: z.int().positive().nullable().default(null),
	/** Judges every result before its children get it; null lets all through. */
	gate: gateSchema.nullable().default(null),
});
export type Operations = z.infer<typeof operationsSchema>;

export function retryRuleFor(operations: Operations, outcome: (typeof attemptOutcomes)[number]): RetryRule {
	return operations.retryRules[outcome] ?? defaultRetryRules[outcome];
}

/** The immutable content of a stage version that decides its results. */
export const recipeSchema = z.object({
	definitionId: z.int(),
	definitionVersion: z.int(),
	definition: taskDefinitionContentSchema,
	/** Base directory of the program; null for absolute paths and built-in programs. */
	repositoryLocation: z.string().nullable(),
	/** SHA-256 of the script as the coordinator last saw it on disk; null when it cannot see it, or there is none. */
	programHash: z.string().nullable().default(null),
	parameters: z.record(z.string(), z.unknown()),
	unitRule: unitRuleSchema,
	/** Stage ids of the parents, in the order the user gave them. */
	parents: z.array(z.int()).min(1),
	/** Absolute; where results are published. */
	outputPath: z.string(),
});
export type Recipe = z.infer<typeof recipeSchema>;
