import { Sequelize } from "sequelize";
import { defineProject } from "./project-model.ts";
import { defineSource } from "./source-model.ts";
import { defineStage, defineStageParent, defineStageVersion } from "./stage-model.ts";
import { defineTaskDefinition, defineTaskRepository } from "./task-definition-model.ts";

/** The metadata tables. What changes while tasks flow (tile, task, attempt) is read by SQL of its own. */
export type Models = ReturnType<typeof defineModels>;

export function defineModels(sequelize: Sequelize) {
	return {
		project: defineProject(sequelize),
		source: defineSource(sequelize),
		stage: defineStage(sequelize),
		stageParent: defineStageParent(sequelize),
		stageVersion: defineStageVersion(sequelize),
		taskRepository: defineTaskRepository(sequelize),
		taskDefinition: defineTaskDefinition(sequelize),
	};
}

/** Opens no connection before the first query. Close it with `close()`. */
export function openSequelize(databaseUrl: string): Sequelize {
	return new Sequelize(databaseUrl, {
		dialect: "postgres",
		logging: false,
		pool: { max: 6, min: 0, idle: 10_000, acquire: 10_000 },
		dialectOptions: { application_name: "tilewright-api" },
	});
}
