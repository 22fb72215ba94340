import type { TaskDefinitionId, TaskRepositoryId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import type { Models } from "./models/models.ts";
import type { TaskDefinitionRow, TaskRepositoryRow } from "./models/task-definition-model.ts";
import { rows } from "./project-reads.ts";

export async function listDefinitions(models: Models): Promise<TaskDefinitionRow[]> {
	return rows<TaskDefinitionRow>(
		await models.taskDefinition.findAll({ where: { archivedAt: null }, order: [["name", "ASC"]], raw: true }),
	);
}

export async function loadDefinitions(models: Models, ids: readonly TaskDefinitionId[]): Promise<TaskDefinitionRow[]> {
	return rows<TaskDefinitionRow>(await models.taskDefinition.findAll({ where: { id: [...ids] }, raw: true }));
}

export interface DefinitionVersionRow {
	readonly version: number;
	readonly content: unknown;
	readonly createdAt: Date;
}

/** Newest first. */
export function listDefinitionVersions(database: Queryable, id: TaskDefinitionId): Promise<DefinitionVersionRow[]> {
	return database.query(
		`select version, content, created_at as "createdAt" from task_definition_version
		where definition_id = $1 order by version desc`,
		[id],
	);
}

export async function listDefinitionsOfRepositories(
	models: Models,
	ids: readonly TaskRepositoryId[],
): Promise<TaskDefinitionRow[]> {
	return rows<TaskDefinitionRow>(
		await models.taskDefinition.findAll({
			where: { repositoryId: [...ids], archivedAt: null },
			order: [["name", "ASC"]],
			raw: true,
		}),
	);
}

export async function listRepositories(models: Models): Promise<TaskRepositoryRow[]> {
	return rows<TaskRepositoryRow>(
		await models.taskRepository.findAll({ where: { archivedAt: null }, order: [["name", "ASC"]], raw: true }),
	);
}

export async function loadRepositories(models: Models, ids: readonly TaskRepositoryId[]): Promise<TaskRepositoryRow[]> {
	return rows<TaskRepositoryRow>(await models.taskRepository.findAll({ where: { id: [...ids] }, raw: true }));
}
