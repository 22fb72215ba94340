import { createHash } from "node:crypto";
import { TilewrightError } from "@tilewright/contract/errors";
import {
	asProjectId,
	asSourceId,
	asStageId,
	asTaskId,
	asTileId,
	type ProjectId,
	type SourceId,
} from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import type { ImportedTiles, ObservedTile } from "./observed-tile.ts";

/** What the import changed, for the planner: tasks of which stage must be looked at again, and parents that moved. */
export interface TileImport extends ImportedTiles {
	/** The root stage's new tasks. */
	readonly addedRootTasks: readonly number[];
	/** Tasks (by stage) whose tile gave way to another one or has another place now. */
	readonly changedByStage: ReadonlyMap<number, readonly number[]>;
	/** Root tasks that existed and became complete (-1), went back (+1) or have new content (0). */
	readonly rootMoves: readonly {
		readonly taskId: number;
		readonly unmetChange: -1 | 0 | 1;
		readonly contentChanged: boolean;
		readonly isFirstContent: boolean;
	}[];
	readonly projectId: number;
	readonly rootStageId: number;
}

interface KnownTile {
	readonly id: number;
	readonly source_id: number;
	readonly relative_path: string;
	readonly content_signature: string | null;
	readonly facts_signature: string;
	readonly withdrawn_at: Date | null;
	readonly place: string;
}

/**
 * Adds new tiles and changes known ones, together with the root stage's tasks. Tiles that are not named stay as
 * they are; naming a tile again without a change writes nothing.
 */
export async function importTiles(
	transaction: Transaction,
	effects: RoundEffects,
	sourceId: SourceId,
	observed: readonly ObservedTile[],
): Promise<TileImport> {
	const [source] = await transaction.query<{ project_id: number; root_stage_id: number }>(
		`select source.project_id, stage.id as root_stage_id
		from source join stage on stage.project_id = source.project_id and stage.kind = 'root'
		where source.id = $1`,
		[sourceId],
	);
	if (!source) {
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `Source ${sourceId} does not exist: ${observed.length} tiles were not imported.`,
			fields: { sourceId },
		});
	}
	const projectId = source.project_id;
	const known = new Map<string, KnownTile>();
	const knownRows = await transaction.query<KnownTile>(
		`select id, source_id, relative_path, content_signature, facts_signature, withdrawn_at,
			concat_ws(',', lattice_x, lattice_y, lattice_z, neighbour_key) as place
		from tile where project_id = $1 and relative_path = any($2)`,
		[projectId, observed.map((tile) => tile.relativePath)],
	);
	for (const row of knownRows) known.set(row.relative_path, row);

	const added = new Map<string, TileRow>();
	const changed: (TileRow & { id: number; old_signature: string | null; was_withdrawn: boolean })[] = [];
	/** Known tiles that are said to be somewhere else now: other neighbours, other groups. */
	const movedIds: number[] = [];
	const refused: ImportedTiles["refused"][number][] = [];
	for (const tile of observed) {
		const before = known.get(tile.relativePath);
		const row = toRow(tile);
		if (!before) added.set(row.relative_path, row);
		else if (before.source_id !== sourceId) {
			refused.push({
				relativePath: tile.relativePath,
				code: "TILE_PATH_DUPLICATE",
				message: `Tile "${tile.relativePath}" already comes from source ${before.source_id} of this project; a tile has one source. Give one of the sources another root or pattern.`,
			});
		} else if (before.facts_signature !== row.facts_signature) {
			changed.push({
				...row,
				id: before.id,
				old_signature: before.content_signature,
				was_withdrawn: before.withdrawn_at !== null,
			});
			if (before.place !== placeOf(row) || before.withdrawn_at !== null) movedIds.push(before.id);
		}
	}

	const addedTasks = await insertTiles(transaction, projectId, source.root_stage_id, sourceId, [...added.values()]);
	const moves = await updateTiles(transaction, effects, source.root_stage_id, changed);
	const newlyComplete = [
		...addedTasks.filter((task) => task.is_complete).map((task) => task.tile_id),
		...changed.filter((tile) => tile.content_signature !== null && tile.old_signature === null).map((tile) => tile.id),
	];
	const cameBack = changed.filter((tile) => tile.was_withdrawn).map((tile) => tile.id);
	const changedByStage = await tasksOfMovedTiles(transaction, movedIds);
	for (const [stageId, ids] of await settlePrecedence(transaction, [...newlyComplete, ...cameBack, ...movedIds])) {
		changedByStage.set(stageId, [...(changedByStage.get(stageId) ?? []), ...ids]);
	}

	if (addedTasks.length > 0 || changed.length > 0) {
		effects.projectsWithNewTiles.add(asProjectId(projectId));
		effects.changedSources.add(asSourceId(sourceId));
	}
	return {
		projectId,
		addedRootTasks: addedTasks.map((task) => task.id),
		changedByStage,
		rootStageId: source.root_stage_id,
		rootMoves: moves,
		added: addedTasks.length,
		completed: newlyComplete.length,
		reimaged: moves.filter((move) => move.unmetChange === 0).length,
		refused,
	};
}

