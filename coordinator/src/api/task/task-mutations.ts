import { asTaskId, type TaskId } from "@tilewright/contract/ids";
import { cancelTasks, retryTasks } from "../../commands/task-commands.ts";
import { readId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { TaskType } from "./task-ref.ts";

const TaskIdsInput = builder.inputType("TaskIdsInput", {
	description: "Which tasks, and why.",
	fields: (t) => ({
		ids: t.idList({ required: true, description: "At least one, at most 10,000." }),
		message: t.string({ description: messageDescription }),
	}),
});

/** More would be a page of its own: it is asked for with `tasks`. */
const maximumTasksInPayload = 200;

const TasksPayload = builder
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

const taskIds = (ids: readonly (string | number)[]) => ids.map((id) => readId(id, "task", asTaskId));

builder.mutationFields((t) => ({
	retryTasks: t.field({
		type: TasksPayload,
		description: "Another try for tasks that have ended. The old result stays readable until the new one is accepted.",
		args: { input: t.arg({ type: TaskIdsInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, retryTasks, { ids: taskIds(input.ids) }, { message: input.message }),
	}),
	cancelTasks: t.field({
		type: TasksPayload,
		description: "Stops tasks that run and gives up those that have not been started.",
		args: { input: t.arg({ type: TaskIdsInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, cancelTasks, { ids: taskIds(input.ids) }, { message: input.message }),
	}),
}));
