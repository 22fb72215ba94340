import { joinPath } from "@tilewright/contract/attempt-paths";
import type { AssignedAttempt } from "@tilewright/contract/messages";
import type { AttributeValue } from "@tilewright/contract/recipe";
import type { TaskFileInput, TaskFileTile } from "@tilewright/contract/task-file";
import type { Queryable } from "../database/database.ts";
import type { RememberedProject, RememberedStage } from "../planning/project-graph.ts";
import type { ClaimedAttempt } from "./claimer.ts";
import { tilePlace } from "./tile-place.ts";
import { type StoredUnit, unitAttributes, unitDirectory, unitOffset } from "./unit-rules.ts";

/** More inputs than this are asked for in pages by the worker instead of travelling with the assignment. */
const maximumInlineInputs = 64;
export const inputsPerPage = 200;

interface InputRow {
	readonly task_id: number;
	readonly role: number;
	readonly consumer_unit: StoredUnit;
	readonly unit_key: string;
	readonly unit: StoredUnit;
	readonly stage_name: string;
	readonly is_root: boolean;
	readonly output_path: string | null;
	readonly artifacts: { readonly path: string; readonly sizeBytes: number }[] | null;
	readonly metrics: Record<string, number> | null;
	readonly tile: TileColumns | null;
	readonly source_root: string | null;
}

interface TileColumns {
	readonly relative_path: string;
	readonly name: string;
	readonly lattice_x: number | null;
	readonly lattice_y: number | null;
	readonly lattice_z: number | null;
	readonly step_x: number | null;
	readonly step_y: number | null;
	readonly step_z: number | null;
	readonly position_x: number | null;
	readonly position_y: number | null;
	readonly position_z: number | null;
	readonly attributes: Record<string, AttributeValue>;
	readonly files: { readonly path: string; readonly sizeBytes: number }[];
}

/** Inputs that have succeeded, in the order of the recipe's parents, own tile before neighbour, oldest first. */
const selectInputs = (page: string) => `
	select i.task_id, i.role, c.unit as consumer_unit, p.unit_key, p.unit, ps.name as stage_name, ps.kind = 'root' as is_root,
		made.recipe ->> 'outputPath' as output_path, a.artifacts, a.metrics, to_jsonb(t) as tile, s.root_path as source_root
	from task_input i
	join task c on c.id = i.task_id
	join task p on p.id = i.input_task_id
	join stage ps on ps.id = p.stage_id
	join stage_parent sp on sp.stage_id = c.stage_id and sp.parent_id = p.stage_id
	left join attempt a on a.id = p.result_attempt_id
	left join stage_version made on made.id = a.stage_version_id
	left join tile t on t.id = p.tile_id
	left join source s on s.id = t.source_id
	where i.task_id = any($1) and p.state = 'succeeded'
	order by i.task_id, sp.place, i.role, p.ordinal, p.id ${page}`;

/** Everything a worker must know of the attempts, by attempt id. Attempts of programs of kind `none` need no look-up. */
export async function composeAssignments(
	database: Queryable,
	attempts: readonly ClaimedAttempt[],
	stageOf: (attempt: ClaimedAttempt) => { readonly stage: RememberedStage; readonly project: RememberedProject },
): Promise<AssignedAttempt[]> {
	const needInputs = attempts.filter((attempt) => stageOf(attempt).stage.recipe.definition.program.kind !== "none");
	const inline = needInputs.filter((attempt) => attempt.inputCount <= maximumInlineInputs);
	const inputs = await readInputs(
		database,
		inline.map((attempt) => attempt.taskId),
	);
	const tiles = await readTiles(
		database,
		needInputs.flatMap((attempt) => (attempt.tileId === null ? [] : [attempt.tileId])),
	);
	const shortages = await readShortages(
		database,
		needInputs.filter(({ number }) => number > 1).map(({ taskId }) => taskId),
	);
	return attempts.map((attempt) => {
		const { stage, project } = stageOf(attempt);
		const short = shortages.get(attempt.taskId);
		const needsInputs = stage.recipe.definition.program.kind !== "none";
		const ownInputs = inputs.get(attempt.taskId) ?? [];
		const tile = attempt.tileId === null ? undefined : tiles.get(attempt.tileId);
		return {
			attemptId: attempt.attemptId,
			taskId: attempt.taskId,
			attemptNumber: attempt.number,
			stageVersionId: attempt.stageVersionId,
			unit: {
				key: attempt.unitKey,
				directory: unitDirectory(attempt.unit, attempt.unitKey, tile?.tile.relativePath ?? null),
				offset: unitOffset(attempt.unit),
				attributes: unitAttributes(attempt.unit),
				isPartial: attempt.isPartial,
				memberCount: attempt.inputCount,
			},
			tile: tile?.tile ?? null,
			inputRoot: inputRootOf(stage, project, tile?.sourceRoot ?? null),
			inputs: !needsInputs ? [] : attempt.inputCount <= maximumInlineInputs ? ownInputs : null,
			...(attempt.isClusterJob ? { place: "cluster" as const } : {}),
			...(short === undefined ? {} : { shortages: short }),
		};
	});
}

