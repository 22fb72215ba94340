import {
	asProjectId,
	asStageId,
	asStageVersionId,
	type ProjectId,
	type StageId,
	type StageVersionId,
} from "@tilewright/contract/ids";
import { type Operations, operationsSchema, type Recipe, recipeSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import type { Queryable } from "../database/database.ts";
import type { PlannedStage } from "./planner.ts";
import {
	type LatticeRegion,
	latticeRegionSchema,
	type SkippedPlanes,
	type StageScope,
	skippedPlanesSchema,
	stageScopeSchema,
} from "./scope-rules.ts";
import { parentsFirst } from "./stage-order-rules.ts";

/** Projects and their graphs, as rows say they are. */

export interface RememberedProject {
	readonly id: ProjectId;
	readonly name: string;
	readonly rootPath: string;
	/** The input file's custom parameters, overridden by those people set. */
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly priority: number;
	readonly isPaused: boolean;
	readonly region: LatticeRegion;
	/** Set by people, or else those the input file marks. */
	readonly skippedPlanes: SkippedPlanes;
	/** Another region or other skipped planes are being carried out; null when they are. */
	readonly rescoping: Rescoping | null;
	/** Part of the capacity that back-fill may use while the acquisition goes on. */
	readonly backfillShare: number;
	/** Every source has said that nothing more will come (and there is one). */
	readonly acquisitionIsFinished: boolean;
	/** Parents before children, without the root stage. */
	readonly stages: readonly RememberedStage[];
	readonly rootStageId: StageId;
}

const rescopingSchema = z.strictObject({
	/** Tiles with greater ids have not been looked at yet. */
	settledUpTo: z.int(),
	skippedBefore: skippedPlanesSchema,
});
export type Rescoping = z.infer<typeof rescopingSchema>;

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
	readonly scope: StageScope;
	/** While it is tried out only these tasks run; null when it is not. */
	readonly canary: StageCanary | null;
	/** Longest way from the root stage. */
	readonly depth: number;
}

export const stageCanarySchema = z.strictObject({
	count: z.int().positive(),
	/** Chosen ones; empty for a sample. */
	tileIds: z.array(z.int()).default([]),
});
export type StageCanary = z.infer<typeof stageCanarySchema>;

/** What the planner needs of a stage in its project; of one that is only imagined, too. */
export function plannedStage(
	project: RememberedProject,
	stage: Pick<RememberedStage, "recipe" | "resultHash" | "scope" | "canary"> & { readonly id: number },
): PlannedStage {
	return {
		id: stage.id,
		projectId: project.id,
		rootStageId: project.rootStageId,
		parents: stage.recipe.parents,
		unitRule: stage.recipe.unitRule,
		resultHash: stage.resultHash,
		skippedPlanes: project.skippedPlanes,
		firstOrdinal: stage.scope.firstOrdinal ?? null,
		region: stage.scope.region ?? null,
		canary: stage.canary,
	};
}

interface ProjectRow {
	readonly id: number;
	readonly name: string;
	readonly root_path: string;
	readonly parameters: Record<string, unknown>;
	readonly input_parameters: Record<string, unknown>;
	readonly priority: number;
	readonly is_paused: boolean;
	readonly region: unknown;
	readonly skipped_planes: unknown;
	readonly rescoping: unknown;
	readonly backfill_share: number;
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
	readonly scope: unknown;
	readonly canary: unknown;
}

export async function readProjects(
	database: Queryable,
	projectIds: readonly ProjectId[] | null,
): Promise<RememberedProject[]> {
	const projects = await database.query<ProjectRow>(
		`select p.id, p.name, p.root_path, p.parameters, p.input_parameters, p.priority, p.is_paused, p.region,
			coalesce(p.skipped_planes, p.plane_markers) as skipped_planes, p.rescoping, p.backfill_share, r.id as root_stage_id,
			coalesce((select bool_and(s.finished_at is not null) from source s where s.project_id = p.id and s.archived_at is null), false) as is_finished
		from project p join stage r on r.project_id = p.id and r.kind = 'root'
		where p.archived_at is null and ($1::int[] is null or p.id = any($1))`,
		[projectIds],
	);
	const stages = await database.query<StageRow>(
		`select s.id, s.project_id, s.name, v.id as version_id, v.result_hash, v.recipe, v.operations, s.priority, s.is_paused, s.scope, s.canary
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
		region: latticeRegionSchema.parse(project.region),
		skippedPlanes: skippedPlanesSchema.parse(project.skipped_planes),
		rescoping: rescopingSchema.nullable().parse(project.rescoping),
		backfillShare: project.backfill_share,
		acquisitionIsFinished: project.is_finished,
		rootStageId: asStageId(project.root_stage_id),
		stages: rememberStages(
			stages.filter((stage) => stage.project_id === project.id),
			project.root_stage_id,
		),
	}));
}

/** Parents first. What hangs on a removed parent or on itself can get no inputs: it is left out. */
function rememberStages(rows: readonly StageRow[], rootStageId: number): RememberedStage[] {
	const parsed = rows.map((row) => ({ id: row.id, row, recipe: recipeSchema.parse(row.recipe) }));
	const ordered = parentsFirst(parsed, {
		parentsOf: ({ recipe }) => recipe.parents,
		placed: [rootStageId],
		withoutPlace: "leftOut",
	});
	const depths = new Map<number, number>([[rootStageId, 0]]);
	return ordered.map(({ row, recipe }) => {
		const depth = 1 + Math.max(...recipe.parents.map((parent) => depths.get(parent) ?? 0));
		depths.set(row.id, depth);
		return {
			id: asStageId(row.id),
			projectId: asProjectId(row.project_id),
			name: row.name,
			versionId: asStageVersionId(row.version_id),
			resultHash: row.result_hash,
			recipe,
			operations: operationsSchema.parse(row.operations),
			priority: row.priority,
			isPaused: row.is_paused,
			scope: stageScopeSchema.parse(row.scope),
			canary: stageCanarySchema.nullable().parse(row.canary),
			depth,
		};
	});
}
