import { randomUUID } from "node:crypto";
import type { Clock } from "@tilewright/contract/clock";
import type { Database, Queryable } from "../database/database.ts";
import { acknowledgedByItself } from "../database/event-store.ts";
import { isTimeToTell } from "./notification-rules.ts";
import { eventsText, type ToldEvent, writtenEvents } from "./notification-text.ts";

/*
 * Makes messages of events, by the rules people have made.
 *
 *   events ──► untold ──time to tell──► written, to be delivered
 */

/**
 * An event's number is drawn before its transaction is committed, so that a smaller number may appear after a larger
 * one was told. So many numbers back it is looked for such ones.
 */
const lateNumbers = 500;
const mostEventsAtOnce = 1_000;

interface RuleRow {
	readonly id: number;
	readonly name: string;
	readonly kind: "email" | "webhook";
	readonly recipients: string[];
	readonly webhook: string | null;
	readonly severities: string[];
	readonly eventKinds: string[] | null;
	readonly projectIds: number[] | null;
	readonly digestMinutes: number;
	readonly quietFrom: number | null;
	readonly quietTo: number | null;
	readonly timeZone: string;
	readonly letsErrorsThrough: boolean;
	readonly firstEventId: number;
	readonly lastEventId: number;
	readonly lastToldAt: Date | null;
}

export class NotificationWriter {
	readonly #database: Database;
	readonly #clock: Clock;
	readonly #instanceName: string;
	readonly #publicUrl: string | null;
	/** The newest event at the last look: nothing is asked while there is none newer and nothing waits. */
	#seenEventId = -1;
	#hasUntold = true;

	constructor(options: {
		readonly database: Database;
		readonly clock: Clock;
		readonly instanceName: string;
		readonly publicUrl: string | null;
	}) {
		this.#database = options.database;
		this.#clock = options.clock;
		this.#instanceName = options.instanceName;
		this.#publicUrl = options.publicUrl;
	}

	/** Writes what rules have not told yet, where it is time. */
	async writeUntold(): Promise<void> {
		const rules = await this.#database.query<RuleRow>(liveRules, []);
		if (rules.length === 0) return;
		const [newest] = await this.#database.query<{ id: number | null }>("select max(id)::float8 as id from event", []);
		const newestId = newest?.id ?? 0;
		if (newestId === this.#seenEventId && !this.#hasUntold) return;
		let hasUntold = false;
		for (const rule of rules) {
			const hasWritten = await this.#database.transaction((transaction) => this.#tell(transaction, rule));
			hasUntold ||= hasWritten === "later";
		}
		// A smaller number may still be on its way, so that one look more is made after the last event.
		this.#hasUntold = hasUntold || newestId !== this.#seenEventId;
		this.#seenEventId = newestId;
	}

	/** Writes one message for everything a rule has not told yet, if it is time. */
	async #tell(transaction: Queryable, rule: RuleRow): Promise<"nothing" | "later" | "written"> {
		const events = await transaction.query<ToldEvent>(untoldEvents, [
			rule.id,
			rule.severities,
			rule.eventKinds,
			rule.projectIds,
			rule.firstEventId,
			Math.max(rule.firstEventId, rule.lastEventId - lateNumbers),
			mostEventsAtOnce,
		]);
		const [oldest] = events;
		if (oldest === undefined) return "nothing";
		const quietHours =
			rule.quietFrom === null || rule.quietTo === null
				? null
				: { from: rule.quietFrom, to: rule.quietTo, timeZone: rule.timeZone };
		const untold = {
			oldestAtMs: oldest.at.getTime(),
			hasError: events.some((event) => event.severity === "error"),
		};
		const telling = {
			digestMinutes: rule.digestMinutes,
			quietHours,
			letsErrorsThrough: rule.letsErrorsThrough,
		};
		if (!isTimeToTell(telling, untold, rule.lastToldAt?.getTime() ?? null, this.#clock.now().getTime())) return "later";
		const text = eventsText(this.#instanceName, events.slice(0, writtenEvents), events.length, this.#publicUrl);
		await transaction.query(
			`insert into notification (id, rule_id, kind, subject, body, event_ids, event_count, recipients, webhook)
			values ($1, $2, 'events', $3, $4, $5, $6, $7, $8)`,
			[
				randomUUID(),
				rule.id,
				text.subject,
				text.body,
				events.map((event) => event.id),
				events.length,
				rule.recipients,
				rule.webhook,
			],
		);
		await transaction.query("update notification_rule set last_event_id = greatest(last_event_id, $2) where id = $1", [
			rule.id,
			Math.max(...events.map((event) => event.id)),
		]);
		return "written";
	}
}

const liveRules = `
	select r.id, r.name, r.kind, r.recipients, r.webhook, r.severities, r.event_kinds as "eventKinds", r.project_ids as "projectIds",
		r.digest_minutes as "digestMinutes", r.quiet_from as "quietFrom", r.quiet_to as "quietTo", r.time_zone as "timeZone",
		r.lets_errors_through as "letsErrorsThrough", r.first_event_id::float8 as "firstEventId",
		r.last_event_id::float8 as "lastEventId",
		(select max(n.created_at) from notification n where n.rule_id = r.id and n.kind = 'events') as "lastToldAt"
	from notification_rule r where r.archived_at is null and not r.is_paused order by r.id`;

/** Oldest first. What a rule has told within the late numbers is in the messages it wrote. */
const untoldEvents = `
	select e.id::float8 as id, e.at, e.severity, e.kind, e.message, e.project_id as "projectId", p.name as "projectName",
		case when e.acknowledged_by = '${acknowledgedByItself}' then e.acknowledged_at end as "overAt"
	from event e left join project p on p.id = e.project_id
	where e.id > $6 and e.id > $5 and e.severity = any($2) and ($3::text[] is null or e.kind = any($3))
		and ($4::int[] is null or e.project_id = any($4))
		and not exists (select from notification n where n.rule_id = $1 and e.id = any(n.event_ids)
			and n.created_at > e.at - interval '1 day')
	order by e.id limit $7`;
