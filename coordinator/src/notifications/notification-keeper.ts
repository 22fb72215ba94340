import { randomUUID } from "node:crypto";
import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import type { Database, Queryable } from "../database/database.ts";
import { FeedbackRefused, postToWebhook } from "../gates/feedback-delivery.ts";
import { nextTry } from "../gates/feedback-rules.ts";
import { type MailSettings, sendMail } from "./mail.ts";
import { isTimeToTell } from "./notification-rules.ts";
import { eventsText, type ToldEvent, webhookPayload, writtenEvents } from "./notification-text.ts";

/*
 * Tells people what has happened, by the rules they have made. Looks at the events rounds have written; nothing here
 * runs inside a round, so that a mail server that hangs holds up no tile.
 *
 *   events ──► untold ──time to tell──► written to the outbox ──taken──► delivered
 *                                          ▲ └─failed──► waits, longer each time ──► given up after a day
 *                                          └──────────────┘
 *
 * A message is marked as delivered after the receiver has taken it; one that was taken while a coordinator ended is
 * sent again under the same id. Messages of one rule go one after the other.
 */

const lookEveryMs = 2_000;
const deliveryTimeoutMs = 15_000;
const mostAtOnce = 8;
/**
 * An event's number is drawn before its transaction is committed, so that a smaller number may appear after a larger
 * one was told. So many numbers back it is looked for such ones.
 */
const lateNumbers = 500;
const mostEventsAtOnce = 1_000;

export interface NotificationSettings {
	readonly instanceName: string;
	/** Null where no mail server is configured: e-mail rules then say so in their deliveries. */
	readonly mail: MailSettings | null;
	/** Where people reach the page. */
	readonly publicUrl: string | null;
}

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

interface DueRow {
	readonly id: string;
	readonly ruleId: number;
	readonly subject: string;
	readonly body: string;
	readonly recipients: string[];
	readonly webhook: string | null;
	readonly tries: number;
	readonly failingForMs: number;
}

export class NotificationKeeper {
	readonly #database: Database;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #settings: NotificationSettings;
	readonly #stopping = new AbortController();
	readonly #inFlight = new Map<number, Promise<void>>();
	/** The newest event at the last look: nothing is asked while there is none newer and nothing waits. */
	#seenEventId = -1;
	#hasUntold = true;
	#timer: NodeJS.Timeout | undefined;
	#looking: Promise<void> | undefined;
	#lookAgain = false;

	constructor(options: {
		readonly database: Database;
		readonly clock: Clock;
		readonly logger: Logger;
		readonly settings: NotificationSettings;
	}) {
		this.#database = options.database;
		this.#clock = options.clock;
		this.#logger = options.logger;
		this.#settings = options.settings;
	}

	start(): void {
		this.#timer = setInterval(() => this.wake(), lookEveryMs);
		this.wake();
	}

	wake(): void {
		if (this.#stopping.signal.aborted) return;
		this.#lookAgain = true;
		this.#looking ??= this.#look().finally(() => {
			this.#looking = undefined;
		});
	}

	/** What is on its way is broken off and sent again by the next active coordinator. */
	async stop(): Promise<void> {
		clearInterval(this.#timer);
		this.#stopping.abort();
		await this.#looking;
		await Promise.all(this.#inFlight.values());
	}

	async #look(): Promise<void> {
		while (this.#lookAgain && !this.#stopping.signal.aborted) {
			this.#lookAgain = false;
			try {
				await this.#writeUntold();
				await this.#deliverDue();
			} catch (error) {
				this.#logger.warn({ error: describeError(error) }, "notifications could not be looked at; tried again");
				return;
			}
		}
	}

	async #writeUntold(): Promise<void> {
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
		const text = eventsText(
			this.#settings.instanceName,
			events.slice(0, writtenEvents),
			events.length,
			this.#settings.publicUrl,
		);
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
		this.#lookAgain = true;
		return "written";
	}

	async #deliverDue(): Promise<void> {
		const room = mostAtOnce - this.#inFlight.size;
		if (room <= 0) return;
		for (const row of await this.#database.query<DueRow>(dueNotifications, [[...this.#inFlight.keys()], room])) {
			const delivery = this.#deliver(row).finally(() => {
				this.#inFlight.delete(row.ruleId);
				this.wake();
			});
			this.#inFlight.set(row.ruleId, delivery);
		}
	}

	async #deliver(row: DueRow): Promise<void> {
		const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(deliveryTimeoutMs)]);
		try {
			const answer = await this.#send(row, signal);
			await this.#database.query(noteDelivered, [row.id, answer]);
		} catch (error) {
			if (this.#stopping.signal.aborted) return;
			const answer = signal.aborted ? `no answer within ${deliveryTimeoutMs / 1000} s` : wordsOf(error);
			const next = nextTry(row.tries + 1, row.failingForMs);
			const afterMs = next.kind === "again" && !(error instanceof FeedbackRefused) ? next.afterMs : null;
			this.#logger.warn({ notification: row.id, answer, next }, "a notification could not be delivered");
			// Not an event: it would be told by the rule that fails.
			await this.#database.query(noteFailed, [row.id, answer, afterMs]).catch((failure) => {
				this.#logger.warn({ error: describeError(failure) }, "a failed notification could not be noted");
			});
		}
	}

	#send(row: DueRow, signal: AbortSignal): Promise<string> {
		if (row.webhook !== null) return postToWebhook(row.webhook, row.id, webhookPayload(row), signal);
		const { mail } = this.#settings;
		if (mail === null) {
			throw new FeedbackRefused("No mail server is configured: set TILEWRIGHT_SMTP_URL and TILEWRIGHT_MAIL_FROM.");
		}
		return sendMail(
			mail,
			{ id: row.id, recipients: row.recipients, subject: row.subject, text: row.body },
			deliveryTimeoutMs,
		);
	}
}

/** `fetch failed` says nothing; what failed is its cause. */
function wordsOf(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? describeError(error.cause) : "";
	return (cause === "" ? describeError(error) : cause).slice(0, 1_000);
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
	select e.id::float8 as id, e.at, e.severity, e.kind, e.message, e.project_id as "projectId", p.name as "projectName"
	from event e left join project p on p.id = e.project_id
	where e.id > $6 and e.id > $5 and e.severity = any($2) and ($3::text[] is null or e.kind = any($3))
		and ($4::int[] is null or e.project_id = any($4))
		and not exists (select from notification n where n.rule_id = $1 and e.id = any(n.event_ids)
			and n.created_at > e.at - interval '1 day')
	order by e.id limit $7`;

/** The oldest due message of every rule that is not in $1. */
const dueNotifications = `
	select * from (
		select distinct on (rule_id) id, rule_id as "ruleId", subject, body, recipients, webhook, tries,
			coalesce(extract(epoch from now() - failing_since) * 1000, 0)::float8 as "failingForMs", created_at
		from notification
		where delivered_at is null and given_up_at is null and next_try_at <= now() and rule_id <> all($1::int[])
		order by rule_id, created_at, id
	) as due order by created_at limit $2`;

const noteDelivered = `
	update notification set delivered_at = now(), last_tried_at = now(), tries = tries + 1, failing_since = null, last_answer = $2
	where id = $1 and delivered_at is null`;

const noteFailed = `
	update notification set last_tried_at = now(), tries = tries + 1, failing_since = coalesce(failing_since, now()), last_answer = $2,
		next_try_at = now() + coalesce($3::float8, 0) * interval '1 millisecond',
		given_up_at = case when $3 is null then now() end
	where id = $1 and delivered_at is null`;
