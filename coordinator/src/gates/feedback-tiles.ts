import type { AttributeValue } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";

/** A tile as the instrument is told of it. */
export interface FeedbackTile {
	readonly id: number;
	readonly relativePath: string;
	readonly name: string;
	/** Null where the source knows no lattice. */
	readonly lattice: { readonly x: number; readonly y: number; readonly z: number } | null;
	/** Of the first voxel, in micrometres. */
	readonly position: { readonly x: number; readonly y: number; readonly z: number } | null;
	readonly attributes: Readonly<Record<string, AttributeValue>>;
	/** The result the verdict is about; absent when a person chose the tile. */
	readonly taskId?: number;
	readonly attemptId?: number;
	readonly isPartial?: boolean;
	readonly metrics?: Readonly<Record<string, number>>;
}

/** A result that was made from more tiles names the first ones. */
const tilesPerResult = 1_000;

const tileColumns = `
	tile.id, tile.relative_path as "relativePath", tile.name, tile.attributes,
	case when tile.lattice_x is not null then jsonb_build_object('x', tile.lattice_x, 'y', tile.lattice_y, 'z', tile.lattice_z) end as lattice,
	case when tile.position_x is not null then jsonb_build_object('x', tile.position_x, 'y', tile.position_y, 'z', tile.position_z) end as position`;

/** A task of one tile has it; of pairs and groups the inputs are followed until there are tiles. */
export async function readTilesOfTasks(
	database: Queryable,
	taskIds: readonly number[],
): Promise<ReadonlyMap<number, readonly FeedbackTile[]>> {
	const rows = await database.query<FeedbackTile & { readonly origin: number }>(
		`with recursive made as (
			select t.id as origin, t.id, t.tile_id, coalesce(t.unit ? 'offset', false) as is_pair
			from task t where t.id = any($1::bigint[])
			union
			select m.origin, p.id, p.tile_id, coalesce(p.unit ? 'offset', false)
			from made m cross join lateral (
				select i.input_task_id from task_input i where i.task_id = m.id order by i.input_task_id limit ${tilesPerResult}
			) i join task p on p.id = i.input_task_id
			where m.tile_id is null or m.is_pair
		), found as (
			select distinct origin, tile_id from made where tile_id is not null
		), ranked as (
			select *, row_number() over (partition by origin order by tile_id) as place from found
		)
		select ranked.origin, ${tileColumns}
		from ranked join tile on tile.id = ranked.tile_id
		where ranked.place <= ${tilesPerResult} order by ranked.origin, tile.id`,
		[taskIds],
	);
	const byTask = new Map<number, FeedbackTile[]>();
	for (const { origin, ...tile } of rows) {
		const known = byTask.get(origin);
		if (known) known.push(tile);
		else byTask.set(origin, [tile]);
	}
	return byTask;
}

export async function readTilesOfProject(
	database: Queryable,
	projectId: number,
	tileIds: readonly number[],
): Promise<FeedbackTile[]> {
	return database.query<FeedbackTile>(
		`select ${tileColumns} from tile where tile.project_id = $1 and tile.id = any($2::bigint[]) order by tile.id`,
		[projectId, tileIds],
	);
}
