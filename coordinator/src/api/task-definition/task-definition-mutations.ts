import { asTaskDefinitionId, asTaskRepositoryId, type TaskDefinitionId } from "@tilewright/contract/ids";
import {
	archiveTaskDefinition,
	createTaskDefinition,
	duplicateTaskDefinition,
	updateTaskDefinition,
} from "../../commands/task-definition-commands.ts";
import { readSmallId } from "../id-argument.ts";
import { readJsonObject } from "../json-argument.ts";
import { IdInput, messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { withoutNulls } from "../without-nulls.ts";
import { TaskDefinitionType } from "./task-definition-ref.ts";

const contentDescription =
	// biome-ignore lint/suspicious/noTemplateCurlyInString: it shows how a name stands in an argument.
	'How to run it: `{"program": {"kind": "script", "path": "line-fix.sh", "interpreter": null}, "arguments": ["${sigma}"], "environment": {}, "expectedExitCode": 0, "outputs": [{"path": "*.tif"}], "parameterSchema": {…}}`; what is left out has its default.';

const CreateTaskDefinitionInput = builder.inputType("CreateTaskDefinitionInput", {
	description: "A new way to run a program.",
	fields: (t) => ({
		name: t.string({ required: true, description: "Unique." }),
		description: t.string({ description: "Free text." }),
		repositoryId: t.id({ description: "Where its program lies; not for built-in programs and absolute paths." }),
		content: t.field({ type: "JSON", required: true, description: contentDescription }),
		defaultOperations: t.field({ type: "JSON", description: "What a new stage starts from." }),
		message: t.string({ description: messageDescription }),
	}),
});

const UpdateTaskDefinitionInput = builder.inputType("UpdateTaskDefinitionInput", {
	description: "What is left out stays as it is. Another content is a new version.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The definition's id." }),
		expectedVersion: t.int({
			description:
				"Its `version` as it was looked at: refused with VERSION_CONFLICT, saying who changed what, when it has changed.",
		}),
		name: t.string({ description: "Unique." }),
		description: t.string({ description: "Free text." }),
		repositoryId: t.id({ description: "Where its program lies." }),
		content: t.field({ type: "JSON", description: contentDescription }),
		defaultOperations: t.field({ type: "JSON", description: "What a new stage starts from." }),
		message: t.string({ description: messageDescription }),
	}),
});

const DuplicateTaskDefinitionInput = builder.inputType("DuplicateTaskDefinitionInput", {
	description: "Which definition, and what the copy is called.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The definition's id." }),
		name: t.string({ description: 'Without it "… copy".' }),
		message: t.string({ description: messageDescription }),
	}),
});

const TaskDefinitionPayload = builder
	.objectRef<{ readonly taskDefinitionId: TaskDefinitionId }>("TaskDefinitionPayload")
	.implement({
		description: "What became of the definition.",
		fields: (t) => ({
			taskDefinition: t.field({
				type: TaskDefinitionType,
				description: "As it is now.",
				resolve: (payload) => payload.taskDefinitionId,
			}),
		}),
	});

const definitionId = (id: string | number) => readSmallId(id, "task definition", asTaskDefinitionId);

const repositoryId = (id: string | number | null | undefined) =>
	id == null ? null : readSmallId(id, "task repository", asTaskRepositoryId);
const operations = (value: unknown) => readJsonObject(value, "defaultOperations");

builder.mutationFields((t) => ({
	createTaskDefinition: t.field({
		type: TaskDefinitionPayload,
		description: "Makes a program known, with how to run it.",
		args: { input: t.arg({ type: CreateTaskDefinitionInput, required: true, description: "The new definition." }) },
		resolve: (_root, { input: { message, ...input } }, context) =>
			submitCommand(
				context,
				createTaskDefinition,
				{
					...withoutNulls(input),
					content: input.content,
					repositoryId: repositoryId(input.repositoryId),
					defaultOperations: operations(input.defaultOperations),
				},
				{ message },
			),
	}),
	updateTaskDefinition: t.field({
		type: TaskDefinitionPayload,
		description: "Changes a definition. Stages keep the version they were made with.",
		args: { input: t.arg({ type: UpdateTaskDefinitionInput, required: true, description: "What to change." }) },
		resolve: (_root, { input: { message, ...input } }, context) =>
			submitCommand(
				context,
				updateTaskDefinition,
				{
					...withoutNulls(input),
					id: definitionId(input.id),
					repositoryId: repositoryId(input.repositoryId),
					defaultOperations: operations(input.defaultOperations),
				},
				{ message },
			),
	}),
	duplicateTaskDefinition: t.field({
		type: TaskDefinitionPayload,
		description: "A copy to change without touching the original.",
		args: { input: t.arg({ type: DuplicateTaskDefinitionInput, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(
				context,
				duplicateTaskDefinition,
				{ id: definitionId(input.id), name: input.name },
				{ message: input.message },
			),
	}),
	archiveTaskDefinition: t.field({
		type: TaskDefinitionPayload,
		description: "Puts a definition away: no new stage may use it, stages that do go on.",
		args: { input: t.arg({ type: IdInput.taskDefinition, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, archiveTaskDefinition, { id: definitionId(input.id) }, { message: input.message }),
	}),
}));
