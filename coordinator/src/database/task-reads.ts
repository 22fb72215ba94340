import type { AttemptId, ProjectId, StageId, TaskId, TileId, WorkerId } from "@tilewright/contract/ids";
import type { AttributeValue } from "@tilewright/contract/recipe";
import type { AttemptOutcome, TaskState } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";
import { readTaskCounts } from "./stage-reads.ts";
import { isStale } from "./stale-condition.ts";
import { listTasksOfTiles } from "./tile-reads.ts";

export interface UnitRow {
	readonly offset?: { readonly x: number; readonly y: number; readonly z: number };
	readonly label?: string;
	readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export interface TaskRow {
	readonly id: TaskId;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly unitKey: string;
	readonly tileId: TileId | null;
	readonly unit: UnitRow | null;
	readonly ordinal: number;
	readonly isBackfill: boolean;
	/** Minus the priority people gave it. */
	readonly rank: number;
	readonly state: TaskState;
	readonly unmetInputs: number;
	readonly inputCount: number;
	readonly isOpen: boolean;
	readonly attemptId: AttemptId | null;
	readonly attemptCount: number;
	readonly resultAttemptId: AttemptId | null;
	readonly notBefore: Date | null;
	readonly changedAt: Date;
	/** The recipe or an input changed after the result was made. */
	readonly isStale: boolean;
	/** Its inputs were changed by an edit, not by data: nothing runs it again by itself. */
	readonly keepsResult: boolean;
	/** One of the few that run while its stage is tried out. */
	readonly isCanary: boolean;
	/** What a person decided about it last. */
	readonly decisionId: number | null;
}

const columns = `
	t.id, t.project_id as "projectId", t.stage_id as "stageId", t.unit_key as "unitKey", t.tile_id as "tileId", t.unit,
	t.ordinal, t.is_backfill as "isBackfill", t.rank, t.state, t.unmet_inputs as "unmetInputs", t.input_count as "inputCount",
	t.is_open as "isOpen", t.attempt_id as "attemptId", t.attempt_count as "attemptCount",
	t.result_attempt_id as "resultAttemptId", t.not_before as "notBefore", t.changed_at as "changedAt",
	t.keeps_result as "keepsResult", t.is_canary as "isCanary", t.decision_id as "decisionId", (${isStale}) as "isStale"`;

export async function loadTasks(database: Queryable, ids: readonly TaskId[]): Promise<TaskRow[]> {
	return database.query(`select ${columns} from task t where t.id = any($1)`, [ids]);
}

export interface TaskFilter {
	readonly states?: readonly TaskState[] | null;
	/** Of the last attempt. */
	readonly outcomes?: readonly AttemptOutcome[] | null;
	/** Everything made from this tile. */
	readonly tileId?: TileId | null;
	readonly z?: number | null;
	/** The worker of the last attempt. */
	readonly workerId?: WorkerId | null;
	/** Further conditions on `task t`, with parameters from `$first` on. */
	readonly also?: (first: number) => { readonly text: string; readonly parameters: readonly unknown[] } | null;
}

type TaskPosition = readonly [stageId: StageId, rank: number, isBackfill: number, ordinal: number, id: number];
/** So many are sorted faster than the stage is walked through for them; of more a page is soon found on the way. */
const fewTasks = 5_000;

export const taskCursorShape = ["number", "number", "number", "number", "number"] as const;

/**
 * Tasks of the stages in the order they are worked on, stage by stage in the order given. One stage after the
 * other is read along the index task_order until the page is full; the counters tell which stages have none.
 */
export async function pageTasks(
	database: Queryable,
	stageIds: readonly StageId[],
	filter: TaskFilter,
	request: PageRequest,
): Promise<Page<TaskRow>> {
	const counts = await readTaskCounts(database, stageIds);
	const matching = (stageId: StageId) =>
		sum([...(counts.get(stageId) ?? [])].filter(([state]) => !filter.states || filter.states.includes(state)));
	const onlyTasks = filter.tileId == null ? null : await taskIdsOfTile(database, filter.tileId);
	// Cursors are checked for their shape before they come here.
	const after = request.after as unknown as TaskPosition | null;
	const start = after ? stageIds.indexOf(after[0]) : 0;
	const found: TaskRow[] = [];
	for (const stageId of start < 0 ? [] : stageIds.slice(start)) {
		const wanted = request.size + 1 - found.length;
		if (wanted <= 0) break;
		if (matching(stageId) === 0) continue;
		const position = after && after[0] === stageId ? after : null;
		// With only states asked for, the counter says when the last one has been found: no need to look further.
		const limit = filterIsOnlyStates(filter) && !position ? Math.min(wanted, matching(stageId)) : wanted;
		const isFew = matching(stageId) <= fewTasks;
		found.push(...(await readStageTasks(database, stageId, filter, onlyTasks, position, limit, isFew)));
	}
	return pageOf(
		found,
		request,
		(row) => [row.stageId, row.rank, Number(row.isBackfill), row.ordinal, row.id],
		async () => (filterIsOnlyStates(filter) ? stageIds.reduce((total, id) => total + matching(id), 0) : null),
	);
}

async function readStageTasks(
	database: Queryable,
	stageId: StageId,
	filter: TaskFilter,
	onlyTasks: readonly TaskId[] | null,
	after: TaskPosition | null,
	limit: number,
	isFew: boolean,
): Promise<TaskRow[]> {
	const conditions = new Conditions();
	conditions.add("t.stage_id = ?", stageId);
	if (filter.states) conditions.add("t.state = any(?::task_state[])", filter.states);
	if (filter.states && isFew && filter.states.every(isNoted)) {
		const noted = conditions.bind(filter.states);
		conditions.add(
			`t.id in (select task_id from task_of_note where stage_id = $1 and state = any(${noted}::task_state[]))`,
		);
	}
	if (onlyTasks) conditions.add("t.id = any(?::bigint[])", onlyTasks);
	if (filter.z != null) {
		const z = conditions.bind(filter.z);
		conditions.add(`case when t.tile_id is null then t.unit -> 'attributes' -> 'z' = to_jsonb(${z}::int)
			else (select lattice_z = ${z}::int from tile where tile.id = t.tile_id) end`);
	}
	// What has succeeded ended well the last time: most tasks are passed over without a look at their attempt.
	if (filter.outcomes && !filter.outcomes.includes("succeeded")) conditions.add("t.state <> 'succeeded'");
	if (filter.outcomes) conditions.add("a.outcome = any(?::attempt_outcome[])", filter.outcomes);
	if (filter.workerId != null) conditions.add("a.worker_id = ?", filter.workerId);
	const also = filter.also?.(conditions.parameters.length + 1) ?? null;
	if (also) conditions.addBound(also.text, also.parameters);
	if (after)
		conditions.add(
			"(t.rank, t.is_backfill, t.ordinal, t.id) > (?::smallint, ?::boolean, ?::bigint, ?::bigint)",
			...after.slice(1),
		);
	const join = filter.outcomes || filter.workerId != null ? "join attempt a on a.id = t.attempt_id" : "";
	return database.query(
		`select ${columns} from task t ${join} where ${conditions.text}
		order by t.rank, t.is_backfill, t.ordinal, t.id limit ${conditions.bind(limit)}`,
		conditions.parameters,
	);
}

/** States whose tasks have a row in `task_of_note`. */
function isNoted(state: TaskState): boolean {
	return state === "review" || state === "rejected" || state === "failed" || state === "cancelled";
}

function filterIsOnlyStates(filter: TaskFilter): boolean {
	return (
		!filter.outcomes &&
		filter.tileId == null &&
		filter.z == null &&
		filter.workerId == null &&
		(filter.also?.(1) ?? null) === null
	);
}

async function taskIdsOfTile(database: Queryable, tileId: TileId): Promise<TaskId[]> {
	return (await listTasksOfTiles(database, [tileId])).map((row) => row.taskId);
}

function sum(counts: readonly (readonly [TaskState, number])[]): number {
	return counts.reduce((total, [, count]) => total + count, 0);
}

export interface DecisionRow {
	readonly id: number;
	readonly kind: string;
	readonly actor: string;
	readonly reason: string | null;
	readonly at: Date;
}

export async function loadDecisions(database: Queryable, ids: readonly number[]): Promise<DecisionRow[]> {
	return database.query("select id, kind, actor, reason, at from decision where id = any($1)", [ids]);
}

/** The tasks a task takes its inputs from, in the order of their ids. */
export async function pageInputs(database: Queryable, taskId: TaskId, request: PageRequest): Promise<Page<TaskRow>> {
	const found = await database.query<TaskRow>(
		`select ${columns} from task t
		where t.id in (select input_task_id from task_input where task_id = $1) and t.id > $2
		order by t.id limit $3`,
		[taskId, request.after?.[0] ?? 0, request.size + 1],
	);
	return pageOf(found, request, (row) => [row.id]);
}

/** Of pairs: the tile of the inputs that is not the unit's own; none while that has not arrived. */
export async function listNeighbours(
	database: Queryable,
	taskIds: readonly TaskId[],
): Promise<{ taskId: TaskId; tileId: TileId }[]> {
	return database.query(
		`select t.id as "taskId", min(p.tile_id) as "tileId"
		from task t join task_input i on i.task_id = t.id join task p on p.id = i.input_task_id
		where t.id = any($1) and t.tile_id is not null and p.tile_id <> t.tile_id group by t.id`,
		[taskIds],
	);
}

/** The first 20 inputs of each task that have not succeeded. */
export async function listBlockers(
	database: Queryable,
	taskIds: readonly TaskId[],
): Promise<{ taskId: TaskId; inputTaskId: TaskId }[]> {
	return database.query(
		`select wanted.id as "taskId", blocker.id as "inputTaskId"
		from unnest($1::bigint[]) as wanted(id) cross join lateral (
			select distinct p.id from task_input i join task p on p.id = i.input_task_id
			where i.task_id = wanted.id and p.state <> 'succeeded' order by p.id limit 20
		) as blocker`,
		[taskIds],
	);
}
