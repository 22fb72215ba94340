import type { TaskDefinitionId, TaskRepositoryId } from "@tilewright/contract/ids";
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
