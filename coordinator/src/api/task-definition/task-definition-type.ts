import { asTaskDefinitionId, type TaskDefinitionId } from "@tilewright/contract/ids";
import { type DefinitionVersionRow, listDefinitions, listDefinitionVersions } from "../../database/definition-reads.ts";
import type { TaskDefinitionRow } from "../../database/models/task-definition-model.ts";
import { listStagesOfDefinitions } from "../../database/stage-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { batchedGroups } from "../batched-loader.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { TaskRepositoryType } from "../task-repository/task-repository-ref.ts";
import { programExists, programPath, readProgramText } from "./program-file.ts";
import { TaskDefinitionType } from "./task-definition-ref.ts";

const stagesOfDefinition = batchedGroups(
	(ids: readonly TaskDefinitionId[], context) => listStagesOfDefinitions(context.database, ids),
	(row) => row.definitionId,
);

const DefinitionVersionType = builder.objectRef<DefinitionVersionRow>("TaskDefinitionVersion").implement({
	description: "A definition as it was; stages may still run it.",
	fields: (t) => ({
		version: t.exposeInt("version", { description: "Counts from 1." }),
		content: t.expose("content", { type: "JSON", description: "As it was then." }),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
	}),
});

TaskDefinitionType.implement({
	description: "How to run a program. Versioned: a stage keeps the version it was made with.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable, also over new versions." }),
		name: t.exposeString("name", { description: "Unique." }),
		description: t.exposeString("description", { description: "Free text." }),
		repository: t.field({
			type: TaskRepositoryType,
			nullable: true,
			description: "Where its program lies; null for built-in programs and absolute paths.",
			resolve: (definition) => definition.repositoryId,
		}),
		version: t.exposeInt("version", { description: "The newest; 1 for the first." }),
		content: t.expose("content", {
			type: "JSON",
			description: "Program, arguments, environment, expected exit code, declared outputs, schema of the parameters.",
		}),
		versions: t.field({
			type: [DefinitionVersionType],
			description: "All of them, the newest first.",
			complexity: { field: 10, multiplier: 5 },
			resolve: (definition, _arguments, context) => listDefinitionVersions(context.database, definition.id),
		}),
		defaultOperations: t.expose("defaultOperations", {
			type: "JSON",
			description: "What a new stage starts from: work units, limits, retries.",
		}),
		programExists: t.boolean({
			description: "Whether the coordinator finds the program; workers on other machines may see another disk.",
			complexity: 5,
			resolve: async (definition, _arguments, context) => {
				if (definition.content.program.kind !== "script") return true;
				const path = programPath(definition.content, await locationOf(definition, context));
				return path !== null && programExists(path);
			},
		}),
		programText: t.string({
			nullable: true,
			description: "The script as it is now, when it is a text inside its repository; at most 256 KB.",
			complexity: 10,
			resolve: async (definition, _arguments, context) => {
				const location = await locationOf(definition, context);
				const path = programPath(definition.content, location);
				return path === null || location === null ? null : readProgramText(path, location);
			},
		}),
		stages: t.field({
			type: [StageType],
			description: "Stages that run it now, in projects that are not archived.",
			resolve: async (definition, _arguments, context) =>
				(await stagesOfDefinition(context, definition.id)).map((row) => row.stageId),
		}),
		archivedAt: t.expose("archivedAt", {
			type: "DateTime",
			nullable: true,
			description: "When it was archived: no new stage may use it; stages that do go on.",
		}),
	}),
});

async function locationOf(definition: TaskDefinitionRow, context: ApiContext): Promise<string | null> {
	if (definition.repositoryId === null) return null;
	return (await TaskRepositoryType.getDataloader(context).load(definition.repositoryId)).location;
}

builder.queryFields((t) => ({
	taskDefinitions: t.field({
		type: [TaskDefinitionType],
		description: "Those that are not archived, by name.",
		complexity: { field: 5, multiplier: 20 },
		resolve: (_root, _arguments, context) => listDefinitions(context.models),
	}),
	taskDefinition: t.field({
		type: TaskDefinitionType,
		nullable: true,
		description: "One definition; null when there is none with this id.",
		args: { id: t.arg.id({ required: true, description: "The definition's id." }) },
		resolve: (_root, { id }, context) =>
			TaskDefinitionType.getDataloader(context).load(readSmallId(id, "task definition", asTaskDefinitionId)),
	}),
}));
