import type { ProjectId, StageId, WorkerId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";

export interface EventRow {
	readonly id: number;
	readonly at: Date;
	readonly projectId: ProjectId | null;
	readonly stageId: StageId | null;
	readonly workerId: WorkerId | null;
	readonly severity: "info" | "warning" | "error";
	readonly kind: string;
	readonly message: string;
	readonly fields: unknown;
	/** When somebody has seen an alarm, and who; null while it is open, and for what is no alarm. */
	readonly acknowledgedAt: Date | null;
	readonly acknowledgedBy: string | null;
}

export interface EventFilter {
	readonly projectId?: ProjectId | null | undefined;
	readonly severities?: readonly string[] | null | undefined;
	readonly kinds?: readonly string[] | null | undefined;
	readonly stageId?: StageId | null | undefined;
	/** From then on. */
	readonly since?: Date | null | undefined;
	/** Only alarms nobody has acknowledged. */
	readonly isOpen?: boolean | null | undefined;
	/** Somewhere in the message; upper and lower case are the same. */
	readonly text?: string | null | undefined;
}

const eventColumns = `
	id, at, project_id as "projectId", stage_id as "stageId", worker_id as "workerId", severity, kind, message, fields,
	acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy"`;

/** Newest first. */
export async function pageEvents(
	database: Queryable,
	filter: EventFilter,
	request: PageRequest,
): Promise<Page<EventRow>> {
	const conditions = new Conditions();
	if (filter.projectId != null) conditions.add("project_id = ?", filter.projectId);
	if (filter.stageId != null) conditions.add("stage_id = ?", filter.stageId);
	if (filter.since != null) conditions.add("at >= ?", filter.since);
	if (filter.severities) conditions.add("severity = any(?)", filter.severities);
	if (filter.kinds) conditions.add("kind = any(?)", filter.kinds);
	// As the index of open alarms has it.
	if (filter.isOpen === true) conditions.addBound("severity <> 'info' and acknowledged_at is null", []);
	if (filter.text) conditions.add("strpos(lower(message), lower(?)) > 0", filter.text);
	if (request.after) conditions.add("id < ?", request.after[0]);
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<EventRow>(
		`select ${eventColumns} from event where ${conditions.text} order by id desc limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(found, request, (row) => [row.id]);
}

export interface CommandRow {
	readonly id: string;
	readonly kind: string;
	readonly input: unknown;
	readonly actor: string;
	readonly message: string | null;
	readonly createdAt: Date;
	readonly finishedAt: Date | null;
	readonly result: unknown;
	readonly problem: { readonly code: string; readonly message: string } | null;
	readonly projectId: ProjectId | null;
	/** What was done, in a sentence; null when it was refused or waits. */
	readonly summary: string | null;
	/** What was replaced, and by what; null where nothing was. */
	readonly before: unknown;
	readonly after: unknown;
	/** Microseconds since 1970 as text: a Date would lose the last three digits, and with them the place in the list. */
	readonly createdMicroseconds: string;
}

export interface CommandFilter {
	readonly projectId?: ProjectId | null | undefined;
	readonly kinds?: readonly string[] | null | undefined;
	readonly actor?: string | null | undefined;
	/** From then on. */
	readonly since?: Date | null | undefined;
	/** Before then. */
	readonly until?: Date | null | undefined;
	/** Somewhere in the summary, the message or what was asked for; upper and lower case are the same. */
	readonly text?: string | null | undefined;
}

/** Newest first. */
export async function pageCommands(
	database: Queryable,
	filter: CommandFilter,
	request: PageRequest,
): Promise<Page<CommandRow>> {
	const conditions = new Conditions();
	if (filter.projectId != null) conditions.add("project_id = ?", filter.projectId);
	if (filter.kinds) conditions.add("kind = any(?)", filter.kinds);
	if (filter.actor != null) conditions.add("lower(actor) = lower(?)", filter.actor);
	if (filter.since != null) conditions.add("created_at >= ?", filter.since);
	if (filter.until != null) conditions.add("created_at < ?", filter.until);
	if (filter.text) {
		const text = conditions.bind(filter.text);
		conditions.addBound(`strpos(lower(concat_ws(' ', summary, message, input::text)), lower(${text})) > 0`, []);
	}
	if (request.after) {
		conditions.add(
			"(created_at, id) < (timestamptz 'epoch' + ?::bigint * interval '1 microsecond', ?::uuid)",
			request.after[0],
			request.after[1],
		);
	}
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<CommandRow>(
		// What was done may have its own reason, which stays with the thing: here it is why, as well as a message.
		`select id, kind, input, actor, coalesce(nullif(message, ''), nullif(input ->> 'reason', '')) as message, created_at as "createdAt", finished_at as "finishedAt", result, problem,
			project_id as "projectId", summary, before, after,
			(extract(epoch from created_at) * 1000000)::bigint::text as "createdMicroseconds"
		from command where ${conditions.text} order by created_at desc, id desc limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(found, request, (row) => [row.createdMicroseconds, row.id]);
}

export async function loadEvents(database: Queryable, ids: readonly number[]): Promise<EventRow[]> {
	return database.query(`select ${eventColumns} from event where id = any($1)`, [ids]);
}
