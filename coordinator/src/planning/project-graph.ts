import {
	asProjectId,
	asStageId,
	asStageVersionId,
	type ProjectId,
	type StageId,
	type StageVersionId,
} from "@tilewright/contract/ids";
import { type Operations, operationsSchema, type Recipe, recipeSchema } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";

/** Projects and their graphs, as rows say they are. */

export interface RememberedProject {
	readonly id: ProjectId;
	readonly name: string;
	readonly rootPath: string;
	/** The input file's custom parameters, overridden by those people set. */
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly priority: number;
	readonly isPaused: boolean;
	/** Every source has said that nothing more will come (and there is one). */
	readonly acquisitionIsFinished: boolean;
	/** In topological order, without the root stage. */
	readonly stages: readonly RememberedStage[];
	readonly rootStageId: StageId;
}

export interface RememberedStage {
	readonly id: StageId;
	readonly projectId: ProjectId;
	readonly name: string;
	readonly versionId: StageVersionId;
	readonly resultHash: string;
	readonly recipe: Recipe;
	readonly operations: Operations;
	readonly priority: number;
	readonly isPaused: boolean;
	/** Longest way from the root stage. */
	readonly depth: number;
}

interface ProjectRow {
	readonly id: number;
	readonly name: string;
	readonly root_path: string;
	readonly parameters: Record<string, unknown>;
	readonly input_parameters: Record<string, unknown>;
	readonly priority: number;
	readonly is_paused: boolean;
	readonly is_finished: boolean;
	readonly root_stage_id: number;
}

interface StageRow {
	readonly id: number;
	readonly project_id: number;
	readonly name: string;
	readonly version_id: number;
	readonly result_hash: string;
	readonly recipe: unknown;
	readonly operations: unknown;
	readonly priority: number;
	readonly is_paused: boolean;
}

export async function readProjects(
	database: Queryable,
	projectIds: readonly ProjectId[] | null,
): Promise<RememberedProject[]> {
	const projects = await database.query<ProjectRow>(
		`select p.id, p.name, p.root_path, p.parameters, p.input_parameters, p.priority, p.is_paused, r.id as root_stage_id,
			coalesce((select bool_and(s.finished_at is not null) from source s where s.project_id = p.id and s.archived_at is null), false) as is_finished
		from project p join stage r on r.project_id = p.id and r.kind = 'root'
		where p.archived_at is null and ($1::int[] is null or p.id = any($1))`,
		[projectIds],
	);
	const stages = await database.query<StageRow>(
		`select s.id, s.project_id, s.name, v.id as version_id, v.result_hash, v.recipe, v.operations, s.priority, s.is_paused
		from stage s join stage_version v on v.id = s.current_version_id
		where s.removed_at is null and s.kind = 'program' and ($1::int[] is null or s.project_id = any($1))
		order by s.id`,
		[projectIds],
	);
	return projects.map((project) => ({
		id: asProjectId(project.id),
		name: project.name,
		rootPath: project.root_path,
		parameters: { ...project.input_parameters, ...project.parameters },
		priority: project.priority,
		isPaused: project.is_paused,
		acquisitionIsFinished: project.is_finished,
		rootStageId: asStageId(project.root_stage_id),
		stages: inTopologicalOrder(
			stages.filter((stage) => stage.project_id === project.id),
			project.root_stage_id,
		),
	}));
}

function inTopologicalOrder(rows: readonly StageRow[], rootStageId: number): RememberedStage[] {
	const depths = new Map<number, number>([[rootStageId, 0]]);
	const ordered: RememberedStage[] = [];
	let remaining = rows.map((row) => ({ row, recipe: recipeSchema.parse(row.recipe) }));
	while (remaining.length > 0) {
		const next = remaining.filter(({ recipe }) => recipe.parents.every((parent) => depths.has(parent)));
		// What is left hangs on a removed parent or on itself; it can get no inputs.
		if (next.length === 0) break;
		for (const { row, recipe } of next) {
			const depth = 1 + Math.max(...recipe.parents.map((parent) => depths.get(parent) ?? 0));
			depths.set(row.id, depth);
			ordered.push({
				id: asStageId(row.id),
				projectId: asProjectId(row.project_id),
				name: row.name,
				versionId: asStageVersionId(row.version_id),
				resultHash: row.result_hash,
				recipe,
				operations: operationsSchema.parse(row.operations),
				priority: row.priority,
				isPaused: row.is_paused,
				depth,
			});
		}
		remaining = remaining.filter((candidate) => !next.includes(candidate));
	}
	return ordered;
}
