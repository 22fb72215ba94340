import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

export interface PaceStageRow {
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly name: string;
	readonly isRoot: boolean;
	/** It, or the whole project. */
	readonly isPaused: boolean;
	readonly isProjectPaused: boolean;
	/** After how many failures in a row it paused itself; null when it did not. */
	readonly pausedItselfAfter: number | null;
	readonly ended: number;
	/** Ended by having run. */
	readonly finished: number;
	readonly failed: number;
	readonly inReview: number;
	readonly ready: number;
	readonly held: number;
	readonly running: number;
	readonly waiting: number;
}

/** From the counters, and the few tasks of stages that are tried out: as many rows as there are stages. Archived projects are left out. */
export async function readPaceCounts(database: Queryable): Promise<PaceStageRow[]> {
	return database.query(
		`select counted.*, case when "isPaused" then ready
			when canary is not null then ready - (select count(*)::int from task where stage_id = "stageId" and is_canary and state = 'ready')
			else 0 end as held
		from (select s.project_id as "projectId", s.id as "stageId", s.name, s.kind = 'root' as "isRoot",
			s.is_paused or p.is_paused as "isPaused", p.is_paused as "isProjectPaused",
			s.paused_itself_after as "pausedItselfAfter", s.canary,
			coalesce(sum(c.count) filter (where c.state not in ('ready', 'running', 'waiting')), 0)::int as ended,
			coalesce(sum(c.count) filter (where c.state in ('succeeded', 'failed', 'review', 'rejected')), 0)::int as finished,
			coalesce(sum(c.count) filter (where c.state = 'failed'), 0)::int as failed,
			coalesce(sum(c.count) filter (where c.state = 'review'), 0)::int as "inReview",
			coalesce(sum(c.count) filter (where c.state = 'ready'), 0)::int as ready,
			coalesce(sum(c.count) filter (where c.state = 'running'), 0)::int as running,
			coalesce(sum(c.count) filter (where c.state = 'waiting'), 0)::int as waiting
		from stage s join project p on p.id = s.project_id left join task_count c on c.stage_id = s.id
		where s.removed_at is null and p.archived_at is null
		group by s.id, p.id) as counted order by "stageId"`,
	);
}

/** How long a task of these stages takes, in milliseconds, as far as one has succeeded among the last 5,000 tries. */
export function readMeanRunTimes(
	database: Queryable,
	stageIds: readonly StageId[],
): Promise<ReadonlyMap<StageId, number>> {
	return readMeans(database, stageIds, { value: "a.run_ms", column: "run_ms", tries: 5_000 });
}

/** How much one result of these stages leaves on disk, in bytes, as far as one was made among the last 1,000 tries. */
export function readMeanBytes(
	database: Queryable,
	stageIds: readonly StageId[],
): Promise<ReadonlyMap<StageId, number>> {
	const value = `coalesce((select sum((artifact ->> 'sizeBytes')::float8) from jsonb_array_elements(a.artifacts) as artifact), 0)`;
	return readMeans(database, stageIds, { value, column: "artifacts", tries: 1_000 });
}

/**
 * Of what succeeded among the last tries of all stages: by the stage's own, or where it has none by those of its
 * definition in other stages (as previews of edits know it). The others are left out.
 */
async function readMeans(
	database: Queryable,
	stageIds: readonly StageId[],
	{ value, column, tries }: { readonly value: string; readonly column: string; readonly tries: number },
): Promise<ReadonlyMap<StageId, number>> {
	const rows = await database.query<{ stageId: StageId; mean: number }>(
		`with recent as (
			select a.stage_id, (v.recipe ->> 'definitionId')::int as definition_id, ${value} as value
			from (select stage_id, stage_version_id, outcome, ${column} from attempt order by id desc limit ${tries}) as a
			join stage_version v on v.id = a.stage_version_id
			where a.outcome = 'succeeded'
		)
		select s.id as "stageId", coalesce(avg(r.value) filter (where r.stage_id = s.id), avg(r.value))::float8 as mean
		from stage s join stage_version v on v.id = s.current_version_id
		join recent r on r.value is not null and (r.stage_id = s.id or r.definition_id = (v.recipe ->> 'definitionId')::int)
		where s.id = any($1) group by s.id`,
		[stageIds],
	);
	return new Map(rows.map((row) => [row.stageId, row.mean]));
}

export interface TriesOfStage {
	readonly stageId: StageId;
	/** Of the stage as it is now, among the last 5,000 tries of all stages: those that failed since the last that succeeded. */
	readonly failuresInARow: number;
	readonly hasSucceeded: boolean;
	/** Tasks whose last try failed and that are ready for another one; at most 5,000 of the newest failures are looked at. */
	readonly retrying: number;
}

