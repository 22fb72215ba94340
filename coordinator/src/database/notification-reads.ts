import type { ProjectId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";

export interface NotificationRuleRow {
	readonly id: number;
	readonly name: string;
	readonly kind: "email" | "webhook";
	readonly recipients: readonly string[];
	readonly webhook: string | null;
	readonly severities: readonly ("info" | "warning" | "error")[];
	readonly eventKinds: readonly string[] | null;
	readonly projectIds: readonly ProjectId[] | null;
	readonly digestMinutes: number;
	readonly quietFrom: number | null;
	readonly quietTo: number | null;
	readonly timeZone: string;
	readonly letsErrorsThrough: boolean;
	readonly isPaused: boolean;
	readonly createdAt: Date;
}

const ruleColumns = `
	id, name, kind, recipients, webhook, severities, event_kinds as "eventKinds", project_ids as "projectIds",
	digest_minutes as "digestMinutes", quiet_from as "quietFrom", quiet_to as "quietTo", time_zone as "timeZone",
	lets_errors_through as "letsErrorsThrough", is_paused as "isPaused", created_at as "createdAt"`;

/** By name; archived ones are left out. */
export function listNotificationRules(database: Queryable): Promise<NotificationRuleRow[]> {
	return database.query(
		`select ${ruleColumns} from notification_rule where archived_at is null order by lower(name)`,
		[],
	);
}

export function readNotificationRules(database: Queryable, ids: readonly number[]): Promise<NotificationRuleRow[]> {
	return database.query(`select ${ruleColumns} from notification_rule where id = any($1)`, [ids]);
}

export interface NotificationRow {
	readonly id: string;
	readonly ruleId: number;
	readonly kind: "events" | "test";
	readonly subject: string;
	readonly body: string;
	readonly eventCount: number;
	readonly recipients: readonly string[];
	readonly webhook: string | null;
	readonly createdAt: Date;
	readonly lastTriedAt: Date | null;
	readonly tries: number;
	readonly deliveredAt: Date | null;
	readonly givenUpAt: Date | null;
	readonly lastAnswer: string | null;
	readonly createdMicroseconds: string;
}

/** Newest first. */
export async function pageNotifications(
	database: Queryable,
	ruleId: number | null,
	request: PageRequest,
): Promise<Page<NotificationRow>> {
	const conditions = new Conditions();
	if (ruleId !== null) conditions.add("rule_id = ?", ruleId);
	if (request.after) {
		conditions.add(
			"(created_at, id) < (timestamptz 'epoch' + ?::bigint * interval '1 microsecond', ?::uuid)",
			request.after[0],
			request.after[1],
		);
	}
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<NotificationRow>(
		`select id, rule_id as "ruleId", kind, subject, body, event_count as "eventCount", recipients, webhook,
			created_at as "createdAt", last_tried_at as "lastTriedAt", tries, delivered_at as "deliveredAt",
			given_up_at as "givenUpAt", last_answer as "lastAnswer",
			(extract(epoch from created_at) * 1000000)::bigint::text as "createdMicroseconds"
		from notification where ${conditions.text} order by created_at desc, id desc limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(found, request, (row) => [row.createdMicroseconds, row.id]);
}

/** Kinds of events there have been, for choosing among them. */
export async function listEventKinds(database: Queryable): Promise<string[]> {
	// A loose index scan would need an index on kinds; the newest ten thousand say what people can choose.
	const rows = await database.query<{ kind: string }>(
		"select distinct kind from (select kind from event order by id desc limit 10000) as newest order by kind",
		[],
	);
	return rows.map((row) => row.kind);
}
