import type { TaskRepositoryId } from "@tilewright/contract/ids";
import { loadRepositories } from "../../database/definition-reads.ts";
import type { TaskRepositoryRow } from "../../database/models/task-definition-model.ts";
import { builder } from "../schema-builder.ts";

export const TaskRepositoryType = builder.loadableObjectRef<TaskRepositoryRow, TaskRepositoryId>("TaskRepository", {
	load: (ids, context) => loadRepositories(context.models, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});
