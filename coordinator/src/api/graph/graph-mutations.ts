import { asProjectId } from "@tilewright/contract/ids";
import { editGraphCommand, restoreGraphCommand } from "../../commands/graph-commands.ts";
import { readSmallId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { EditPolicyInput, GraphEditInput, readGraphEdits, readPolicy } from "./graph-edit-inputs.ts";
import { GraphPayload } from "./graph-payload.ts";

export const expectedVersionDescription =
	"The project's `graphVersion` as it was looked at: refused with VERSION_CONFLICT, saying who changed what, when it has changed.";

const EditGraphInput = builder.inputType("EditGraphInput", {
	description: "Any number of edits at once: all of them or none, one new version of the graph.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Whose graph." }),
		expectedGraphVersion: t.int({ description: expectedVersionDescription }),
		edits: t.field({ type: [GraphEditInput], required: true, description: "In this order." }),
		policy: t.field({ type: EditPolicyInput, description: "About results and running programs." }),
		isPaused: t.boolean({ description: "New stages begin paused." }),
		message: t.string({ description: messageDescription }),
	}),
});

const RestoreGraphInput = builder.inputType("RestoreGraphInput", {
	description: "Which version to go back to. It becomes a new version, so that this can be undone as well.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Whose graph." }),
		expectedGraphVersion: t.int({ description: expectedVersionDescription }),
		version: t.int({ description: "Without it the last edit that is not undone yet is undone." }),
		policy: t.field({ type: EditPolicyInput, description: "About results and running programs." }),
		message: t.string({ description: messageDescription }),
	}),
});

builder.mutationFields((t) => ({
	editGraph: t.field({
		type: GraphPayload,
		description: "Edits a graph while tiles flow. `previewGraphEdit` tells beforehand what will happen.",
		args: { input: t.arg({ type: EditGraphInput, required: true, description: "The edits." }) },
		resolve: (_root, { input }, context) => {
			const projectId = readSmallId(input.projectId, "project", asProjectId);
			return submitCommand(
				context,
				editGraphCommand,
				{
					projectId,
					expectedGraphVersion: input.expectedGraphVersion,
					edits: readGraphEdits(input.edits),
					policy: readPolicy(input.policy),
					isPaused: input.isPaused ?? false,
				},
				{ message: input.message, projectId },
			);
		},
	}),
	restoreGraph: t.field({
		type: GraphPayload,
		description: "Undoes the last edit of a graph, or goes back to one of its versions.",
		args: { input: t.arg({ type: RestoreGraphInput, required: true, description: "Where to." }) },
		resolve: (_root, { input }, context) => {
			const projectId = readSmallId(input.projectId, "project", asProjectId);
			const { expectedGraphVersion, version } = input;
			return submitCommand(
				context,
				restoreGraphCommand,
				{ projectId, expectedGraphVersion, version, policy: readPolicy(input.policy) },
				{ message: input.message, projectId },
			);
		},
	}),
}));
