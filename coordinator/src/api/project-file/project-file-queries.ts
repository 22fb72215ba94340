import { asProjectId } from "@tilewright/contract/ids";
import { previewProjectFile } from "../../commands/project-file-preview.ts";
import { editPolicySchema } from "../../editing/graph-edit.ts";
import { exportProjectFile } from "../../editing/project-file-export.ts";
import { readProjectFile } from "../../editing/project-file-text.ts";
import { writeProjectFile } from "../../editing/project-file-writer.ts";
import { EditPolicyInput, readPolicy } from "../graph/graph-edit-inputs.ts";
import { readSmallId } from "../id-argument.ts";
import { parseArgument } from "../parse-argument.ts";
import { builder } from "../schema-builder.ts";
import { ProjectFileDifferenceType, ProjectFileType } from "./project-file-type.ts";

builder.queryFields((t) => ({
	projectFile: t.string({
		description:
			"A project as YAML: settings, sources, the graph by names, and the definitions and repositories it uses (docs/project-file.md).",
		args: { id: t.arg.id({ required: true, description: "The project's id." }) },
		complexity: { field: 50, multiplier: 1 },
		resolve: async (_root, { id }, context) =>
			writeProjectFile(await exportProjectFile(context.database, readSmallId(id, "project", asProjectId))),
	}),
	readProjectFile: t.field({
		type: ProjectFileType,
		description: "Looks whether a file is right; refused with the line and column of everything that is not.",
		args: { yaml: t.arg.string({ required: true, description: "The file's text." }) },
		complexity: { field: 50, multiplier: 1 },
		resolve: (_root, { yaml }) => readProjectFile(yaml),
	}),
	diffProjectFile: t.field({
		type: ProjectFileDifferenceType,
		description: "What `applyProjectFile` would do. Nothing is changed by asking.",
		args: {
			projectId: t.arg.id({ required: true, description: "The project to compare with." }),
			yaml: t.arg.string({ required: true, description: "The file's text." }),
			policy: t.arg({ type: EditPolicyInput, description: "About results and running programs." }),
		},
		complexity: { field: 200, multiplier: 1 },
		resolve: (_root, { projectId, yaml, policy }, context) =>
			previewProjectFile(context.database, {
				projectId: readSmallId(projectId, "project", asProjectId),
				yaml,
				policy: parseArgument(editPolicySchema, readPolicy(policy), "policy"),
			}),
	}),
}));
