import { asStageId } from "@tilewright/contract/ids";
import { unitRuleSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import { defineCommand } from "./command.ts";
import { editGraphCommand } from "./graph-commands.ts";
import { descriptionSchema, idSchema, nameSchema, parametersSchema, prioritySchema } from "./name-rules.ts";

/** One `addStage` edit, for those who add one stage and want its id. */
export const createStage = defineCommand({
	name: "createStage",
	input: z.object({
		projectId: idSchema,
		name: nameSchema,
		description: descriptionSchema.default(""),
		definitionId: idSchema,
		parentIds: z.array(idSchema.transform(asStageId)).min(1, "a stage needs at least one parent"),
		unitRule: unitRuleSchema,
		parameters: parametersSchema.default({}),
		/** Laid over what the definition starts from. */
		operations: z.record(z.string(), z.unknown()).default({}),
		outputPath: z.string().nullish(),
		priority: prioritySchema.default(0),
		isPaused: z.boolean().default(false),
		expectedGraphVersion: z.int().nullish(),
	}),
	async carryOut(context, { projectId, isPaused, expectedGraphVersion, parentIds, outputPath, ...stage }) {
		const { audit, addedStageIds } = await editGraphCommand.carryOut(
			context,
			editGraphCommand.input.parse({
				projectId,
				isPaused,
				expectedGraphVersion,
				edits: [{ kind: "addStage", ...stage, parents: parentIds, outputPath: outputPath ?? null }],
			}),
		);
		const stageId = asStageId(addedStageIds[0] ?? 0);
		return { projectId, stageId, ...(audit ? { audit } : {}) };
	},
});
