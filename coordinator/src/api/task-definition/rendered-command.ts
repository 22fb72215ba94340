import { relative } from "node:path/posix";
import { attemptOutputRoot, joinPath } from "@tilewright/contract/attempt-paths";
import {
	argumentValues,
	type FirstInput,
	firstInputOf,
	namesIn,
	renderArguments,
	scriptPath,
} from "@tilewright/contract/command-line";
import { asProjectId, asStageId, asTaskRepositoryId, asTileId } from "@tilewright/contract/ids";
import { type TaskDefinitionContent, taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import { notFound } from "../../commands/name-rules.ts";
import {
	type PreviewedTile,
	readPreviewedProject,
	readPreviewedRecipe,
	readPreviewedTile,
	readTileAt,
} from "../../database/command-preview-reads.ts";
import { tilePlace } from "../../dispatch/tile-place.ts";
import type { ApiContext } from "../api-context.ts";
import { readId, readSmallId } from "../id-argument.ts";
import { parseArgument } from "../parse-argument.ts";
import { builder } from "../schema-builder.ts";
import { TaskRepositoryType } from "../task-repository/task-repository-ref.ts";
import { programExists, programPath } from "./program-file.ts";

/** What a definition would run for a tile, by the same functions the worker uses; nothing is started or written. */
interface RenderedCommand {
	readonly command: readonly string[];
	readonly tileName: string | null;
	readonly missingProgram: string | null;
	readonly unknownNames: readonly string[];
	readonly values: readonly { readonly name: string; readonly value: string }[];
}

const RenderedValueType = builder.objectRef<RenderedCommand["values"][number]>("RenderedValue").implement({
	description: "What a name stands for in arguments.",
	fields: (t) => ({
		name: t.exposeString("name", { description: "In lower case; upper and lower case are the same." }),
		value: t.exposeString("value", { description: "What it is replaced by." }),
	}),
});

const RenderedCommandType = builder.objectRef<RenderedCommand>("RenderedCommand").implement({
	description: "The final command of a definition for one tile.",
	fields: (t) => ({
		command: t.stringList({
			description: "Program and arguments, one each; no shell reads them.",
			resolve: (rendered) => [...rendered.command],
		}),
		tileName: t.exposeString("tileName", {
			nullable: true,
			description: "The tile it was rendered for; null when the project has none yet.",
		}),
		missingProgram: t.exposeString("missingProgram", {
			nullable: true,
			description:
				"Path of the script when the coordinator does not find it; null when it does, and where no script is run. Workers may see another disk.",
		}),
		unknownNames: t.stringList({
			description: "Names in arguments that stand for nothing: they are passed on as they are.",
			resolve: (rendered) => [...rendered.unknownNames],
		}),
		values: t.field({
			type: [RenderedValueType],
			description: "Everything that can be named, by name.",
			resolve: (rendered) => [...rendered.values],
		}),
	}),
});

/** Which files a parent stage will have made is known only when it has: they are shown as `…`. */
function firstInputFor({ tile, sourceRoot }: PreviewedTile, parentOutputs: string | null): FirstInput | null {
	if (parentOutputs !== null || tile.files.length === 0) {
		const directory = joinPath(parentOutputs ?? sourceRoot, tile.relativePath);
		return { directory, file: joinPath(directory, "…") };
	}
	const { directory, files } = tilePlace(
		tile.relativePath,
		tile.files.map((file) => relative(sourceRoot, file)),
	);
	return firstInputOf([{ directory: joinPath(sourceRoot, directory), artifacts: files.map((path) => ({ path })) }]);
}

/** Ids of the attempt and the task are known only when it runs. */
const exampleId = 0;

builder.queryFields((t) => ({
	renderCommand: t.field({
		type: RenderedCommandType,
		description:
			"What a definition, as it is being written, would run. Rendered as the worker does it; tasks and attempts have the number 0.",
		args: {
			content: t.arg({ type: "JSON", required: true, description: "As `createTaskDefinition` takes it." }),
			repositoryId: t.arg.id({ description: "Where its program lies." }),
			projectId: t.arg.id({ required: true, description: "For tiles of which project." }),
			stageId: t.arg.id({ description: "With this stage's parameters, inputs and unit rule." }),
			tileId: t.arg.id({ description: "For this tile; without it the project's first one." }),
		},
		complexity: 30,
		resolve: async (_root, asked, context) => {
			const content = parseArgument(taskDefinitionContentSchema.strict(), asked.content as never, "content");
			const projectId = readSmallId(asked.projectId, "project", asProjectId);
			const project = await readPreviewedProject(context.database, projectId);
			if (project === null) throw notFound("project", projectId);
			const stageId = asked.stageId == null ? null : readSmallId(asked.stageId, "stage", asStageId);
			const stage = stageId === null ? null : await readPreviewedRecipe(context.database, stageId);
			const tileId = asked.tileId == null ? null : readId(asked.tileId, "tile", asTileId);
			const found = await readPreviewedTile(context.database, projectId, tileId);
			if (tileId !== null && found === null) throw notFound("tile", tileId);
			const { database } = context;
			const adjacent = found === null ? null : await neighbourOf(found, stage?.recipe.unitRule);
			const outputPath = stage?.recipe.outputPath ?? `${project.outputPath}/…`;
			const argumentContext = {
				project: { name: project.name, rootPath: project.rootPath, parameters: project.parameters },
				stageParameters: stage?.recipe.parameters ?? {},
				definition: content,
				taskId: exampleId,
				unitDirectory: found?.tile.relativePath ?? "",
				tile: found?.tile ?? null,
				adjacentTile: adjacent?.tile ?? null,
				firstInput: found && firstInputFor(found, stage?.inputRoot ?? null),
				inputRoot: stage?.inputRoot ?? found?.sourceRoot ?? project.rootPath,
				outputRoot: attemptOutputRoot(outputPath, exampleId),
				publishedRoot: outputPath,
				isClusterJob: false,
			};
			const values = argumentValues(argumentContext);
			const location = await locationOf(context, asked.repositoryId);
			const program = programPath(content, location);
			// A parameter without a default is known, too: each stage sets it.
			const named = new Set(Object.keys(content.parameterSchema?.properties ?? {}).map((name) => name.toLowerCase()));
			return {
				command: [...launchOf(content, location), ...renderArguments(argumentContext).arguments],
				tileName: found?.tile.name ?? null,
				missingProgram: program === null || (await programExists(program)) ? null : program,
				unknownNames: [...new Set(content.arguments.flatMap(namesIn))].filter(
					(name) => !values.has(name) && !named.has(name),
				),
				values: [...values].map(([name, value]) => ({ name, value })).sort((a, b) => a.name.localeCompare(b.name)),
			};

			async function neighbourOf(
				{ tile }: PreviewedTile,
				unitRule:
					| { readonly kind: string; readonly offsets?: readonly { x: number; y: number; z: number }[] }
					| undefined,
			) {
				const [offset] = unitRule?.offsets ?? [];
				if (offset === undefined || tile.lattice === null) return null;
				const { x, y, z } = tile.lattice;
				return readTileAt(database, projectId, { x: x + offset.x, y: y + offset.y, z: z + offset.z });
			}
		},
	}),
}));

/** As worker/src/execution/program-rules.ts; where built-in programs lie is known to each worker alone. */
function launchOf(content: TaskDefinitionContent, location: string | null): readonly string[] {
	const { program } = content;
	switch (program.kind) {
		case "none":
			return [];
		case "builtIn":
			return [`${program.name}.mjs`];
		case "script": {
			const file = scriptPath(program.path, location) ?? program.path;
			return program.interpreter === null || program.interpreter === "none" ? [file] : [program.interpreter, file];
		}
	}
}

async function locationOf(context: ApiContext, id: string | number | null | undefined): Promise<string | null> {
	if (id == null) return null;
	const repositoryId = readSmallId(id, "task repository", asTaskRepositoryId);
	const repository = await TaskRepositoryType.getDataloader(context).load(repositoryId);
	if (!repository) throw notFound("task repository", repositoryId);
	return repository.location;
}
