import { asProjectId, asTaskId, type TaskId } from "@tilewright/contract/ids";
import { cancelTasks, changeTasks, retryTasks } from "../../commands/task-commands.ts";
import { readId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { readAction, TaskActionInput } from "./task-action-input.ts";
import { TaskType } from "./task-ref.ts";
import { readProjectSelection, TaskSelectionInput } from "./task-selection-input.ts";

const TaskIdsInput = builder.inputType("TaskIdsInput", {
	description: "Which tasks, and why.",
	fields: (t) => ({
		ids: t.idList({ required: true, description: "At least one, at most 10,000." }),
		message: t.string({ description: messageDescription }),
	}),
});

/** More would be a page of its own: it is asked for with `tasks`. */
const maximumTasksInPayload = 200;

export const TasksPayload = builder
	.objectRef<{ readonly changed: number; readonly ids: readonly TaskId[] }>("TasksPayload")
	.implement({
		description: "What became of the tasks.",
		fields: (t) => ({
			changedCount: t.exposeInt("changed", {
				description: "How many were moved; the others were in a state where this means nothing.",
			}),
			tasks: t.field({
				type: [TaskType],
				description: `The tasks as they are now, the first ${maximumTasksInPayload}.`,
				complexity: { field: 1, multiplier: 20 },
				resolve: async (payload, _arguments, context) => {
					const ids = payload.ids.slice(0, maximumTasksInPayload);
					const tasks = await TaskType.getDataloader(context).loadMany(ids);
					return tasks.flatMap((task) => (task === null || task instanceof Error ? [] : [task]));
				},
			}),
		}),
	});

const ChangeTasksInput = builder.inputType("ChangeTasksInput", {
	description: "Does one thing to every task that fits, however many they are.",
	fields: (t) => ({
		selection: t.field({ type: TaskSelectionInput, required: true, description: "Which tasks." }),
		action: t.field({ type: TaskActionInput, required: true, description: "What is done to them." }),
		reason: t.string({ description: "Kept with the tasks where the action is a decision about them." }),
		message: t.string({ description: messageDescription }),
	}),
});

const ChangeTasksPayload = builder.objectRef<{ readonly changed: number }>("ChangeTasksPayload").implement({
	description: "What became of the tasks.",
	fields: (t) => ({
		changedCount: t.exposeInt("changed", {
			description: "How many were changed; the others were in a state where this means nothing.",
		}),
	}),
});

export const taskIds = (ids: readonly (string | number)[]) => ids.map((id) => readId(id, "task", asTaskId));

builder.mutationFields((t) => ({
	retryTasks: t.field({
		type: TasksPayload,
		description: "Another try for tasks that have ended. The old result stays readable until the new one is accepted.",
		args: { input: t.arg({ type: TaskIdsInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, retryTasks, { ids: taskIds(input.ids) }, { message: input.message }),
	}),
	changeTasks: t.field({
		type: ChangeTasksPayload,
		description: "Does one thing to every task that fits. `previewTaskChange` counts them beforehand.",
		args: { input: t.arg({ type: ChangeTasksInput, required: true, description: "Which ones, and what." }) },
		resolve: (_root, { input }, context) => {
			const selection = readProjectSelection(input.selection);
			return submitCommand(
				context,
				changeTasks,
				{ selection, action: readAction(input.action), reason: input.reason },
				{ message: input.message, projectId: asProjectId(selection.projectId) },
			);
		},
	}),
	cancelTasks: t.field({
		type: TasksPayload,
		description: "Stops tasks that run and gives up those that have not been started.",
		args: { input: t.arg({ type: TaskIdsInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, cancelTasks, { ids: taskIds(input.ids) }, { message: input.message }),
	}),
}));
