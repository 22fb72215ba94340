import type { FeedbackVerdict, GateReport } from "@tilewright/contract/gate";
import { asTaskId, type ProjectId, type StageId, type TaskId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import { stands } from "./decided-condition.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";
import { loadTasks, type TaskRow } from "./task-reads.ts";

/** Results that wait for a person, in the order their tasks were made. */
export function pageReviewQueue(
	database: Queryable,
	stageIds: readonly StageId[],
	request: PageRequest,
): Promise<Page<TaskRow>> {
	const from = "task_of_note where stage_id = any($1) and state = 'review'";
	return pageTasksFrom(database, from, stageIds, request);
}

/** What the gates said of all results that wait for a person, in the order their tasks were made. */
export async function listHeldResults(
	database: Queryable,
	stageIds: readonly StageId[],
): Promise<{ readonly id: TaskId; readonly report: GateReport | null }[]> {
	return database.query(
		`select n.task_id as id, a.gate as report
		from task_of_note n join task t on t.id = n.task_id left join attempt a on a.id = t.result_attempt_id
		where n.stage_id = any($1) and n.state = 'review' order by n.task_id`,
		[stageIds],
	);
}

/** A page of the review queue in an order that was made of all of it: what is on the page is read. */
export async function pageInOrder(
	database: Queryable,
	ordered: readonly TaskId[],
	request: PageRequest,
): Promise<Page<TaskRow>> {
	// Behind the place where the last one of the page before stood; it may have been decided meanwhile.
	const [place = -1, id = 0] = (request.after ?? []).map(Number);
	const found = ordered.indexOf(asTaskId(id));
	const start = request.after === null ? 0 : found < 0 ? Math.max(0, place) : found + 1;
	const ids = ordered.slice(start, start + request.size + 1);
	const rows = new Map((await loadTasks(database, ids)).map((row) => [row.id, row]));
	const places = new Map(ids.map((taskId, index) => [taskId, start + index]));
	return pageOf(
		ids.flatMap((taskId) => rows.get(taskId) ?? []),
		request,
		(row) => [places.get(row.id) ?? 0, row.id],
		async () => ordered.length,
	);
}

/** What a person approved or rejected of the results there are, and what still stands. */
const decidedTasks = `decision d join task t on t.decision_id = d.id join attempt made on made.id = t.result_attempt_id
	where d.project_id = $1 and t.stage_id = any($2) and ${stands}`;

/** Results about which a person decided, the newest decision first; a result that was made again since is left out. */
export async function pageDecidedTasks(
	database: Queryable,
	projectId: ProjectId,
	stageIds: readonly StageId[],
	request: PageRequest,
): Promise<Page<TaskRow>> {
	const [decision = null, task = null] = request.after ?? [];
	const found = await database.query<{ id: TaskId; decisionId: number }>(
		`select t.id, d.id as "decisionId" from ${decidedTasks} and ($3::bigint is null or (d.id, t.id) < ($3::bigint, $4::bigint))
		order by d.id desc, t.id desc limit $5`,
		[projectId, stageIds, decision, task, request.size + 1],
	);
	const rows = new Map(
		(
			await loadTasks(
				database,
				found.map(({ id }) => id),
			)
		).map((row) => [row.id, row]),
	);
	const places = new Map(found.map(({ id, decisionId }) => [id, decisionId]));
	return pageOf(
		found.flatMap(({ id }) => rows.get(id) ?? []),
		request,
		(row) => [places.get(row.id) ?? 0, row.id],
		async () => {
			const [total] = await database.query<{ n: number }>(`select count(*)::int as n from ${decidedTasks}`, [
				projectId,
				stageIds,
			]);
			return total?.n ?? 0;
		},
	);
}

/** Results that a gate or a person has flagged. */
export function pageFlaggedTasks(
	database: Queryable,
	stageIds: readonly StageId[],
	request: PageRequest,
): Promise<Page<TaskRow>> {
	return pageTasksFrom(database, "task_flag where stage_id = any($1)", stageIds, request);
}

async function pageTasksFrom(
	database: Queryable,
	from: string,
	stageIds: readonly StageId[],
	request: PageRequest,
): Promise<Page<TaskRow>> {
	const found = await database.query<{ id: TaskId }>(
		`select distinct task_id as id from ${from} and task_id > $2 order by task_id limit $3`,
		[stageIds, request.after?.[0] ?? 0, request.size + 1],
	);
	const rows = new Map(
		(
			await loadTasks(
				database,
				found.map((row) => row.id),
			)
		).map((row) => [row.id, row]),
	);
	const ordered = found.flatMap((row) => rows.get(row.id) ?? []);
	return pageOf(
		ordered,
		request,
		(row) => [row.id],
		async () => {
			const [total] = await database.query<{ n: number }>(`select count(distinct task_id)::int as n from ${from}`, [
				stageIds,
			]);
			return total?.n ?? 0;
		},
	);
}

export interface FlagRow {
	readonly taskId: TaskId;
	readonly reason: string | null;
	/** Null for a gate. */
	readonly actor: string | null;
	readonly at: Date;
}

export async function listFlags(database: Queryable, taskIds: readonly TaskId[]): Promise<FlagRow[]> {
	return database.query(
		`select f.task_id as "taskId", f.reason, d.actor, f.at from task_flag f left join decision d on d.id = f.decision_id
		where f.task_id = any($1) order by f.task_id, f.by_gate`,
		[taskIds],
	);
}

export interface FeedbackRow {
	readonly id: string;
	readonly projectId: ProjectId;
	readonly stageId: StageId | null;
	readonly verdict: FeedbackVerdict;
	readonly rule: string | null;
	readonly actor: string | null;
	readonly message: string | null;
	readonly tileCount: number;
	readonly payload: unknown;
	readonly webhook: string | null;
	readonly subject: string | null;
	readonly createdAt: Date;
	readonly tries: number;
	readonly lastTriedAt: Date | null;
	readonly failingSince: Date | null;
	readonly lastAnswer: string | null;
	readonly deliveredAt: Date | null;
	readonly givenUpAt: Date | null;
	/** As text: a Date would lose the last three digits, and with them the place in the list. */
	readonly createdMicroseconds: string;
}

const feedbackColumns = `
	id, project_id as "projectId", stage_id as "stageId", verdict, rule, actor, message, tile_count as "tileCount", payload, webhook, subject,
	created_at as "createdAt", tries, last_tried_at as "lastTriedAt", failing_since as "failingSince", last_answer as "lastAnswer",
	delivered_at as "deliveredAt", given_up_at as "givenUpAt", (extract(epoch from created_at) * 1000000)::bigint::text as "createdMicroseconds"`;

/** Newest first. */
export async function pageFeedback(
	database: Queryable,
	projectId: ProjectId,
	isOpen: boolean | null,
	request: PageRequest,
): Promise<Page<FeedbackRow>> {
	const conditions = new Conditions();
	conditions.add("project_id = ?", projectId);
	if (isOpen !== null) conditions.add(`(delivered_at is null and given_up_at is null) = ?`, isOpen);
	if (request.after) {
		conditions.add(
			"(created_at, id) < (timestamptz 'epoch' + ?::bigint * interval '1 microsecond', ?::uuid)",
			...request.after,
		);
	}
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<FeedbackRow>(
		`select ${feedbackColumns} from feedback where ${conditions.text} order by created_at desc, id desc limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(found, request, (row) => [row.createdMicroseconds, row.id]);
}

export async function loadFeedback(database: Queryable, ids: readonly string[]): Promise<FeedbackRow[]> {
	return database.query(`select ${feedbackColumns} from feedback where id = any($1::uuid[]) order by created_at, id`, [
		ids,
	]);
}

/** The stages of a project that run programs; those asked for, or all. */
export async function listJudgedStages(
	database: Queryable,
	projectId: ProjectId,
	stageIds: readonly StageId[] | null,
): Promise<StageId[]> {
	const rows = await database.query<{ id: StageId }>(
		`select id from stage where project_id = $1 and kind = 'program' and removed_at is null and ($2::int[] is null or id = any($2)) order by id`,
		[projectId, stageIds],
	);
	return rows.map((row) => row.id);
}
