import type { ProjectId, SourceId, TaskId, TileId } from "@tilewright/contract/ids";
import type { AttributeValue } from "@tilewright/contract/recipe";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";

export interface TileRow {
	readonly id: TileId;
	readonly projectId: ProjectId;
	readonly sourceId: SourceId;
	readonly relativePath: string;
	readonly name: string;
	readonly latticeX: number | null;
	readonly latticeY: number | null;
	readonly latticeZ: number | null;
	readonly stepX: number | null;
	readonly stepY: number | null;
	readonly stepZ: number | null;
	readonly positionX: number | null;
	readonly positionY: number | null;
	readonly positionZ: number | null;
	readonly attributes: Readonly<Record<string, AttributeValue>>;
	readonly files: readonly { readonly path: string; readonly sizeBytes: number }[];
	readonly verdict: string;
	readonly arrivedAt: Date;
	readonly completedAt: Date | null;
	readonly supersededBy: TileId | null;
	readonly withdrawnAt: Date | null;
	readonly withdrawalReason: string | null;
}

const columns = `
	t.id, t.project_id as "projectId", t.source_id as "sourceId", t.relative_path as "relativePath", t.name,
	t.lattice_x as "latticeX", t.lattice_y as "latticeY", t.lattice_z as "latticeZ",
	t.step_x as "stepX", t.step_y as "stepY", t.step_z as "stepZ",
	t.position_x as "positionX", t.position_y as "positionY", t.position_z as "positionZ",
	t.attributes, t.files, t.verdict, t.arrived_at as "arrivedAt", t.completed_at as "completedAt",
	t.superseded_by as "supersededBy", t.withdrawn_at as "withdrawnAt",
	t.withdrawal_reason as "withdrawalReason"`;

export async function loadTiles(database: Queryable, ids: readonly TileId[]): Promise<TileRow[]> {
	return database.query(`select ${columns} from tile t where t.id = any($1)`, [ids]);
}

export interface TileFilter {
	readonly sourceId?: SourceId | null;
	readonly z?: number | null;
	readonly isComplete?: boolean | null;
	readonly isWithdrawn?: boolean | null;
	readonly pathContains?: string | null;
	/** Attributes the tile must have with exactly these values. */
	readonly attributes?: Readonly<Record<string, unknown>> | null;
}

/** In the order of arrival. */
export async function pageTiles(
	database: Queryable,
	projectId: ProjectId,
	filter: TileFilter,
	request: PageRequest,
): Promise<Page<TileRow>> {
	const filtered = tileConditions(projectId, filter);
	const paged = tileConditions(projectId, filter);
	if (request.after) paged.add("t.id > ?", request.after[0]);
	const limit = paged.bind(request.size + 1);
	// A plane is a small part of the tiles, which the planner does not know: it would walk through all of them in the
	// order of arrival until the page is full. `offset 0` makes it take the plane first, by its index.
	const from = filter.z == null ? "tile" : `(select * from tile t where ${paged.text} offset 0)`;
	const found = await database.query<TileRow>(
		`select ${columns} from ${from} t where ${paged.text} order by t.id limit ${limit}`,
		paged.parameters,
	);
	return pageOf(
		found,
		request,
		(row) => [row.id],
		async () => {
			const counted = await database.query<{ count: number }>(
				`select count(*)::int as count from tile t where ${filtered.text}`,
				filtered.parameters,
			);
			return counted[0]?.count ?? 0;
		},
	);
}

function tileConditions(projectId: ProjectId, filter: TileFilter): Conditions {
	const conditions = new Conditions();
	conditions.add("t.project_id = ?", projectId);
	if (filter.sourceId != null) conditions.add("t.source_id = ?", filter.sourceId);
	if (filter.z != null) conditions.add("t.lattice_z = ?", filter.z);
	if (filter.isComplete != null) conditions.add(`t.completed_at is ${filter.isComplete ? "not " : ""}null`);
	if (filter.isWithdrawn != null) conditions.add(`t.withdrawn_at is ${filter.isWithdrawn ? "not " : ""}null`);
	if (filter.pathContains) conditions.add("strpos(t.relative_path, ?) > 0", filter.pathContains);
	if (filter.attributes) conditions.add("t.attributes @> ?::jsonb", JSON.stringify(filter.attributes));
	return conditions;
}

/**
 * Every task made from a tile: those of the tile itself, pairs and groups it is in, and what was made from these.
 * Found by walking down from the tile's root task; the depth is that of the graph.
 */
export async function listTasksOfTiles(
	database: Queryable,
	tileIds: readonly TileId[],
): Promise<{ tileId: TileId; taskId: TaskId }[]> {
	return database.query(
		`with recursive made (tile_id, task_id) as (
			select t.tile_id, t.id from task t join stage s on s.id = t.stage_id and s.kind = 'root'
			where t.tile_id = any($1)
			union
			select made.tile_id, i.task_id from made join task_input i on i.input_task_id = made.task_id
		)
		select made.tile_id as "tileId", made.task_id as "taskId"
		from made join task t on t.id = made.task_id join stage s on s.id = t.stage_id
		where s.removed_at is null
		order by made.tile_id, t.stage_id, t.ordinal, t.id`,
		[tileIds],
	);
}
