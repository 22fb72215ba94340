import type { AttemptId, ProjectId, StageId, TileId, WorkerId } from "@tilewright/contract/ids";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";

/** Attempts that ended badly in the same way. Nothing here reads the attempts themselves: they were counted as they came. */
export interface FailureGroupRow {
	readonly id: number;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly outcome: AttemptOutcome;
	readonly signature: string;
	/** Tasks that are failed now because of it. */
	readonly failedTasks: number;
	/** Since the time asked for, in whole steps of ten minutes. */
	readonly attempts: number;
	readonly firstAt: Date;
	readonly lastAt: Date;
}

export interface FailureFilter {
	readonly projectId: ProjectId;
	readonly stageId: StageId | null;
	readonly since: Date | null;
}

const groupColumns = `g.id, g.project_id as "projectId", g.stage_id as "stageId", g.outcome, g.signature,
	g.failed_tasks as "failedTasks", g.first_at as "firstAt", g.last_at as "lastAt"`;

/** Null when there is none with this id. */
export async function readFailureGroup(database: Queryable, id: number): Promise<FailureGroupRow | null> {
	const [group] = await database.query<FailureGroupRow>(
		`select ${groupColumns}, g.attempts from failure_group g where g.id = $1`,
		[id],
	);
	return group ?? null;
}

/** Those with the most failed tasks first, then the newest. */
export async function pageFailureGroups(
	database: Queryable,
	filter: FailureFilter,
	request: PageRequest,
): Promise<Page<FailureGroupRow>> {
	const conditions = new Conditions();
	conditions.add("g.project_id = ?", filter.projectId);
	if (filter.stageId !== null) conditions.add("g.stage_id = ?", filter.stageId);
	if (filter.since) conditions.add("g.last_at >= ?", filter.since);
	if (request.after) conditions.add("(g.failed_tasks, g.id) < (?::bigint, ?::bigint)", ...request.after);
	const attempts = filter.since
		? `(select coalesce(sum(c.attempts), 0)::float8 from failure_count c
			where c.group_id = g.id and c.bucket > ${conditions.bind(filter.since)}::timestamptz - interval '10 minutes')`
		: "g.attempts";
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<FailureGroupRow>(
		`select ${groupColumns}, ${attempts} as attempts
		from failure_group g where ${conditions.text} order by g.failed_tasks desc, g.id desc limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(found, request, (row) => [row.failedTasks, row.id]);
}

/** Of the newest 1,000 failures of each group: tasks whose last try that was and that are ready for another one. */
export async function countRetryingTasks(
	database: Queryable,
	groupIds: readonly number[],
): Promise<{ readonly groupId: number; readonly count: number }[]> {
	return database.query(
		`select g.id as "groupId", count(*)::int as count
		from unnest($1::bigint[]) as g(id) cross join lateral (
			select attempt_id, task_id from attempt_failure where group_id = g.id order by attempt_id desc limit 1000
		) as f
		join task t on t.id = f.task_id and t.attempt_id = f.attempt_id and t.state = 'ready'
		group by g.id`,
		[groupIds],
	);
}

/** Of the newest 1,000 failures of each group: the tiles of tasks that are failed now, at most 20 of each, oldest tile first. */
export async function listFailedTiles(
	database: Queryable,
	groupIds: readonly number[],
): Promise<{ readonly groupId: number; readonly tileId: TileId }[]> {
	return database.query(
		`select g.id as "groupId", tiles.tile_id as "tileId"
		from unnest($1::bigint[]) as g(id) cross join lateral (
			select distinct t.tile_id from (
				select attempt_id, task_id from attempt_failure where group_id = g.id order by attempt_id desc limit 1000
			) as f
			join task t on t.id = f.task_id and t.attempt_id = f.attempt_id and t.state = 'failed'
			where t.tile_id is not null order by t.tile_id limit 20
		) as tiles
		order by g.id, tiles.tile_id`,
		[groupIds],
	);
}

export interface FailurePlaceRow {
	readonly groupId: number;
	readonly workerId: WorkerId;
	readonly workerName: string | null;
	readonly host: string;
	readonly attempts: number;
	readonly lastAt: Date;
}

/** Where the failures of each group happened, the most first. */
export async function listFailurePlaces(database: Queryable, groupIds: readonly number[]): Promise<FailurePlaceRow[]> {
	return database.query(
		`select c.group_id as "groupId", c.worker_id as "workerId", w.name as "workerName", c.host, sum(c.attempts)::float8 as attempts,
			max(c.bucket) as "lastAt"
		from failure_count c left join worker w on w.id = c.worker_id
		where c.group_id = any($1::bigint[]) group by c.group_id, c.worker_id, w.name, c.host
		order by c.group_id, attempts desc, c.worker_id`,
		[groupIds],
	);
}

export interface FailureBucketRow {
	readonly groupId: number;
	readonly at: Date;
	readonly attempts: number;
}

/** How many in each step of ten minutes, oldest first. */
export async function listFailureBuckets(
	database: Queryable,
	groupIds: readonly number[],
): Promise<FailureBucketRow[]> {
	return database.query(
		`select group_id as "groupId", bucket as at, sum(attempts)::float8 as attempts from failure_count
		where group_id = any($1::bigint[]) group by group_id, bucket order by group_id, bucket`,
		[groupIds],
	);
}

const examplesPerGroup = 5;

/** The newest attempts of each group. */
export async function listFailureExamples(
	database: Queryable,
	groupIds: readonly number[],
): Promise<{ readonly groupId: number; readonly attemptId: AttemptId }[]> {
	return database.query(
		`select g.id as "groupId", f.attempt_id as "attemptId"
		from unnest($1::bigint[]) as g(id) cross join lateral (
			select attempt_id from attempt_failure where group_id = g.id order by attempt_id desc limit ${examplesPerGroup}
		) f`,
		[groupIds],
	);
}

export interface FailuresOfPlaceRow {
	readonly workerId: WorkerId;
	readonly workerName: string | null;
	readonly host: string;
	readonly attempts: number;
	readonly groups: number;
	readonly stages: number;
	readonly lastAt: Date;
}

/** The failures of a project by where they happened. */
export async function listFailuresOfPlaces(database: Queryable, filter: FailureFilter): Promise<FailuresOfPlaceRow[]> {
	return database.query(
		`select c.worker_id as "workerId", w.name as "workerName", c.host, sum(c.attempts)::float8 as attempts,
			count(distinct c.group_id)::int as groups, count(distinct g.stage_id)::int as stages, max(c.bucket) as "lastAt"
		from failure_group g join failure_count c on c.group_id = g.id left join worker w on w.id = c.worker_id
		where g.project_id = $1 and ($2::int is null or g.stage_id = $2)
			and ($3::timestamptz is null or c.bucket > $3::timestamptz - interval '10 minutes')
		group by c.worker_id, w.name, c.host order by attempts desc, c.worker_id limit 200`,
		[filter.projectId, filter.stageId, filter.since],
	);
}