/** How often these tasks ran out of memory or time before: they may be given more. */
async function readShortages(
	database: Queryable,
	taskIds: readonly number[],
): Promise<ReadonlyMap<number, { readonly memory: number; readonly time: number }>> {
	if (taskIds.length === 0) return new Map();
	const rows = await database.query<{ task_id: number; memory: number; time: number }>(
		`select task_id, (count(*) filter (where outcome = 'outOfMemory'))::int as memory,
			(count(*) filter (where outcome = 'timedOut'))::int as time
		from attempt where task_id = any($1) and outcome in ('outOfMemory', 'timedOut') group by task_id`,
		[taskIds],
	);
	return new Map(rows.map(({ task_id, memory, time }) => [task_id, { memory, time }]));
}

function inputRootOf(stage: RememberedStage, project: RememberedProject, sourceRoot: string | null): string {
	const [firstParent] = stage.recipe.parents;
	const parent = project.stages.find((candidate) => candidate.id === firstParent);
	return parent?.recipe.outputPath ?? sourceRoot ?? project.rootPath;
}

export async function readInputs(
	database: Queryable,
	taskIds: readonly number[],
): Promise<Map<number, TaskFileInput[]>> {
	const byTask = new Map<number, TaskFileInput[]>();
	if (taskIds.length === 0) return byTask;
	for (const row of await database.query<InputRow>({ name: "inputs-of-tasks", text: selectInputs("") }, [taskIds])) {
		const inputs = byTask.get(row.task_id);
		const input = toInput(row, inputs?.length ?? 0);
		if (inputs) inputs.push(input);
		else byTask.set(row.task_id, [input]);
	}
	return byTask;
}

/** One page of a task's inputs; the order is stable as long as its inputs are. */
export async function readInputsPage(database: Queryable, taskId: number, offset: number): Promise<TaskFileInput[]> {
	const rows = await database.query<InputRow>(selectInputs("offset $2 limit $3"), [[taskId], offset, inputsPerPage]);
	return rows.map((row, index) => toInput(row, offset + index));
}

async function readTiles(
	database: Queryable,
	tileIds: readonly number[],
): Promise<Map<number, { readonly tile: TaskFileTile; readonly sourceRoot: string }>> {
	if (tileIds.length === 0) return new Map();
	const rows = await database.query<{ id: number; tile: TileColumns; source_root: string }>(
		{
			name: "tiles-of-tasks",
			text: "select t.id, to_jsonb(t) as tile, s.root_path as source_root from tile t join source s on s.id = t.source_id where t.id = any($1)",
		},
		[tileIds],
	);
	return new Map(rows.map((row) => [row.id, { tile: toTile(row.tile, row.source_root), sourceRoot: row.source_root }]));
}

function toInput(row: InputRow, placeInUnit: number): TaskFileInput {
	const tile = row.tile && row.source_root !== null ? toTile(row.tile, row.source_root) : null;
	return {
		stage: row.stage_name,
		isRoot: row.is_root,
		unitKey: row.unit_key,
		index: row.consumer_unit?.attributes ? placeInUnit : row.role,
		tile,
		...(row.is_root && row.tile ? acquiredFiles(row.tile, row.source_root ?? "") : resultFiles(row)),
		metrics: row.metrics ?? {},
	};
}

function acquiredFiles(tile: TileColumns, sourceRoot: string): Pick<TaskFileInput, "directory" | "artifacts"> {
	const { directory, files } = tilePlace(
		tile.relative_path,
		tile.files.map((file) => file.path),
	);
	return {
		directory: joinPath(sourceRoot, directory),
		artifacts: files.map((path, index) => ({ path, sizeBytes: tile.files[index]?.sizeBytes ?? 0 })),
	};
}

/** Results are always in a folder of the unit's own. */
function resultFiles(row: InputRow): Pick<TaskFileInput, "directory" | "artifacts"> {
	return {
		directory: joinPath(row.output_path ?? "", unitDirectory(row.unit, row.unit_key, row.tile?.relative_path ?? null)),
		artifacts: (row.artifacts ?? []).map(({ path, sizeBytes }) => ({ path, sizeBytes })),
	};
}

function toTile(columns: TileColumns, sourceRoot: string): TaskFileTile {
	const vector = (x: number | null, y: number | null, z: number | null) =>
		x === null || y === null || z === null ? null : { x, y, z };
	return {
		relativePath: columns.relative_path,
		name: columns.name,
		lattice: vector(columns.lattice_x, columns.lattice_y, columns.lattice_z),
		position: vector(columns.position_x, columns.position_y, columns.position_z),
		step: vector(columns.step_x, columns.step_y, columns.step_z),
		attributes: columns.attributes,
		files: columns.files.map((file) => `${sourceRoot}/${file.path}`),
	};
}