/** How the newest tries of these stages ended; stages without a failure are left out. */
export async function readRecentTries(database: Queryable, stageIds: readonly StageId[]): Promise<TriesOfStage[]> {
	return database.query(
		`with tries as (
			select a.id, a.stage_id, a.outcome = 'succeeded' as is_good
			from (select id, stage_id, stage_version_id, outcome from attempt order by id desc limit 5000) as a
			join stage s on s.id = a.stage_id and s.current_version_id = a.stage_version_id
			where a.stage_id = any($1)
				and a.outcome in ('succeeded', 'failed', 'outOfMemory', 'timedOut', 'invalidOutput', 'couldNotStart')
		), ends as (
			select stage_id, max(id) filter (where is_good) as good_id from tries group by stage_id
		), runs as (
			select t.stage_id, count(*) filter (where t.id > coalesce(e.good_id, 0))::int as failures,
				bool_or(e.good_id is not null) as has_succeeded
			from tries t join ends e on e.stage_id = t.stage_id group by t.stage_id
		)
		select s.id as "stageId", coalesce(r.failures, 0) as "failuresInARow",
			coalesce(r.has_succeeded, false) as "hasSucceeded", waiting.count as retrying
		from unnest($1::int[]) as s(id) left join runs r on r.stage_id = s.id cross join lateral (
			select count(*)::int as count
			from (select id from failure_group where stage_id = s.id order by last_at desc limit 10) as g
			cross join lateral (
				select attempt_id, task_id from attempt_failure where group_id = g.id order by attempt_id desc limit 500
			) as f
			join task t on t.id = f.task_id and t.attempt_id = f.attempt_id and t.state = 'ready'
		) as waiting
		where r.failures > 0 or waiting.count > 0`,
		[stageIds],
	);
}

/** A worker that is connected. Work units. */
export interface WorkerRoomRow {
	readonly name: string;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	readonly isQuarantined: boolean;
	readonly localCapacity: number;
	readonly localInUse: number;
	readonly clusterCapacity: number;
	readonly clusterInUse: number;
}

/**
 * Of each worker that is connected, what it offers and has in use, in work units. What it has is looked for among the
 * last 5,000 tries of all stages: running tasks have no index.
 */
export async function readWorkerRooms(database: Queryable): Promise<WorkerRoomRow[]> {
	return database.query(
		`with live as (
			select a.worker_id, a.is_cluster_job,
				coalesce((v.operations ->> case when a.is_cluster_job then 'clusterWorkUnits' else 'workUnits' end)::float8, 1) as units
			from (
				select id, task_id, worker_id, stage_version_id, is_cluster_job, outcome from attempt order by id desc limit 5000
			) as a
			join task t on t.id = a.task_id and t.attempt_id = a.id and t.state = 'running'
			join stage_version v on v.id = a.stage_version_id
			where a.outcome is null
		)
		select w.name, w.is_paused as "isPaused", w.pause_reason as "pauseReason", w.quarantined_at is not null as "isQuarantined",
			coalesce(w.set_local_work_units, w.offered_local_work_units) as "localCapacity",
			coalesce(w.set_cluster_work_units, w.offered_cluster_work_units) as "clusterCapacity",
			coalesce(sum(live.units) filter (where not live.is_cluster_job), 0)::float8 as "localInUse",
			coalesce(sum(live.units) filter (where live.is_cluster_job), 0)::float8 as "clusterInUse"
		from worker w join worker_session s on s.worker_id = w.id and s.ended_at is null
		left join live on live.worker_id = w.id
		where w.archived_at is null
		group by w.id`,
	);
}

export interface StageCostRow {
	readonly stageId: StageId;
	readonly workUnits: number;
	readonly clusterWorkUnits: number;
	readonly placement: "auto" | "local" | "cluster";
}

/** What a task of these stages takes, in work units, and where it may run. */
export async function readStageCosts(database: Queryable, stageIds: readonly StageId[]): Promise<StageCostRow[]> {
	return database.query(
		`select s.id as "stageId", coalesce((v.operations ->> 'workUnits')::float8, 1) as "workUnits",
			coalesce((v.operations ->> 'clusterWorkUnits')::float8, 1) as "clusterWorkUnits",
			coalesce(v.operations ->> 'placement', 'auto') as placement
		from stage s join stage_version v on v.id = s.current_version_id where s.id = any($1)`,
		[stageIds],
	);
}

export interface PaceSourceRow {
	readonly projectId: ProjectId;
	readonly rootPath: string;
	readonly projectRootPath: string;
	readonly outputPath: string;
	readonly expectedTiles: number | null;
	readonly isFinished: boolean;
}

export async function readPaceSources(database: Queryable): Promise<PaceSourceRow[]> {
	return database.query(
		`select p.id as "projectId", coalesce(s.root_path, p.root_path) as "rootPath", p.root_path as "projectRootPath",
			p.output_path as "outputPath", s.expected_tiles as "expectedTiles", s.finished_at is not null as "isFinished"
		from project p left join source s on s.project_id = p.id and s.archived_at is null
		where p.archived_at is null order by p.id, s.id`,
	);
}

export interface ArrivalRow {
	readonly atMs: number;
	readonly x: number | null;
	readonly y: number | null;
	readonly z: number | null;
	readonly sizeBytes: number;
}

/**
 * The newest tiles of a project, oldest first. They are found backwards along the primary key: the tiles of other
 * projects that came later are passed over, so this is asked for only after tiles have come.
 */
export async function readLatestArrivals(
	database: Queryable,
	projectId: ProjectId,
	limit: number,
): Promise<ArrivalRow[]> {
	const latest = await database.query<ArrivalRow>(
		`select extract(epoch from arrived_at)::float8 * 1000 as "atMs", lattice_x as x, lattice_y as y, lattice_z as z,
			coalesce((select sum((file ->> 'sizeBytes')::float8) from jsonb_array_elements(files) as file), 0) as "sizeBytes"
		from tile where project_id = $1 order by id desc limit $2`,
		[projectId, limit],
	);
	return latest.reverse();
}

/** The database's clock, by which tiles arrive. */
export async function readDatabaseTime(database: Queryable): Promise<number> {
	const [row] = await database.query<{ nowMs: number }>('select extract(epoch from now())::float8 * 1000 as "nowMs"');
	return row?.nowMs ?? 0;
}
