import { asProjectId, asStageId, asTaskDefinitionId, type StageId } from "@tilewright/contract/ids";
import { setStagePaused } from "../../commands/pause-commands.ts";
import { createStage } from "../../commands/stage-commands.ts";
import { unitRuleDescription } from "../graph/graph-edit-inputs.ts";
import { expectedVersionDescription } from "../graph/graph-mutations.ts";
import { readSmallId } from "../id-argument.ts";
import { readJsonObject } from "../json-argument.ts";
import { messageDescription, SetPausedInput } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { withoutNulls } from "../without-nulls.ts";
import { StageType } from "./stage-ref.ts";

const CreateStageInput = builder.inputType("CreateStageInput", {
	description: "A new stage. It back-fills every parent that has finished already, behind live tiles.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Whose stage." }),
		name: t.string({ required: true, description: "Unique in the project." }),
		description: t.string({ description: "Free text." }),
		definitionId: t.id({ required: true, description: "The task definition it runs, in its newest version." }),
		parentIds: t.idList({
			required: true,
			description: "The stages it takes its inputs from, in this order; at least one.",
		}),
		unitRule: t.field({
			type: "JSON",
			required: true,
			description: unitRuleDescription,
		}),
		parameters: t.field({ type: "JSON", description: "An object the program gets; must fit the definition's schema." }),
		operations: t.field({
			type: "JSON",
			description: "Work units, limits, retries; laid over what the definition starts from.",
		}),
		outputPath: t.string({
			description:
				"Absolute, and no other stage's; without it a folder with the stage's name below the project's output path.",
		}),
		priority: t.int({ description: "Within the project; higher goes first, 0 without it." }),
		isPaused: t.boolean({ description: "Whether it begins paused." }),
		expectedGraphVersion: t.int({
			description: expectedVersionDescription,
		}),
		message: t.string({ description: messageDescription }),
	}),
});

const StagePayload = builder
	.objectRef<{ readonly stageId: StageId; readonly stopped?: number }>("StagePayload")
	.implement({
		description: "What became of the stage.",
		fields: (t) => ({
			stage: t.field({ type: StageType, description: "As it is now.", resolve: (payload) => payload.stageId }),
			stoppedCount: t.int({ description: "Programs that were stopped.", resolve: (payload) => payload.stopped ?? 0 }),
		}),
	});

builder.mutationFields((t) => ({
	createStage: t.field({
		type: StagePayload,
		description: "Adds a stage to the graph, also while tiles flow.",
		args: { input: t.arg({ type: CreateStageInput, required: true, description: "The new stage." }) },
		resolve: (_root, { input: { message, ...input } }, context) => {
			const projectId = readSmallId(input.projectId, "project", asProjectId);
			return submitCommand(
				context,
				createStage,
				{
					...withoutNulls(input),
					projectId,
					definitionId: readSmallId(input.definitionId, "task definition", asTaskDefinitionId),
					parentIds: input.parentIds.map((id) => readSmallId(id, "stage", asStageId)),
					// What it says is checked by the command's schema.
					unitRule: input.unitRule as never,
					parameters: readJsonObject(input.parameters, "parameters"),
					operations: readJsonObject(input.operations, "operations"),
				},
				{ message, projectId },
			);
		},
	}),
	setStagePaused: t.field({
		type: StagePayload,
		description: "Pauses a stage or lets it go on.",
		args: { input: t.arg({ type: SetPausedInput, required: true, description: "Which one, and what." }) },
		resolve: (_root, { input: { message, isPaused, reason, stopRunning, ...input } }, context) =>
			submitCommand(
				context,
				setStagePaused,
				{ id: readSmallId(input.id, "stage", asStageId), isPaused, reason, stopRunning: stopRunning ?? false },
				{ message },
			),
	}),
}));