function placeOf(row: TileRow): string {
	const { lattice } = row;
	return [...(lattice ? [lattice.x, lattice.y, lattice.z] : []), row.neighbour_key].join(",");
}

/** Tasks of these tiles, by stage; those of pairs and groups follow from them. */
export async function tasksOfMovedTiles(
	transaction: Transaction,
	tileIds: readonly number[],
): Promise<Map<number, number[]>> {
	if (tileIds.length === 0) return new Map();
	return byStage(
		await transaction.query<TaskOfStage>("select id, stage_id from task where tile_id = any($1) and unit is null", [
			tileIds,
		]),
	);
}

interface TaskOfStage {
	readonly id: number;
	readonly stage_id: number;
}

function byStage(tasks: readonly TaskOfStage[]): Map<number, number[]> {
	const ids = new Map<number, number[]>();
	// Of a million tasks: a new list for each of them took minutes.
	for (const task of tasks) {
		const known = ids.get(task.stage_id);
		if (known) known.push(task.id);
		else ids.set(task.stage_id, [task.id]);
	}
	return ids;
}

interface TileRow {
	readonly relative_path: string;
	readonly name: string;
	readonly lattice: ObservedTile["lattice"];
	readonly step: ObservedTile["step"];
	readonly position: ObservedTile["position"];
	readonly attributes: ObservedTile["attributes"];
	readonly neighbour_key: string;
	readonly files: ObservedTile["files"];
	readonly content_signature: string | null;
	readonly verdict: string;
	readonly facts_signature: string;
}

function toRow(tile: ObservedTile): TileRow {
	const contentSignature = tile.isComplete ? (tile.contentSignature ?? "announced") : null;
	const neighbourKey = Object.entries(tile.attributes)
		.filter(([name]) => !tile.latticeAttributes.includes(name))
		.sort(([one], [other]) => (one < other ? -1 : 1))
		.map(([name, value]) => `${name}=${value}`)
		.join(";");
	const facts = {
		relative_path: tile.relativePath,
		name: tile.relativePath.slice(tile.relativePath.lastIndexOf("/") + 1),
		lattice: tile.lattice,
		step: tile.step,
		position: tile.position,
		attributes: tile.attributes,
		neighbour_key: neighbourKey,
		files: tile.files,
		content_signature: contentSignature,
	};
	// The verdict is for people and may tell the time: it alone is no reason to write.
	const factsSignature = createHash("sha256").update(JSON.stringify(facts)).digest("hex").slice(0, 32);
	return { ...facts, verdict: tile.verdict, facts_signature: factsSignature };
}

const tileColumns = `
	relative_path text, name text, lattice jsonb, step jsonb, position jsonb, attributes jsonb, neighbour_key text,
	files jsonb, content_signature text, verdict text, facts_signature text, id bigint`;

const vectorValues = (prefix: string) => `
	(${prefix}.lattice->>'x')::int, (${prefix}.lattice->>'y')::int, (${prefix}.lattice->>'z')::int,
	(${prefix}.step->>'x')::float8, (${prefix}.step->>'y')::float8, (${prefix}.step->>'z')::float8,
	(${prefix}.position->>'x')::float8, (${prefix}.position->>'y')::float8, (${prefix}.position->>'z')::float8`;

const vectorColumns = "lattice_x, lattice_y, lattice_z, step_x, step_y, step_z, position_x, position_y, position_z";

