import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

/** The columns of the answer, each a JSON array as text: Postgres writes them, nobody parses them on the way. */
export interface TaskStateColumns {
	readonly taskId: string;
	readonly tileId: string;
	readonly x: string;
	readonly y: string;
	readonly z: string;
	readonly state: string;
	readonly attempts: string;
}

const columns = `
	'[' || coalesce(string_agg(id::text, ','), '') || ']' as "taskId",
	'[' || coalesce(string_agg(coalesce(tile_id::text, 'null'), ','), '') || ']' as "tileId",
	'[' || coalesce(string_agg(coalesce(lattice_x::text, 'null'), ','), '') || ']' as x,
	'[' || coalesce(string_agg(coalesce(lattice_y::text, 'null'), ','), '') || ']' as y,
	'[' || coalesce(string_agg(coalesce(lattice_z::text, 'null'), ','), '') || ']' as z,
	'[' || coalesce(string_agg(code, ','), '') || ']' as state,
	'[' || coalesce(string_agg(attempt_count::text, ','), '') || ']' as attempts`;

/** Codes in the order of the enum, which is that of the contract. */
const stateCode = `case t.state when 'waiting' then '0' when 'ready' then '1' when 'running' then '2' when 'review' then '3'
	when 'succeeded' then '4' when 'rejected' then '5' when 'failed' then '6' when 'cancelled' then '7' else '8' end`;

/** All tasks of a stage, or those of tiles (or groups) of one plane. Null when the project has no such stage. */
export async function readTaskStates(
	database: Queryable,
	projectId: ProjectId,
	stageId: StageId,
	z: number | null,
): Promise<TaskStateColumns | null> {
	const [stage] = await database.query<{ hasTiles: boolean }>(
		`select coalesce((select t.tile_id is not null from task t where t.stage_id = stage.id limit 1), true) as "hasTiles"
		from stage where id = $1 and project_id = $2`,
		[stageId, projectId],
	);
	if (!stage) return null;
	const parameters = z === null ? [stageId] : stage.hasTiles ? [stageId, z, projectId] : [stageId, z];
	const [row] = await database.query<TaskStateColumns>(
		`select ${columns} from (${stage.hasTiles ? ofTiles(z) : ofGroups(z)}) as t`,
		parameters,
	);
	return row ?? null;
}

function ofTiles(z: number | null): string {
	const selected = `select t.id, t.tile_id, tile.lattice_x, tile.lattice_y, tile.lattice_z, ${stateCode} as code, t.attempt_count`;
	return z === null
		? `${selected} from task t left join tile on tile.id = t.tile_id where t.stage_id = $1`
		: `${selected} from tile join task t on t.tile_id = tile.id and t.stage_id = $1
			where tile.project_id = $3 and tile.lattice_z = $2`;
}

function ofGroups(z: number | null): string {
	const inPlane = z === null ? "" : "and t.unit -> 'attributes' -> 'z' = to_jsonb($2::int)";
	return `select t.id, t.tile_id, null::int as lattice_x, null::int as lattice_y,
			(t.unit -> 'attributes' ->> 'z') as lattice_z, ${stateCode} as code, t.attempt_count
		from task t where t.stage_id = $1 ${inPlane} order by t.ordinal`;
}
