import { unitRuleSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import { descriptionSchema, nameSchema, parametersSchema, prioritySchema } from "../commands/name-rules.ts";
import { latticeRegionSchema } from "../planning/scope-rules.ts";

/** What people can do to a graph, as they say it. docs/editing.md has the same table. */

/** A stage by its id, or by its name in the graph as the edits before have left it. */
export const stageReferenceSchema = z.union([z.int(), z.string().trim().min(1)]);
export type StageReference = z.infer<typeof stageReferenceSchema>;

const operationsSchema = z.record(z.string(), z.unknown());
const canarySchema = z.strictObject({
	/** Tasks that run until a person has decided. */
	count: z.int().positive().max(10_000),
	/** Chosen ones; without them a sample. */
	tileIds: z.array(z.int()).max(10_000).default([]),
});

const addStageSchema = z.strictObject({
	kind: z.literal("addStage"),
	name: nameSchema,
	description: descriptionSchema.default(""),
	definitionId: z.int(),
	/** Null for the newest. */
	definitionVersion: z.int().positive().nullable().default(null),
	parents: z.array(stageReferenceSchema).min(1, "a stage needs at least one parent"),
	unitRule: unitRuleSchema,
	parameters: parametersSchema.default({}),
	/** Laid over what the definition starts from. */
	operations: operationsSchema.default({}),
	outputPath: z.string().nullable().default(null),
	priority: prioritySchema.default(0),
	/** `everything` back-fills; `newTiles` takes only what arrives from now on. */
	startWith: z.enum(["everything", "newTiles"]).default("everything"),
	region: latticeRegionSchema.nullable().default(null),
	canary: canarySchema.nullable().default(null),
	/** Children that take their inputs from the new stage instead of from its parents: it is inserted between. */
	before: z.array(stageReferenceSchema).default([]),
});

const changeStageSchema = z.strictObject({
	kind: z.literal("changeStage"),
	stage: stageReferenceSchema,
	name: nameSchema.optional(),
	description: descriptionSchema.optional(),
	definitionId: z.int().optional(),
	/** Null for the newest of the definition; left out keeps the one it has. */
	definitionVersion: z.int().positive().nullable().optional(),
	parents: z.array(stageReferenceSchema).min(1, "a stage needs at least one parent").optional(),
	unitRule: unitRuleSchema.optional(),
	/** Takes the place of the ones before. */
	parameters: parametersSchema.optional(),
	/** Laid over the ones before. */
	operations: operationsSchema.optional(),
	outputPath: z.string().optional(),
	priority: prioritySchema.optional(),
	/** Null works on the project's whole region again. */
	region: latticeRegionSchema.nullable().optional(),
	/** Tries the change out beside the stage as it is, on a few tasks, until a person promotes or drops it. */
	canary: canarySchema.optional(),
});

const removeStageSchema = z.strictObject({
	kind: z.literal("removeStage"),
	stage: stageReferenceSchema,
	/** `reattach` gives its children its parents; `remove` takes everything below it as well. */
	children: z.enum(["reattach", "remove"]).default("reattach"),
});

const duplicateStageSchema = z.strictObject({
	kind: z.literal("duplicateStage"),
	stage: stageReferenceSchema,
	name: nameSchema.optional(),
	/** With everything below it. */
	withDescendants: z.boolean().default(false),
});

/** What was tried out becomes what is: the few tasks' stage opens for all, or its recipe becomes its stage's next version. */
const promoteCanarySchema = z.strictObject({ kind: z.literal("promoteCanary"), stage: stageReferenceSchema });

export const graphEditSchema = z.discriminatedUnion("kind", [
	addStageSchema,
	changeStageSchema,
	removeStageSchema,
	duplicateStageSchema,
	promoteCanarySchema,
]);
export type GraphEdit = z.output<typeof graphEditSchema>;
export type AddStage = z.output<typeof addStageSchema>;
export type ChangeStage = z.output<typeof changeStageSchema>;

/** What becomes of results that an edit makes stale, and of programs that run. */
export const editPolicySchema = z.strictObject({
	/** Tasks of the changed stages that run again at once; what is below follows where the new result is another one. */
	rerun: z.enum(["nothing", "stale", "failed", "staleAndFailed", "all"]).default("nothing"),
	/** Only these of them. */
	rerunRegion: latticeRegionSchema.nullable().default(null),
	/** Results of the changed stages count as made by the new version. */
	acceptAsIs: z.boolean().default(false),
	/** Programs of changed and removed stages are stopped instead of finishing under the old version; costs no retry. */
	stopRunning: z.boolean().default(false),
});
export type EditPolicy = z.output<typeof editPolicySchema>;
