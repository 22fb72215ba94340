import type { ProjectId, SourceId, StageId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";
import type { Models } from "./models/models.ts";
import type { ProjectRow } from "./models/project-model.ts";
import type { SourceRow } from "./models/source-model.ts";

export async function listProjects(models: Models, includeArchived: boolean): Promise<ProjectRow[]> {
	const where = includeArchived ? {} : { archivedAt: null };
	return rows<ProjectRow>(
		await models.project.findAll({
			where,
			order: [
				["priority", "DESC"],
				["id", "ASC"],
			],
			raw: true,
		}),
	);
}

export async function loadProjects(models: Models, ids: readonly ProjectId[]): Promise<ProjectRow[]> {
	return rows<ProjectRow>(await models.project.findAll({ where: { id: [...ids] }, raw: true }));
}

export async function loadSources(models: Models, ids: readonly SourceId[]): Promise<SourceRow[]> {
	return rows<SourceRow>(await models.source.findAll({ where: { id: [...ids] }, raw: true }));
}

/** In the order they were made; archived ones are left out. */
export async function listSourcesOfProjects(models: Models, ids: readonly ProjectId[]): Promise<SourceRow[]> {
	return rows<SourceRow>(
		await models.source.findAll({
			where: { projectId: [...ids], archivedAt: null },
			order: [["id", "ASC"]],
			raw: true,
		}),
	);
}

export interface PlaneSummary {
	readonly z: number;
	readonly tileCount: number;
	readonly minimumX: number;
	readonly maximumX: number;
	readonly minimumY: number;
	readonly maximumY: number;
}

/** One line per plane, from the index tile_lattice alone. */
export async function listPlanes(database: Queryable, projectId: ProjectId): Promise<PlaneSummary[]> {
	return database.query(
		`select lattice_z as z, count(*)::int as "tileCount",
			min(lattice_x) as "minimumX", max(lattice_x) as "maximumX",
			min(lattice_y) as "minimumY", max(lattice_y) as "maximumY"
		from tile where project_id = $1 and lattice_z is not null and lattice_y is not null and lattice_x is not null
		group by lattice_z order by lattice_z`,
		[projectId],
	);
}

export async function countTilesOfSources(
	database: Queryable,
	ids: readonly SourceId[],
): Promise<ReadonlyMap<SourceId, number>> {
	const counted = await database.query<{ sourceId: SourceId; count: number }>(
		`select source_id as "sourceId", count(*)::int as count from tile where source_id = any($1) group by source_id`,
		[ids],
	);
	return new Map(counted.map(({ sourceId, count }) => [sourceId, count]));
}

/** Counters of a project and of each of its stages, in one statement. */
export interface ProjectCountsRow {
	readonly tileCount: number;
	readonly completeTileCount: number;
	readonly stages: readonly {
		readonly stageId: StageId;
		readonly isPaused: boolean;
		readonly counts: ReadonlyMap<TaskState, number>;
	}[];
}

export async function readProjectCounts(database: Queryable, projectId: ProjectId): Promise<ProjectCountsRow> {
	const found = await database.query<{
		stageId: StageId;
		kind: "root" | "program";
		isPaused: boolean;
		counts: Partial<Record<TaskState, number>>;
	}>(
		`select s.id as "stageId", s.kind, s.is_paused as "isPaused",
			coalesce(jsonb_object_agg(c.state, c.count) filter (where c.count > 0), '{}') as counts
		from stage s left join task_count c on c.stage_id = s.id
		where s.project_id = $1 and s.removed_at is null group by s.id order by s.id`,
		[projectId],
	);
	const stages = found.map(({ stageId, isPaused, counts, kind }) => ({
		stageId,
		isPaused,
		isRoot: kind === "root",
		// The keys are values of the database's type task_state.
		counts: new Map(Object.entries(counts) as [TaskState, number][]),
	}));
	const tiles = stages.find((stage) => stage.isRoot)?.counts ?? new Map<TaskState, number>();
	return {
		tileCount: [...tiles.values()].reduce((total, count) => total + count, 0),
		completeTileCount: tiles.get("succeeded") ?? 0,
		stages: stages.map(({ stageId, isPaused, counts }) => ({ stageId, isPaused, counts })),
	};
}

/** With `raw: true` Sequelize gives plain rows but types them as models. */
export function rows<Row>(found: readonly unknown[]): Row[] {
	return found as Row[];
}
