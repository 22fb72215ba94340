import { asStageId, type StageId } from "@tilewright/contract/ids";
import { deleteStageOutputs } from "../../commands/output-commands.ts";
import { readSmallId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { StageType } from "./stage-ref.ts";

const DeleteStageOutputsInput = builder.inputType("DeleteStageOutputsInput", {
	description: "Results of a removed stage that nobody needs any more.",
	fields: (t) => ({
		stageId: t.id({ required: true, description: "The stage's id; it has been removed from the graph." }),
		name: t.string({ required: true, description: "Its name once more, exactly: what is deleted is gone for good." }),
		message: t.string({ description: messageDescription }),
	}),
});

const DeletedOutputsPayload = builder
	.objectRef<{ readonly stageId: StageId; readonly paths: readonly string[]; readonly forgotten: number }>(
		"DeletedOutputsPayload",
	)
	.implement({
		description: "What is being deleted.",
		fields: (t) => ({
			stage: t.field({ type: StageType, description: "As it is now.", resolve: (payload) => payload.stageId }),
			paths: t.stringList({
				description: "The folders; they go in the background, and an event tells when they are gone.",
				resolve: (payload) => [...payload.paths],
			}),
			forgottenCount: t.exposeInt("forgotten", { description: "Tasks whose results are no more." }),
		}),
	});

builder.mutationFields((t) => ({
	deleteStageOutputs: t.field({
		type: DeletedOutputsPayload,
		description: "Deletes what a removed stage has published. Attempts, times and logs stay.",
		args: { input: t.arg({ type: DeleteStageOutputsInput, required: true, description: "Of which stage." }) },
		resolve: (_root, { input: { stageId, name, message } }, context) =>
			submitCommand(
				context,
				deleteStageOutputs,
				{ stageId: readSmallId(stageId, "stage", asStageId), name },
				{ message },
			),
	}),
}));
