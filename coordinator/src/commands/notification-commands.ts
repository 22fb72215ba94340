import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { isTimeZone } from "../notifications/notification-rules.ts";
import { testText } from "../notifications/notification-text.ts";
import { auditOfChange } from "./audit-of-change.ts";
import { defineCommand } from "./command.ts";
import { idSchema, invalid, nameSchema, nameTaken, notFound } from "./name-rules.ts";

const minute = z.int().min(0).max(1439);
const ruleFields = {
	kind: z.enum(["email", "webhook"]),
	recipients: z.array(z.email()).max(50),
	webhook: z
		.url({ protocol: /^https?$/ })
		.max(2_000)
		.nullable(),
	severities: z.array(z.enum(["info", "warning", "error"])).min(1),
	/** Null for all. */
	eventKinds: z.array(z.string().min(1).max(100)).min(1).max(100).nullable(),
	projectIds: z.array(z.int()).min(1).max(1_000).nullable(),
	digestMinutes: z.int().min(0).max(10_080),
	quietFrom: minute.nullable(),
	quietTo: minute.nullable(),
	timeZone: z.string().max(100).refine(isTimeZone, "is no time zone, such as Europe/Vienna"),
	letsErrorsThrough: z.boolean(),
};

export const createNotificationRule = defineCommand({
	name: "createNotificationRule",
	input: z.object({
		name: nameSchema,
		...ruleFields,
		recipients: ruleFields.recipients.default([]),
		webhook: ruleFields.webhook.default(null),
		severities: ruleFields.severities.default(["warning", "error"]),
		eventKinds: ruleFields.eventKinds.default(null),
		projectIds: ruleFields.projectIds.default(null),
		digestMinutes: ruleFields.digestMinutes.default(0),
		quietFrom: ruleFields.quietFrom.default(null),
		quietTo: ruleFields.quietTo.default(null),
		timeZone: ruleFields.timeZone.default("UTC"),
		letsErrorsThrough: ruleFields.letsErrorsThrough.default(true),
	}),
	async carryOut({ transaction }, input) {
		await refuseTakenName(transaction, input.name, null);
		refuseUnusable(input);
		const [row] = await transaction.query<{ id: number }>(
			`insert into notification_rule (name, kind, recipients, webhook, severities, event_kinds, project_ids, digest_minutes,
				quiet_from, quiet_to, time_zone, lets_errors_through, first_event_id)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, (select coalesce(max(id), 0) from event)) returning id`,
			[input.name, ...ruleValues(input)],
		);
		return { ruleId: row?.id ?? 0, audit: { summary: `added notification rule "${input.name}"` } };
	},
});

export const updateNotificationRule = defineCommand({
	name: "updateNotificationRule",
	input: z.object({
		id: idSchema,
		name: nameSchema.optional(),
		isPaused: z.boolean().optional(),
		...partialFields(),
	}),
	async carryOut({ transaction }, { id, name, isPaused, ...changed }) {
		const before = await readRule(transaction, id);
		if (name !== undefined) await refuseTakenName(transaction, name, id);
		const given = Object.entries(changed).filter(([, value]) => value !== undefined);
		// Only fields that were given take the place of those before, each checked by the schema above.
		const after: RuleFields = { ...before, ...(Object.fromEntries(given) as Partial<RuleFields>) };
		refuseUnusable(after);
		await transaction.query(
			`update notification_rule set name = coalesce($2, name), kind = $3, recipients = $4, webhook = $5, severities = $6,
				event_kinds = $7, project_ids = $8, digest_minutes = $9, quiet_from = $10, quiet_to = $11, time_zone = $12,
				lets_errors_through = $13, is_paused = coalesce($14, is_paused),
				-- What happened while it was paused is not told afterwards.
				first_event_id = case when is_paused and not $14 then (select coalesce(max(id), 0) from event) else first_event_id end
			where id = $1`,
			[id, name ?? null, ...ruleValues(after), isPaused ?? null],
		);
		return {
			ruleId: id,
			audit: auditOfChange(`notification rule "${before.name}"`, before, await readRule(transaction, id)),
		};
	},
});

