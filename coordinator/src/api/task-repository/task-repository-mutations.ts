import { asTaskRepositoryId, type TaskRepositoryId } from "@tilewright/contract/ids";
import {
	archiveTaskRepository,
	createTaskRepository,
	updateTaskRepository,
} from "../../commands/task-repository-commands.ts";
import { readSmallId } from "../id-argument.ts";
import { IdInput, messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { withoutNulls } from "../without-nulls.ts";
import { TaskRepositoryType } from "./task-repository-ref.ts";

const CreateTaskRepositoryInput = builder.inputType("CreateTaskRepositoryInput", {
	description: "A directory of programs.",
	fields: (t) => ({
		name: t.string({ required: true, description: "Unique." }),
		description: t.string({ description: "Free text." }),
		location: t.string({ required: true, description: "Absolute path; must be the same on every worker." }),
		message: t.string({ description: messageDescription }),
	}),
});

const UpdateTaskRepositoryInput = builder.inputType("UpdateTaskRepositoryInput", {
	description: "What is left out stays as it is.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The repository's id." }),
		name: t.string({ description: "Unique." }),
		description: t.string({ description: "Free text." }),
		location: t.string({ description: "Absolute path; stages made from now on use it." }),
		message: t.string({ description: messageDescription }),
	}),
});

const TaskRepositoryPayload = builder
	.objectRef<{ readonly taskRepositoryId: TaskRepositoryId }>("TaskRepositoryPayload")
	.implement({
		description: "What became of the repository.",
		fields: (t) => ({
			taskRepository: t.field({
				type: TaskRepositoryType,
				description: "As it is now.",
				resolve: (payload) => payload.taskRepositoryId,
			}),
		}),
	});

const repositoryId = (id: string | number) => readSmallId(id, "task repository", asTaskRepositoryId);

builder.mutationFields((t) => ({
	createTaskRepository: t.field({
		type: TaskRepositoryPayload,
		description: "Makes a directory of programs known.",
		args: { input: t.arg({ type: CreateTaskRepositoryInput, required: true, description: "The new repository." }) },
		resolve: (_root, { input: { message, ...input } }, context) =>
			submitCommand(context, createTaskRepository, withoutNulls(input), { message }),
	}),
	updateTaskRepository: t.field({
		type: TaskRepositoryPayload,
		description: "Changes a repository.",
		args: { input: t.arg({ type: UpdateTaskRepositoryInput, required: true, description: "What to change." }) },
		resolve: (_root, { input: { message, ...input } }, context) =>
			submitCommand(context, updateTaskRepository, { ...withoutNulls(input), id: repositoryId(input.id) }, { message }),
	}),
	archiveTaskRepository: t.field({
		type: TaskRepositoryPayload,
		description: "Puts a repository away; refused while definitions use it.",
		args: { input: t.arg({ type: IdInput.taskRepository, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, archiveTaskRepository, { id: repositoryId(input.id) }, { message: input.message }),
	}),
}));
