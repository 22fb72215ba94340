import type { TaskDefinitionId, TaskRepositoryId } from "@tilewright/contract/ids";
import type { TaskDefinitionContent } from "@tilewright/contract/recipe";
import { DataTypes, type Model, type ModelStatic, type Sequelize } from "sequelize";
import { tableOptions } from "./model-options.ts";

export interface TaskRepositoryRow {
	readonly id: TaskRepositoryId;
	readonly name: string;
	readonly description: string;
	readonly location: string;
	readonly createdAt: Date;
	readonly archivedAt: Date | null;
}

export interface TaskDefinitionRow {
	readonly id: TaskDefinitionId;
	readonly name: string;
	readonly description: string;
	readonly repositoryId: TaskRepositoryId | null;
	readonly version: number;
	readonly content: TaskDefinitionContent;
	readonly defaultOperations: unknown;
	readonly createdAt: Date;
	readonly archivedAt: Date | null;
}

export function defineTaskRepository(sequelize: Sequelize): ModelStatic<Model<TaskRepositoryRow>> {
	return sequelize.define<Model<TaskRepositoryRow>>(
		"TaskRepository",
		{
			id: { type: DataTypes.INTEGER, primaryKey: true },
			name: DataTypes.TEXT,
			description: DataTypes.TEXT,
			location: DataTypes.TEXT,
			createdAt: DataTypes.DATE,
			archivedAt: DataTypes.DATE,
		},
		tableOptions("task_repository"),
	);
}

export function defineTaskDefinition(sequelize: Sequelize): ModelStatic<Model<TaskDefinitionRow>> {
	return sequelize.define<Model<TaskDefinitionRow>>(
		"TaskDefinition",
		{
			id: { type: DataTypes.INTEGER, primaryKey: true },
			name: DataTypes.TEXT,
			description: DataTypes.TEXT,
			repositoryId: DataTypes.INTEGER,
			version: DataTypes.INTEGER,
			content: DataTypes.JSONB,
			defaultOperations: DataTypes.JSONB,
			createdAt: DataTypes.DATE,
			archivedAt: DataTypes.DATE,
		},
		tableOptions("task_definition"),
	);
}
