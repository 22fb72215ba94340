import type { TaskDefinitionId } from "@tilewright/contract/ids";
import { loadDefinitions } from "../../database/definition-reads.ts";
import type { TaskDefinitionRow } from "../../database/models/task-definition-model.ts";
import { builder } from "../schema-builder.ts";

export const TaskDefinitionType = builder.loadableObjectRef<TaskDefinitionRow, TaskDefinitionId>("TaskDefinition", {
	load: (ids, context) => loadDefinitions(context.models, ids),
	sort: (row) => row.id,
	cacheResolved: (row) => row.id,
});
