import type { ProjectId, StageId, StageVersionId, TaskDefinitionId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";
import type { Models } from "./models/models.ts";
import type { StageParentRow, StageRow, StageVersionRow } from "./models/stage-model.ts";
import { rows } from "./project-reads.ts";

export async function loadStages(models: Models, ids: readonly StageId[]): Promise<StageRow[]> {
	return rows<StageRow>(await models.stage.findAll({ where: { id: [...ids] }, raw: true }));
}

/** Removed stages are left out. */
export async function listStagesOfProjects(models: Models, ids: readonly ProjectId[]): Promise<StageRow[]> {
	return rows<StageRow>(
		await models.stage.findAll({ where: { projectId: [...ids], removedAt: null }, order: [["id", "ASC"]], raw: true }),
	);
}

export async function loadStageVersions(models: Models, ids: readonly StageVersionId[]): Promise<StageVersionRow[]> {
	return rows<StageVersionRow>(await models.stageVersion.findAll({ where: { id: [...ids] }, raw: true }));
}

/** Those that try out the next versions of these stages. */
export async function listCanaries(models: Models, stageIds: readonly StageId[]): Promise<StageRow[]> {
	return rows<StageRow>(
		await models.stage.findAll({
			where: { canaryOf: [...stageIds], removedAt: null },
			order: [["id", "ASC"]],
			raw: true,
		}),
	);
}

/** Every version these stages ever had, the newest first. */
export async function listStageVersions(models: Models, stageIds: readonly StageId[]): Promise<StageVersionRow[]> {
	return rows<StageVersionRow>(
		await models.stageVersion.findAll({
			where: { stageId: [...stageIds] },
			order: [
				["stageId", "ASC"],
				["version", "DESC"],
			],
			raw: true,
		}),
	);
}

/** In the order the user gave them. */
export async function listParents(models: Models, stageIds: readonly StageId[]): Promise<StageParentRow[]> {
	return rows<StageParentRow>(
		await models.stageParent.findAll({
			where: { stageId: [...stageIds] },
			order: [
				["stageId", "ASC"],
				["place", "ASC"],
			],
			raw: true,
		}),
	);
}

export async function listChildren(models: Models, stageIds: readonly StageId[]): Promise<StageParentRow[]> {
	return rows<StageParentRow>(
		await models.stageParent.findAll({
			where: { parentId: [...stageIds] },
			order: [
				["parentId", "ASC"],
				["stageId", "ASC"],
			],
			raw: true,
		}),
	);
}

/** Stages whose current version runs one of these definitions. */
export async function listStagesOfDefinitions(
	database: Queryable,
	ids: readonly TaskDefinitionId[],
): Promise<{ definitionId: TaskDefinitionId; stageId: StageId }[]> {
	return database.query(
		`select (v.recipe ->> 'definitionId')::int as "definitionId", s.id as "stageId"
		from stage s join stage_version v on v.id = s.current_version_id join project p on p.id = s.project_id
		where s.removed_at is null and p.archived_at is null and (v.recipe ->> 'definitionId')::int = any($1)
		order by s.id`,
		[ids],
	);
}

export type StateCounts = ReadonlyMap<TaskState, number>;

/** From the counters that the database keeps; states without tasks are left out. */
export async function readTaskCounts(
	database: Queryable,
	stageIds: readonly StageId[],
): Promise<ReadonlyMap<StageId, StateCounts>> {
	const counted = await database.query<{ stageId: StageId; state: TaskState; count: number }>(
		`select stage_id as "stageId", state, count from task_count where stage_id = any($1) and count > 0 order by state`,
		[stageIds],
	);
	const byStage = new Map<StageId, Map<TaskState, number>>(stageIds.map((id) => [id, new Map()]));
	for (const { stageId, state, count } of counted) byStage.get(stageId)?.set(state, count);
	return byStage;
}

export interface StaleCount {
	readonly stageId: StageId;
	readonly count: number;
	/** Those that are not made again anyway, as the stage's policy or a growing group wants it. */
	readonly lasting: number;
}

/** Counted in the rows themselves, all tasks of the stages are read: 0.4 s for a million. */
export async function countStaleTasks(database: Queryable, stageIds: readonly StageId[]): Promise<StaleCount[]> {
	return database.query(
		`select t.stage_id as "stageId", count(*)::int as count,
			(count(*) filter (where t.state not in ('waiting', 'ready', 'running')))::int as lasting
		from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		where t.stage_id = any($1) and t.result_attempt_id is not null and t.input_count > 0
			and (t.result_revision is distinct from t.input_revision or t.result_hash is distinct from v.result_hash)
		group by t.stage_id`,
		[stageIds],
	);
}

export interface TileCounts {
	readonly projectId: ProjectId;
	readonly known: number;
	readonly complete: number;
}

/** Every tile has a task of the root stage, so the counters of that stage count the tiles. */
export async function countTilesOfProjects(database: Queryable, ids: readonly ProjectId[]): Promise<TileCounts[]> {
	return database.query(
		`select s.project_id as "projectId", coalesce(sum(c.count), 0)::int as known,
			coalesce(sum(c.count) filter (where c.state = 'succeeded'), 0)::int as complete
		from stage s left join task_count c on c.stage_id = s.id
		where s.project_id = any($1) and s.kind = 'root' group by s.project_id`,
		[ids],
	);
}

export interface RunTime {
	readonly stageId: StageId;
	readonly meanRunSeconds: number;
}

/** Mean run time of the tries that succeeded among the last 5,000 of all stages: a bounded look at the newest rows. */
export async function readRecentRunTimes(database: Queryable, stageIds: readonly StageId[]): Promise<RunTime[]> {
	return database.query(
		`select stage_id as "stageId", avg(run_ms) / 1000 as "meanRunSeconds"
		from (select stage_id, outcome, run_ms from attempt order by id desc limit 5000) as recent
		where stage_id = any($1) and outcome = 'succeeded' and run_ms is not null group by stage_id`,
		[stageIds],
	);
}
