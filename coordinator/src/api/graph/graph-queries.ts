import { asProjectId } from "@tilewright/contract/ids";
import { z } from "zod";
import { previewGraphEdit, previewRestore } from "../../editing/edit-preview.ts";
import { editPolicySchema, graphEditSchema } from "../../editing/graph-edit.ts";
import { readSmallId } from "../id-argument.ts";
import { parseArgument } from "../parse-argument.ts";
import { builder } from "../schema-builder.ts";
import { EditPolicyInput, GraphEditInput, readGraphEdits, readPolicy } from "./graph-edit-inputs.ts";
import { expectedVersionDescription } from "./graph-mutations.ts";
import { GraphPreviewType } from "./graph-preview-type.ts";

const editsSchema = z.array(graphEditSchema).min(1, "there is nothing to edit").max(1_000);

builder.queryFields((t) => ({
	previewGraphEdit: t.field({
		type: GraphPreviewType,
		description: "What `editGraph` would do with the same edits and policy. Nothing is changed or held up by asking.",
		args: {
			projectId: t.arg.id({ required: true, description: "Whose graph." }),
			expectedGraphVersion: t.arg.int({ description: expectedVersionDescription }),
			edits: t.arg({ type: [GraphEditInput], required: true, description: "In this order." }),
			policy: t.arg({ type: EditPolicyInput, description: "About results and running programs." }),
		},
		complexity: { field: 200, multiplier: 1 },
		resolve: (_root, { projectId, expectedGraphVersion, edits, policy }, context) =>
			previewGraphEdit(context.database, {
				projectId: readSmallId(projectId, "project", asProjectId),
				expectedGraphVersion: expectedGraphVersion ?? null,
				edits: parseArgument(editsSchema, readGraphEdits(edits), "edits"),
				policy: parseArgument(editPolicySchema, readPolicy(policy), "policy"),
			}),
	}),
	previewRestoreGraph: t.field({
		type: GraphPreviewType,
		description: "What `restoreGraph` would do.",
		args: {
			projectId: t.arg.id({ required: true, description: "Whose graph." }),
			expectedGraphVersion: t.arg.int({ description: expectedVersionDescription }),
			version: t.arg.int({ description: "Without it the last edit that is not undone yet is undone." }),
			policy: t.arg({ type: EditPolicyInput, description: "About results and running programs." }),
		},
		complexity: { field: 200, multiplier: 1 },
		resolve: (_root, { projectId, expectedGraphVersion, version, policy }, context) =>
			previewRestore(context.database, {
				projectId: readSmallId(projectId, "project", asProjectId),
				expectedGraphVersion: expectedGraphVersion ?? null,
				version: version ?? null,
				policy: parseArgument(editPolicySchema, readPolicy(policy), "policy"),
			}),
	}),
}));