async function insertTiles(
	transaction: Transaction,
	projectId: number,
	rootStageId: number,
	sourceId: number,
	rows: readonly TileRow[],
): Promise<{ id: number; tile_id: number; is_complete: boolean }[]> {
	if (rows.length === 0) return [];
	// Ids are given in the order of the list, so that the order of ids is the order of arrival.
	return transaction.query(
		`with incoming as (
			select row_number() over () as place, i.* from jsonb_to_recordset($4::jsonb) as i(${tileColumns})
		), inserted as (
			insert into tile (project_id, source_id, relative_path, name, ${vectorColumns}, attributes, neighbour_key, files,
				content_signature, verdict, facts_signature, completed_at, has_been_complete)
			select $1, $3, relative_path, name, ${vectorValues("incoming")}, attributes, neighbour_key, files,
				content_signature, verdict, facts_signature, case when content_signature is not null then now() end,
				content_signature is not null
			from incoming order by place
			returning id, content_signature, lattice_x, lattice_y, lattice_z
		), placed as (
			select inserted.*, ${rootState("inserted")} as state from inserted cross join (select * from project where id = $1) as project
		)
		insert into task (project_id, stage_id, unit_key, tile_id, ordinal, state, output_signature, released_signature, content_id)
		select $1, $2, placed.id::text, placed.id, placed.id, state, content_signature,
			case when state = 'succeeded' then content_signature end, case when state = 'succeeded' then nextval('attempt_id') end
		from placed order by placed.id
		returning id, tile_id, output_signature is not null as is_complete`,
		[projectId, rootStageId, sourceId, JSON.stringify(rows)],
	);
}

async function updateTiles(
	transaction: Transaction,
	effects: RoundEffects,
	rootStageId: number,
	rows: readonly (TileRow & { id: number; old_signature: string | null })[],
): Promise<TileImport["rootMoves"]> {
	if (rows.length === 0) return [];
	await transaction.query(
		`update tile t set (${vectorColumns}) = row(${vectorValues("i")}),
			attributes = i.attributes, neighbour_key = i.neighbour_key, files = i.files, verdict = i.verdict,
			content_signature = i.content_signature, facts_signature = i.facts_signature,
			has_been_complete = t.has_been_complete or i.content_signature is not null,
			superseded_by = case when i.lattice is null then null else t.superseded_by end,
			-- A person took it back: only another image brings it up again.
			withdrawn_at = case when t.content_signature is distinct from i.content_signature then null else t.withdrawn_at end,
			withdrawal_reason = case when t.content_signature is distinct from i.content_signature then null else t.withdrawal_reason end,
			completed_at = case when i.content_signature is null then null
				when t.content_signature is null then now() else t.completed_at end
		from jsonb_to_recordset($1::jsonb) as i(${tileColumns})
		where t.id = i.id`,
		[JSON.stringify(rows)],
	);
	return settleRootTasks(
		transaction,
		effects,
		rootStageId,
		rows.map((row) => row.id),
	);
}

/** The state of a root task, for a statement that knows the `project`. */
const rootState = (tile: string, withdrawn = "false") => `
	root_state(${tile}.content_signature, ${withdrawn}, is_in_scope(${tile}.lattice_x, ${tile}.lattice_y, ${tile}.lattice_z,
		project.region, coalesce(project.skipped_planes, project.plane_markers)))`;

/** Tiles whose root tasks, those of one stage that fulfil the condition on `task t`, do not say what they are. */
const unsettledTiles = (condition: string) => `
	select tile_id, (state = 'succeeded') <> (next_state = 'succeeded') as comes_or_goes
	from (
		select t.tile_id, t.state, t.output_signature, tile.content_signature,
			${rootState("tile", "tile.withdrawn_at is not null")} as next_state
		from task t join tile on tile.id = t.tile_id join project on project.id = t.project_id
		where ${condition}
	) as t
	where state <> next_state or output_signature is distinct from content_signature`;

/** Of a million tiles few may move: each look is at so many more than are wanted. */
const tilesLookedAtPerTile = 20;

/**
 * The next tiles, in order and at most `limit`, whose root tasks do not say what they are, and up to which tile that was
 * looked for; null when there are no more.
 */
