import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, type ProjectId } from "@tilewright/contract/ids";
import { applyProjectFile, duplicateProject, importProject } from "../../commands/project-file-commands.ts";
import { previewProjectFile } from "../../commands/project-file-preview.ts";
import { editPolicySchema } from "../../editing/graph-edit.ts";
import { EditPolicyInput, readPolicy } from "../graph/graph-edit-inputs.ts";
import { expectedVersionDescription } from "../graph/graph-mutations.ts";
import { readSmallId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { parseArgument } from "../parse-argument.ts";
import { ProjectPayload } from "../project/project-mutations.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";

const ImportProjectInput = builder.inputType("ImportProjectInput", {
	description: "A new project from a file.",
	fields: (t) => ({
		yaml: t.string({ required: true, description: "The file's text." }),
		name: t.string({ description: "Without it the file's." }),
		rootPath: t.string({ description: "Absolute; without it the file's. Relative paths in the file follow it." }),
		outputPath: t.string({ description: "Absolute; without it the file's, with a number where that is used already." }),
		isPaused: t.boolean({ description: "Whether it begins paused." }),
		message: t.string({ description: messageDescription }),
	}),
});

const DuplicateProjectInput = builder.inputType("DuplicateProjectInput", {
	description: "Another project with the same graph, sources and settings.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The original." }),
		name: t.string({ description: 'Without it "… copy".' }),
		rootPath: t.string({ description: "Absolute; without it the original's. Sources inside it follow." }),
		outputPath: t.string({ description: "Absolute; without it the original's with a number." }),
		isPaused: t.boolean({ description: "Whether it begins paused." }),
		message: t.string({ description: messageDescription }),
	}),
});

const ApplyProjectFileInput = builder.inputType("ApplyProjectFileInput", {
	description: "Makes a project equal to a file.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Which project." }),
		yaml: t.string({ required: true, description: "The file's text." }),
		expectedGraphVersion: t.int({ description: expectedVersionDescription }),
		policy: t.field({ type: EditPolicyInput, description: "About results and running programs." }),
		dryRun: t.boolean({ description: "Only says what would be done, and leaves everything as it is." }),
		message: t.string({ description: messageDescription }),
	}),
});

interface AppliedFile {
	readonly projectId: ProjectId;
	readonly sentences: readonly string[];
	readonly notes: readonly string[];
	readonly isDryRun: boolean;
}

const ApplyProjectFilePayload = builder.objectRef<AppliedFile>("ApplyProjectFilePayload").implement({
	description: "What became of the project.",
	fields: (t) => ({
		project: t.field({ type: ProjectType, description: "As it is now.", resolve: (payload) => payload.projectId }),
		changes: t.stringList({
			description: "What was done (or would be), one sentence for each thing.",
			resolve: (payload) => [...payload.sentences],
		}),
		notes: t.stringList({ description: "What differs and stays as it is.", resolve: (payload) => [...payload.notes] }),
		isDryRun: t.exposeBoolean("isDryRun", { description: "Nothing was done." }),
	}),
});

builder.mutationFields((t) => ({
	importProject: t.field({
		type: ProjectPayload,
		description: "Makes a project from a file, with its definitions and repositories where they are not known here.",
		args: { input: t.arg({ type: ImportProjectInput, required: true, description: "The file." }) },
		resolve: (_root, { input: { message, isPaused, ...input } }, context) =>
			submitCommand(context, importProject, { ...input, isPaused: isPaused ?? false }, { message }),
	}),
	duplicateProject: t.field({
		type: ProjectPayload,
		description: "Copies a project with its whole graph. No two stages share a folder of results.",
		args: { input: t.arg({ type: DuplicateProjectInput, required: true, description: "The original." }) },
		resolve: (_root, { input: { message, isPaused, id, ...input } }, context) =>
			submitCommand(
				context,
				duplicateProject,
				{ ...input, id: readSmallId(id, "project", asProjectId), isPaused: isPaused ?? false },
				{ message },
			),
	}),
	applyProjectFile: t.field({
		type: ApplyProjectFilePayload,
		description:
			"Makes a project equal to a file, with one new version of its graph. `diffProjectFile` tells beforehand what will happen.",
		args: { input: t.arg({ type: ApplyProjectFileInput, required: true, description: "The project and the file." }) },
		resolve: async (_root, { input }, context): Promise<AppliedFile> => {
			const projectId = readSmallId(input.projectId, "project", asProjectId);
			const { yaml, expectedGraphVersion } = input;
			const policy = parseArgument(editPolicySchema, readPolicy(input.policy), "policy");
			if (input.dryRun) {
				const { sentences, notes, refused } = await previewProjectFile(context.database, { projectId, yaml, policy });
				if (refused.length > 0) throw refusal(refused);
				return { projectId, sentences, notes, isDryRun: true };
			}
			const asked = { projectId, yaml, expectedGraphVersion, policy };
			const applied = await submitCommand(context, applyProjectFile, asked, { message: input.message, projectId });
			return { ...applied, isDryRun: false };
		},
	}),
}));

function refusal(refused: readonly string[]): TilewrightError {
	return new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `The project file cannot be applied: ${refused.join("; ")}.`,
		fields: { refused },
	});
}
