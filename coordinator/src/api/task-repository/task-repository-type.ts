import { asTaskRepositoryId, type TaskRepositoryId } from "@tilewright/contract/ids";
import { listDefinitionsOfRepositories, listRepositories } from "../../database/definition-reads.ts";
import type { TaskDefinitionRow } from "../../database/models/task-definition-model.ts";
import { batchedGroups } from "../batched-loader.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { TaskDefinitionType } from "../task-definition/task-definition-ref.ts";
import { TaskRepositoryType } from "./task-repository-ref.ts";

const definitionsOfRepository = batchedGroups<TaskRepositoryId, TaskDefinitionRow>(
	(ids, context) => listDefinitionsOfRepositories(context.models, ids),
	// Only definitions that have a repository were asked for.
	(definition) => definition.repositoryId ?? asTaskRepositoryId(0),
);

TaskRepositoryType.implement({
	description: "A directory of programs that task definitions refer to.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		name: t.exposeString("name", { description: "Unique." }),
		description: t.exposeString("description", { description: "Free text." }),
		location: t.exposeString("location", { description: "Absolute path; must be the same on every worker." }),
		definitions: t.field({
			type: [TaskDefinitionType],
			description: "The definitions whose programs lie here.",
			resolve: (repository, _arguments, context) => definitionsOfRepository(context, repository.id),
		}),
		archivedAt: t.expose("archivedAt", {
			type: "DateTime",
			nullable: true,
			description: "When it was archived: no new definition may use it.",
		}),
	}),
});

builder.queryFields((t) => ({
	taskRepositories: t.field({
		type: [TaskRepositoryType],
		description: "Those that are not archived, by name.",
		complexity: { field: 5, multiplier: 10 },
		resolve: (_root, _arguments, context) => listRepositories(context.models),
	}),
	taskRepository: t.field({
		type: TaskRepositoryType,
		nullable: true,
		description: "One repository; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The repository's id." }) },
		resolve: (_root, { id }, context) =>
			TaskRepositoryType.getDataloader(context).load(readSmallId(id, "task repository", asTaskRepositoryId)),
	}),
}));
