import { operationsSchema, taskDefinitionContentSchema, unitRuleSchema } from "@tilewright/contract/recipe";
import { sourceKinds } from "@tilewright/contract/source-settings";
import { z } from "zod";
import { latticeRegionSchema, skippedPlanesSchema } from "../planning/scope-rules.ts";
import { rootStageName } from "./edit-rules.ts";

/*
 * A project as one file that people read and edit: settings, sources, the graph by names, and the definitions and
 * repositories it uses. docs/project-file.md describes every key. What belongs to one installation (ids, versions,
 * what is paused, which tiles were chosen for a trial) is not in it.
 */

const nameSchema = z
	.string()
	.trim()
	.min(1, "a name cannot be empty")
	.max(200)
	// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
	.regex(/^[^\u0000-\u001f\u007f]*$/, "a name has no control characters");
const descriptionSchema = z.string().max(10_000).default("");
const prioritySchema = z.int().min(-1000).max(1000).default(0);
const recordSchema = z.record(z.string(), z.unknown()).default({});
const editionSchema = z.int().positive().default(1);

/** Some of the operations, each checked as the whole is; what is left out has its default. */
const someOperationsSchema = z
	.record(z.string(), z.unknown())
	.default({})
	.superRefine((value, context) => {
		const parsed = operationsSchema.strict().safeParse(value);
		for (const issue of parsed.error?.issues ?? []) context.addIssue({ ...issue, path: [...issue.path] });
	});

const sourceSchema = z.strictObject({
	name: nameSchema,
	kind: z.enum(sourceKinds),
	/** Relative to the project's root path, or absolute. */
	rootPath: z.string().min(1).default("."),
	settings: recordSchema,
});
export type FileSource = z.output<typeof sourceSchema>;

const repositorySchema = z.strictObject({
	name: nameSchema,
	description: descriptionSchema,
	/** Absolute; where the installation has a repository of this name, its own location stays. */
	location: z.string().min(1),
});
export type FileRepository = z.output<typeof repositorySchema>;

const definitionSchema = z.strictObject({
	name: nameSchema,
	/** Tells several versions of one definition apart that the graph uses; the first is the oldest. */
	edition: editionSchema,
	description: descriptionSchema,
	repository: z.string().nullable().default(null),
	content: taskDefinitionContentSchema.strict(),
	/** What a new stage starts from. */
	defaultOperations: someOperationsSchema,
});
export type FileDefinition = z.output<typeof definitionSchema>;

const definitionReferenceSchema = z.preprocess(
	(value) => (typeof value === "string" ? { name: value } : value),
	z.strictObject({ name: nameSchema, edition: editionSchema }),
);

const stageSchema = z.strictObject({
	name: nameSchema,
	/** The name it has in the project the file is applied to; without it another name is another stage. */
	renamedFrom: nameSchema.optional(),
	description: descriptionSchema,
	definition: definitionReferenceSchema,
	parents: z.array(nameSchema).min(1, "a stage needs at least one parent").default([rootStageName]),
	unitRule: z
		.preprocess((value) => (typeof value === "string" ? { kind: value } : value), unitRuleSchema)
		.default({ kind: "each" }),
	parameters: recordSchema,
	/** Laid over the definition's. */
	operations: someOperationsSchema,
	/** Relative to the project's output path, or absolute; without it a folder with the stage's name. */
	outputPath: z.string().min(1).nullable().default(null),
	priority: prioritySchema,
	region: latticeRegionSchema.nullable().default(null),
	startWith: z.enum(["everything", "newTiles"]).default("everything"),
	canary: z
		.strictObject({ count: z.int().positive().max(10_000) })
		.nullable()
		.default(null),
	/** The stage whose next version it tries out. */
	canaryOf: nameSchema.nullable().default(null),
});
export type FileStage = z.output<typeof stageSchema>;

export const projectFileSchema = z.strictObject({
	/** Version of the format. */
	tilewright: z.literal(1, { error: "this coordinator reads files of version 1" }),
	project: z.strictObject({
		name: nameSchema,
		description: descriptionSchema,
		rootPath: z.string().min(1),
		outputPath: z.string().min(1).nullable().default(null),
		parameters: recordSchema,
		priority: prioritySchema,
		region: latticeRegionSchema.default({}),
		/** Null: the planes the input file marks. */
		skippedPlanes: skippedPlanesSchema.nullable().default(null),
		backfillShare: z.number().positive().max(1).default(0.8),
	}),
	sources: z.array(sourceSchema).max(100).default([]),
	repositories: z.array(repositorySchema).max(1_000).default([]),
	definitions: z.array(definitionSchema).max(1_000).default([]),
	stages: z.array(stageSchema).max(1_000).default([]),
});
export type ProjectFile = z.output<typeof projectFileSchema>;

export function isSameName(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

export function definitionOf(file: ProjectFile, reference: FileStage["definition"]): FileDefinition | undefined {
	return file.definitions.find(
		({ name, edition }) => isSameName(name, reference.name) && edition === reference.edition,
	);
}

export function isRootStageName(name: string): boolean {
	return isSameName(name, rootStageName);
}
