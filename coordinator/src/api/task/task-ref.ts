import type { TaskId } from "@tilewright/contract/ids";
import { loadTasks, type TaskRow } from "../../database/task-reads.ts";
import { connectionType } from "../connection-type.ts";
import { builder } from "../schema-builder.ts";

export const TaskType = builder.loadableObjectRef<TaskRow, TaskId>("Task", {
	load: (ids, context) => loadTasks(context.database, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});

export const TaskConnection = connectionType("Task", TaskType);
