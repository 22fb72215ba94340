import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import { taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";
import { latticeRegionSchema, skippedPlanesSchema } from "../planning/scope-rules.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import { rootStageName } from "./edit-rules.ts";
import type { GraphStage } from "./graph.ts";
import { readGraph } from "./graph-store.ts";
import {
	type FileDefinition,
	type FileRepository,
	type FileSource,
	type FileStage,
	isSameName,
	type ProjectFile,
} from "./project-file.ts";
import { relativeTo } from "./project-file-paths.ts";
import { ownOperations } from "./project-file-writer.ts";

interface ProjectRow {
	readonly name: string;
	readonly description: string;
	readonly rootPath: string;
	readonly outputPath: string;
	readonly parameters: Record<string, unknown>;
	readonly priority: number;
	readonly region: unknown;
	readonly skippedPlanes: unknown;
	readonly backfillShare: number;
}

interface DefinitionRow {
	readonly id: number;
	readonly name: string;
	readonly description: string;
	readonly defaultOperations: Record<string, unknown>;
	readonly repositoryName: string | null;
	readonly repositoryDescription: string | null;
	readonly location: string | null;
}

/** A project as a file would describe it. Throws NOT_FOUND. */
export async function exportProjectFile(database: Queryable, projectId: ProjectId): Promise<ProjectFile> {
	const [project] = await database.query<ProjectRow>(
		`select name, description, root_path as "rootPath", output_path as "outputPath", parameters, priority, region,
			skipped_planes as "skippedPlanes", backfill_share as "backfillShare"
		from project where id = $1`,
		[projectId],
	);
	if (!project) {
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `There is no project ${projectId} (any more).`,
			fields: { what: "project", id: projectId },
		});
	}
	const sources = await database.query<FileSource>(
		`select name, kind, root_path as "rootPath", settings from source
		where project_id = $1 and archived_at is null order by id`,
		[projectId],
	);
	const { stages } = await readGraph(database, projectId);
	const rows = await database.query<DefinitionRow>(
		`select d.id, d.name, d.description, d.default_operations as "defaultOperations",
			r.name as "repositoryName", r.description as "repositoryDescription", r.location
		from task_definition d left join task_repository r on r.id = d.repository_id where d.id = any($1)`,
		[stages.map((stage) => stage.recipe.definitionId)],
	);
	const used = usedDefinitions(stages, rows);
	return {
		tilewright: 1,
		project: {
			...project,
			region: latticeRegionSchema.parse(project.region),
			skippedPlanes: skippedPlanesSchema.nullable().parse(project.skippedPlanes),
		},
		sources: sources.map((source) => ({ ...source, rootPath: relativeTo(project.rootPath, source.rootPath) })),
		repositories: usedRepositories(rows, used),
		definitions: used.map(({ definition }) => definition),
		stages: stages.map((stage) => toFileStage(stage, stages, used, project.outputPath)),
	};
}

interface UsedDefinition {
	readonly definition: FileDefinition;
	readonly row: DefinitionRow;
	/** Of the content. */
	readonly key: string;
}

/** In the order in which stages use them; those of one name are numbered by age. */
function usedDefinitions(stages: readonly GraphStage[], rows: readonly DefinitionRow[]): UsedDefinition[] {
	const found: (Omit<UsedDefinition, "definition"> & { readonly version: number; readonly stage: GraphStage })[] = [];
	for (const stage of stages) {
		const row = rows.find(({ id }) => id === stage.recipe.definitionId) ?? unknownDefinition(stage);
		const key = contentKey(stage);
		if (found.some((other) => isSameName(other.row.name, row.name) && other.key === key)) continue;
		found.push({ row, key, version: stage.recipe.definitionVersion, stage });
	}
	return found.map(({ row, key, version, stage }) => {
		const elder = found.filter(
			(other) =>
				isSameName(other.row.name, row.name) &&
				(other.row.id < row.id || (other.row.id === row.id && other.version < version)),
		);
		const definition: FileDefinition = {
			name: row.name,
			edition: elder.length + 1,
			description: row.description,
			repository: row.repositoryName,
			content: taskDefinitionContentSchema.parse(stage.recipe.definition),
			defaultOperations: row.defaultOperations,
		};
		return { definition, row, key };
	});
}

/** Stages made by hand, in tests, may have one that was never there. */
function unknownDefinition({ name, recipe }: GraphStage): DefinitionRow {
	return {
		id: recipe.definitionId,
		name,
		description: "",
		defaultOperations: {},
		repositoryName: null,
		repositoryDescription: null,
		location: null,
	};
}

function contentKey(stage: GraphStage): string {
	return canonicalJson(taskDefinitionContentSchema.parse(stage.recipe.definition));
}

function usedRepositories(rows: readonly DefinitionRow[], used: readonly UsedDefinition[]): FileRepository[] {
	const names = [...new Set(used.flatMap(({ row }) => row.repositoryName ?? []))];
	return names.flatMap((name) => {
		const row = rows.find((other) => other.repositoryName === name);
		return row?.location == null
			? []
			: [{ name, description: row.repositoryDescription ?? "", location: row.location }];
	});
}

function toFileStage(
	stage: GraphStage,
	stages: readonly GraphStage[],
	used: readonly UsedDefinition[],
	outputPath: string,
): FileStage {
	const nameOf = (id: number) => stages.find((other) => other.id === id)?.name ?? rootStageName;
	const { recipe } = stage;
	const name = used.find(({ row }) => row.id === recipe.definitionId)?.row.name ?? stage.name;
	const found = used.find(({ row, key }) => isSameName(row.name, name) && key === contentKey(stage));
	return {
		name: stage.name,
		description: stage.description,
		definition: { name, edition: found?.definition.edition ?? 1 },
		parents: recipe.parents.map(nameOf),
		unitRule: recipe.unitRule,
		parameters: recipe.parameters,
		operations: ownOperations(stage.operations, found?.definition.defaultOperations ?? {}),
		outputPath: relativeTo(outputPath, recipe.outputPath),
		priority: stage.priority,
		region: stage.scope.region ?? null,
		startWith: stage.scope.firstOrdinal === undefined ? "everything" : "newTiles",
		canary: stage.canary === null ? null : { count: stage.canary.count },
		canaryOf: stage.canaryOf === null ? null : nameOf(stage.canaryOf),
	};
}
