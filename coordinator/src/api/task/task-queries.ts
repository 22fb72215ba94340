import { asTaskId } from "@tilewright/contract/ids";
import { conditionOfAction, stagesOf } from "../../commands/task-commands.ts";
import { previewTaskChange } from "../../planning/task-change-preview.ts";
import { taskSelectionSchema } from "../../planning/task-selection.ts";
import { readId } from "../id-argument.ts";
import { parseArgument } from "../parse-argument.ts";
import { builder } from "../schema-builder.ts";
import { readAction, TaskActionInput } from "./task-action-input.ts";
import { TaskChangePreviewType } from "./task-change-type.ts";
import { TaskType } from "./task-ref.ts";
import { readProjectSelection, TaskSelectionInput } from "./task-selection-input.ts";

builder.queryFields((t) => ({
	previewTaskChange: t.field({
		type: TaskChangePreviewType,
		description: "How many tasks `changeTasks` would find and change.",
		args: {
			selection: t.arg({ type: TaskSelectionInput, required: true, description: "Which tasks." }),
			action: t.arg({ type: TaskActionInput, required: true, description: "What would be done to them." }),
		},
		complexity: { field: 100, multiplier: 1 },
		resolve: async (_root, given, context) => {
			const selection = parseArgument(taskSelectionSchema, readProjectSelection(given.selection), "selection");
			const stageIds = await stagesOf(context.database, selection);
			const condition = conditionOfAction[readAction(given.action).kind];
			return previewTaskChange(context.database, selection, stageIds, condition);
		},
	}),
	task: t.field({
		type: TaskType,
		nullable: true,
		description: "One task; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The task's id." }) },
		resolve: (_root, { id }, context) => TaskType.getDataloader(context).load(readId(id, "task", asTaskId)),
	}),
}));