export const archiveNotificationRule = defineCommand({
	name: "archiveNotificationRule",
	input: z.object({ id: idSchema }),
	async carryOut({ transaction, now }, { id }) {
		const { name } = await readRule(transaction, id);
		await transaction.query("update notification_rule set archived_at = $2 where id = $1", [id, now]);
		return { ruleId: id, audit: { summary: `removed notification rule "${name}"` } };
	},
});

/** Sends a message at once, whatever the rule's hours. What becomes of it is in the deliveries. */
export const testNotificationRule = defineCommand({
	name: "testNotificationRule",
	input: z.object({ id: idSchema, instanceName: z.string() }),
	async carryOut({ transaction, actor }, { id, instanceName }) {
		const rule = await readRule(transaction, id);
		const text = testText(instanceName, rule.name, actor);
		const notificationId = randomUUID();
		await transaction.query(
			`insert into notification (id, rule_id, kind, subject, body, event_count, recipients, webhook)
			values ($1, $2, 'test', $3, $4, 0, $5, $6)`,
			[notificationId, id, text.subject, text.body, rule.recipients, rule.webhook],
		);
		return { notificationId, ruleId: id, audit: { summary: `tested notification rule "${rule.name}"` } };
	},
});

/** Alarms that somebody has seen; named one by one, or all of them up to one. */
export const acknowledgeEvents = defineCommand({
	name: "acknowledgeEvents",
	input: z
		.object({
			ids: z.array(z.int().positive()).max(10_000).nullish(),
			upTo: z.int().positive().nullish(),
			projectId: idSchema.nullish(),
		})
		.refine((input) => (input.ids == null) !== (input.upTo == null), "give either ids or upTo"),
	async carryOut({ transaction, actor, now }, input) {
		const rows = await transaction.query(
			`update event set acknowledged_at = $1, acknowledged_by = $2
			where severity <> 'info' and acknowledged_at is null
				and ($3::bigint[] is null or id = any($3)) and ($4::bigint is null or id <= $4)
				and ($5::int is null or project_id = $5)
			returning id`,
			[now, actor, input.ids ?? null, input.upTo ?? null, input.projectId ?? null],
		);
		const summary = `acknowledged ${rows.length} ${rows.length === 1 ? "alarm" : "alarms"}`;
		return { changedCount: rows.length, audit: { summary } };
	},
});

type RuleFields = { readonly [Field in keyof typeof ruleFields]: z.output<(typeof ruleFields)[Field]> };

function partialFields() {
	return z.object(ruleFields).partial().shape;
}

function ruleValues(rule: RuleFields) {
	return [
		rule.kind,
		rule.kind === "email" ? rule.recipients : [],
		rule.kind === "webhook" ? rule.webhook : null,
		rule.severities,
		rule.eventKinds,
		rule.projectIds,
		rule.digestMinutes,
		rule.quietFrom,
		rule.quietTo,
		rule.timeZone,
		rule.letsErrorsThrough,
	];
}

function refuseUnusable(rule: RuleFields): void {
	if (rule.kind === "email" && rule.recipients.length === 0) {
		throw invalid("An e-mail rule needs at least one recipient: give addresses in `recipients`.", {});
	}
	if (rule.kind === "webhook" && rule.webhook === null) {
		throw invalid("A webhook rule needs the address it posts to: give it in `webhook`.", {});
	}
	if ((rule.quietFrom === null) !== (rule.quietTo === null)) {
		throw invalid("Quiet hours need a beginning and an end: give both, or none.", {});
	}
}

async function readRule(transaction: Transaction, id: number): Promise<RuleFields & { readonly name: string }> {
	const [row] = await transaction.query<RuleFields & { readonly name: string }>(
		`select name, kind, recipients, webhook, severities, event_kinds as "eventKinds", project_ids as "projectIds",
			digest_minutes as "digestMinutes", quiet_from as "quietFrom", quiet_to as "quietTo", time_zone as "timeZone",
			lets_errors_through as "letsErrorsThrough", is_paused as "isPaused"
		from notification_rule where id = $1 and archived_at is null for update`,
		[id],
	);
	if (!row) throw notFound("notification rule", id);
	return row;
}

async function refuseTakenName(transaction: Transaction, name: string, exceptId: number | null): Promise<void> {
	const taken = await transaction.query(
		"select id from notification_rule where lower(name) = lower($1) and archived_at is null and id is distinct from $2",
		[name, exceptId],
	);
	if (taken.length > 0) throw nameTaken("Notification rule", name, "here");
}
