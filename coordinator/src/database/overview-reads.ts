import type { ProjectId, StageId, TaskId, TileId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

/** Another text whenever tasks of a stage (or tiles, which have a task each) were added or changed their states. */
export async function readStageFingerprint(
	database: Queryable,
	projectId: ProjectId,
	stageId: StageId | null,
): Promise<string> {
	const [row] = await database.query<{ text: string }>(
		`select concat_ws(';', project.graph_version, (
			select string_agg(concat_ws(' ', c.stage_id, c.state, c.count), ',' order by c.stage_id, c.state)
			from stage join task_count c on c.stage_id = stage.id
			where stage.project_id = project.id and (stage.kind = 'root' or stage.id = $2)
		)) as text from project where id = $1`,
		[projectId, stageId],
	);
	return row?.text ?? "";
}

export interface PackedTiles {
	readonly count: number;
	/** Of each tile: id (8 bytes), x, y, z (4 bytes each), big-endian, in the order of arrival. */
	readonly packed: Buffer | null;
}

/** Stands where a tile has no lattice position. */
export const noPosition = -2_147_483_648;

/** The tiles of a project that came after one of them (0: all) as octets: 100,000 are 2 MB and no rows. */
export async function readPackedTiles(database: Queryable, projectId: ProjectId, after: TileId): Promise<PackedTiles> {
	const [row] = await database.query<PackedTiles>(
		`select count(*)::int as count, string_agg(int8send(id) || int4send(coalesce(lattice_x, $2)) ||
			int4send(coalesce(lattice_y, $2)) || int4send(coalesce(lattice_z, $2)), ''::bytea order by id) as packed
		from tile where project_id = $1 and id > $3`,
		[projectId, noPosition, after],
	);
	return row ?? { count: 0, packed: null };
}

/** Ids of the tiles that came after one of them, 8 bytes each, big-endian, in the order of arrival. */
export async function readPackedTileIds(
	database: Queryable,
	projectId: ProjectId,
	after: TileId,
): Promise<Buffer | null> {
	const [row] = await database.query<{ packed: Buffer | null }>(
		"select string_agg(int8send(id), ''::bytea order by id) as packed from tile where project_id = $1 and id > $2",
		[projectId, after],
	);
	return row?.packed ?? null;
}

export interface PackedStates {
	/** Tile ids, 8 bytes each, big-endian; a tile may come several times. */
	readonly tiles: Buffer | null;
	/** One digit for each of them: the place of the state in the enum. */
	readonly states: string | null;
}

const stateCode = `case t.state when 'waiting' then '0' when 'ready' then '1' when 'running' then '2' when 'review' then '3'
	when 'succeeded' then '4' when 'rejected' then '5' when 'failed' then '6' when 'cancelled' then '7' else '8' end`;

/**
 * The state of every task of a stage beside the tile it is about: the unit's own tile, or every tile a group's task
 * takes its inputs from. Null when the project has no such stage.
 */
export async function readPackedStates(
	database: Queryable,
	projectId: ProjectId,
	stageId: StageId,
): Promise<PackedStates | null> {
	const [stage] = await database.query<{ hasTiles: boolean }>(
		`select coalesce((select t.tile_id is not null from task t where t.stage_id = stage.id limit 1), true) as "hasTiles"
		from stage where id = $1 and project_id = $2`,
		[stageId, projectId],
	);
	if (!stage) return null;
	const tasks = stage.hasTiles
		? `select t.tile_id, ${stateCode} as code from task t where t.stage_id = $1 and t.tile_id is not null`
		: `select p.tile_id, ${stateCode} as code from task t join task_input i on i.task_id = t.id
			join task p on p.id = i.input_task_id where t.stage_id = $1 and p.tile_id is not null`;
	const [row] = await database.query<PackedStates>(
		`select string_agg(int8send(tile_id), ''::bytea) as tiles, string_agg(code, '') as states from (${tasks}) as t`,
		[stageId],
	);
	return row ?? null;
}

/** Names of numbers that some of the stage's results have. */
export async function listMetricNames(database: Queryable, stageId: StageId): Promise<string[]> {
	const found = await database.query<{ name: string }>(
		`select distinct m.key as name from (
			select a.metrics from task t join attempt a on a.id = t.result_attempt_id
			where t.stage_id = $1 and jsonb_typeof(a.metrics) = 'object' limit 500
		) as latest, jsonb_each(latest.metrics) as m
		where jsonb_typeof(m.value) = 'number' order by name`,
		[stageId],
	);
	return found.map(({ name }) => name);
}

/** Columns of the answer, each a JSON array as text: Postgres writes them, nobody parses them on the way. */
export interface MetricColumns {
	readonly taskId: string;
	readonly tileId: string;
	readonly x: string;
	readonly y: string;
	readonly z: string;
	readonly arrivedAtMs: string;
	readonly state: string;
	readonly value: string;
}

/** One number of all present results of a stage, held or rejected ones as well, in the order of arrival. */
export async function readMetricColumns(database: Queryable, stageId: StageId, name: string): Promise<MetricColumns> {
	const column = (value: string) =>
		`'[' || coalesce(string_agg(coalesce(${value}, 'null'), ',' order by ordinal, id), '') || ']'`;
	const [row] = await database.query<MetricColumns>(
		`select ${column("id::text")} as "taskId", ${column("tile_id::text")} as "tileId", ${column("lattice_x::text")} as x,
			${column("lattice_y::text")} as y, ${column("lattice_z::text")} as z, ${column("arrived")} as "arrivedAtMs",
			${column("code")} as state, ${column("value")} as value
		from (
			select t.id, t.tile_id, t.ordinal, tile.lattice_x, tile.lattice_y, tile.lattice_z, ${stateCode} as code,
				round(extract(epoch from tile.arrived_at) * 1000)::text as arrived, a.metrics ->> $2 as value
			from task t join attempt a on a.id = t.result_attempt_id left join tile on tile.id = t.tile_id
			where t.stage_id = $1 and jsonb_typeof(a.metrics -> $2) = 'number'
		) as t`,
		[stageId, name],
	);
	if (!row) throw new Error("an aggregate without groups gave no row");
	return row;
}

export interface OpeningFacts {
	/** The root stage first, then in the order they were made. */
	readonly stageIds: readonly StageId[];
	/** The plane to show: the chosen one where it has tiles, else the last; null where tiles have no positions. */
	readonly z: number | null;
}

/** What a project's page shows first. Null when there is no such project. */
export async function readOpeningFacts(
	database: Queryable,
	projectId: ProjectId,
	chosenZ: number | null,
): Promise<OpeningFacts | null> {
	const [facts] = await database.query<OpeningFacts>(
		`select (select coalesce(array_agg(stage.id order by (stage.kind <> 'root'), stage.id), '{}') from stage
				where stage.project_id = project.id and stage.removed_at is null) as "stageIds",
			coalesce((select lattice_z from tile where project_id = project.id and lattice_z = $2 limit 1),
				(select max(lattice_z) from tile where project_id = project.id)) as z
		from project where id = $1`,
		[projectId, chosenZ],
	);
	return facts ?? null;
}

/** Projects worth preparing for: those that are worked on and have the most tiles. */
export async function listLargestProjects(database: Queryable, most: number): Promise<ProjectId[]> {
	const found = await database.query<{ id: ProjectId }>(
		`select project.id from project join stage on stage.project_id = project.id and stage.kind = 'root'
		join task_count c on c.stage_id = stage.id where project.archived_at is null
		group by project.id order by sum(c.count) desc limit $1`,
		[most],
	);
	return found.map(({ id }) => id);
}

export async function hasStage(database: Queryable, projectId: ProjectId, stageId: StageId): Promise<boolean> {
	const found = await database.query("select 1 from stage where id = $1 and project_id = $2", [stageId, projectId]);
	return found.length > 0;
}

/** Places in the list of those offsets at which the tile has a neighbour; planes without tiles are jumped over. */
export async function listPresentNeighbours(
	database: Queryable,
	tileId: TileId,
	offsets: readonly { readonly x: number; readonly y: number; readonly z: number }[],
): Promise<number[]> {
	const found = await database.query<{ place: number }>(
		`select (o.ordinality - 1)::int as place
		from jsonb_array_elements($2::jsonb) with ordinality as o(step, ordinality), tile t
		where t.id = $1 and exists (
			select 1 from tile n where n.project_id = t.project_id and n.id <> t.id and n.neighbour_key = t.neighbour_key
				and n.withdrawn_at is null and n.superseded_by is null
				and n.lattice_x = t.lattice_x + (o.step ->> 'x')::int and n.lattice_y = t.lattice_y + (o.step ->> 'y')::int
				and case when (o.step ->> 'z')::int > 0 then n.lattice_z > t.lattice_z
					when (o.step ->> 'z')::int < 0 then n.lattice_z < t.lattice_z else n.lattice_z = t.lattice_z end
		)`,
		[tileId, JSON.stringify(offsets)],
	);
	return found.map(({ place }) => place);
}

/** For each tile the first of its tasks whose result has a picture. */
export async function listPreviewsOfTiles(
	database: Queryable,
	tileIds: readonly TileId[],
): Promise<{ tileId: TileId; taskId: TaskId }[]> {
	return database.query(
		`select distinct on (t.tile_id) t.tile_id as "tileId", t.id as "taskId"
		from task t join stage s on s.id = t.stage_id and s.removed_at is null join attempt a on a.id = t.result_attempt_id
		where t.tile_id = any($1) and a.artifacts @> '[{"kind": "preview"}]'
		order by t.tile_id, t.stage_id, t.id`,
		[tileIds],
	);
}