export async function tilesToSettle(
	transaction: Transaction,
	project: { readonly id: ProjectId; readonly rootStageId: number },
	{ after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly tileIds: readonly number[]; readonly lookedUpTo: number | null }> {
	const most = limit * tilesLookedAtPerTile;
	const [looked] = await transaction.query<{ last: number; count: number }>(
		`select coalesce(max(id), $2) as last, count(*)::int as count
		from (select id from tile where project_id = $1 and id > $2::bigint order by id limit $3) as t`,
		[project.id, after, most],
	);
	const { last, count } = looked ?? { last: after, count: 0 };
	const rows = await transaction.query<{ tile_id: number }>(
		`select tile_id from (${unsettledTiles("t.stage_id = $1 and t.tile_id > $2 and t.tile_id <= $3")}) as t order by tile_id limit $4`,
		[project.rootStageId, after, last, limit],
	);
	const tileIds = rows.map((row) => row.tile_id);
	if (tileIds.length === limit) return { tileIds, lookedUpTo: tileIds.at(-1) ?? last };
	return { tileIds, lookedUpTo: count < most ? null : last };
}

/** Complete tiles that will come or go when root tasks say what their tiles are. */
export async function countTilesToMove(transaction: Transaction, projectId: ProjectId): Promise<number> {
	const [row] = await transaction.query<{ count: number }>(
		`select count(*)::int as count
		from (${unsettledTiles("t.stage_id = (select id from stage where project_id = $1 and kind = 'root')")}) as t
		where comes_or_goes`,
		[projectId],
	);
	return row?.count ?? 0;
}

/** Makes root tasks say what their tiles are now. Returns those that children must hear of. */
export async function settleRootTasks(
	transaction: Transaction,
	effects: RoundEffects,
	rootStageId: number,
	tileIds: readonly number[],
): Promise<TileImport["rootMoves"]> {
	const rows = await transaction.query<{
		id: number;
		project_id: number;
		tile_id: number;
		old_state: TaskState;
		state: TaskState;
		content_changed: boolean;
		is_first_content: boolean;
	}>(
		`with old as (
			select t.*, tile.content_signature as next_signature, ${rootState("tile", "tile.withdrawn_at is not null")} as next_state
			from task t join tile on tile.id = t.tile_id join project on project.id = t.project_id
			where t.stage_id = $1 and t.tile_id = any($2)
		)
		update task t set state = old.next_state, output_signature = old.next_signature,
			released_signature = case when old.next_state = 'succeeded' then old.next_signature else t.released_signature end,
			content_id = case when old.next_state = 'succeeded' and t.released_signature is distinct from old.next_signature
				then nextval('attempt_id') else t.content_id end,
			changed_at = now()
		from old
		where t.id = old.id and (old.state <> old.next_state or old.output_signature is distinct from old.next_signature)
		returning t.id, t.project_id, t.tile_id, old.state as old_state, t.state,
			old.released_signature is distinct from t.released_signature as content_changed,
			old.released_signature is null as is_first_content`,
		[rootStageId, tileIds],
	);
	const moved = rows.filter(({ old_state, state }) => old_state !== state);
	// A root stage has one project.
	if (moved[0]) {
		effects.addTaskChanges(
			asProjectId(moved[0].project_id),
			moved.map((row) => ({
				taskId: asTaskId(row.id),
				stageId: asStageId(rootStageId),
				tileId: asTileId(row.tile_id),
				state: row.state,
				attemptId: null,
			})),
		);
	}
	return rows.map((row) => {
		const [was, is] = [row.old_state === "succeeded", row.state === "succeeded"];
		return {
			taskId: row.id,
			unmetChange: was === is ? 0 : is ? -1 : 1,
			contentChanged: is && row.content_changed,
			isFirstContent: row.is_first_content,
		};
	});
}

/**
 * Of several tiles at one lattice position (imaged again under another path) one counts beside neighbours and in groups:
 * the last one heard of that has ever been complete and is not withdrawn. It keeps the place while its files are being
 * written again. Returns, by stage, the tasks of the tiles that gave way or took their place back.
 */
async function settlePrecedence(
	transaction: Transaction,
	changedTileIds: readonly number[],
): Promise<Map<number, number[]>> {
	if (changedTileIds.length === 0) return new Map();
	const tileIds = await settleTilePrecedence(transaction, changedTileIds);
	return byStage(
		await transaction.query<TaskOfStage>("select id, stage_id from task where tile_id = any($1) and unit is null", [
			tileIds,
		]),
	);
}

/** The same after these tiles have arrived, moved, been withdrawn or come back; returns the tiles that count or no longer do. */
export async function settleTilePrecedence(
	transaction: Transaction,
	changedTileIds: readonly number[],
): Promise<number[]> {
	const rows = await transaction.query<{ id: number }>(
		`with place as (
			select distinct project_id, lattice_x, lattice_y, lattice_z, neighbour_key from tile
			where (id = any($1) or superseded_by = any($1)) and lattice_x is not null
		)
		update tile t set superseded_by = case when t.id < last.id then last.id end
		from place join lateral (
				select max(id) as id from tile c
				where c.project_id = place.project_id and c.lattice_z = place.lattice_z and c.lattice_y = place.lattice_y
					and c.lattice_x = place.lattice_x and c.neighbour_key = place.neighbour_key
					and c.has_been_complete and c.withdrawn_at is null
			) as last on true
			where t.project_id = place.project_id and t.lattice_z = place.lattice_z and t.lattice_y = place.lattice_y
				and t.lattice_x = place.lattice_x and t.neighbour_key = place.neighbour_key
				and t.superseded_by is distinct from case when t.id < last.id then last.id end
		returning t.id`,
		[changedTileIds],
	);
	return rows.map(({ id }) => id);
}
