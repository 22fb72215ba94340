import { asTaskId } from "@tilewright/contract/ids";
import { readId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { TaskType } from "./task-ref.ts";

builder.queryFields((t) => ({
	task: t.field({
		type: TaskType,
		nullable: true,
		description: "One task; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The task's id." }) },
		resolve: (_root, { id }, context) => TaskType.getDataloader(context).load(readId(id, "task", asTaskId)),
	}),
}));
