import {
	type NotificationRow,
	type NotificationRuleRow,
	pageNotifications,
	readNotificationRules,
} from "../../database/notification-reads.ts";
import { connectionType, pageArguments, pageComplexity } from "../connection-type.ts";
import { enumType } from "../enum-type.ts";
import { SeverityEnum } from "../enums.ts";
import { answerPage } from "../page.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";

export const NotificationKindEnum = enumType<"email" | "webhook">("NotificationKind", "How people are told.", {
	email: "By mail, over the configured SMTP server.",
	webhook: 'By a POST of `{"text": …}`, as Slack, Mattermost and others take it.',
});

export const NotificationRuleType = builder.loadableObjectRef<NotificationRuleRow, number>("NotificationRule", {
	load: async (ids, context) => {
		const rows = new Map((await readNotificationRules(context.database, ids)).map((row) => [row.id, row]));
		return ids.map((id) => rows.get(id) ?? new Error(`There is no notification rule ${id}.`));
	},
	cacheResolved: (row) => row.id,
});

NotificationRuleType.implement({
	description: "Who is told of what, and when.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		name: t.exposeString("name", { description: "Unique." }),
		kind: t.field({ type: NotificationKindEnum, description: "How.", resolve: (rule) => rule.kind }),
		recipients: t.stringList({
			description: "Addresses of an e-mail rule.",
			resolve: (rule) => [...rule.recipients],
		}),
		webhook: t.exposeString("webhook", { nullable: true, description: "Where a webhook rule posts to." }),
		severities: t.field({
			type: [SeverityEnum],
			description: "Events of which severities.",
			resolve: (rule) => [...rule.severities],
		}),
		eventKinds: t.stringList({
			nullable: true,
			description: "Only events of these kinds; null for all.",
			resolve: (rule) => (rule.eventKinds === null ? null : [...rule.eventKinds]),
		}),
		projects: t.field({
			type: [ProjectType],
			nullable: true,
			description: "Only events of these projects; null for all, also for what belongs to none.",
			resolve: (rule) => (rule.projectIds === null ? null : [...rule.projectIds]),
		}),
		digestMinutes: t.exposeInt("digestMinutes", {
			description: "How long events are collected and then told together; 0 tells at once, and at most once a minute.",
		}),
		quietFrom: t.exposeInt("quietFrom", {
			nullable: true,
			description: "Minute of the day at which quiet hours begin; null without quiet hours.",
		}),
		quietTo: t.exposeInt("quietTo", { nullable: true, description: "Minute of the day at which they end." }),
		timeZone: t.exposeString("timeZone", { description: "In which the quiet hours are, such as `Europe/Vienna`." }),
		letsErrorsThrough: t.exposeBoolean("letsErrorsThrough", {
			description: "Whether errors are told during quiet hours as well.",
		}),
		isPaused: t.exposeBoolean("isPaused", {
			description: "Whether nobody is told now; what happens meanwhile is not told later.",
		}),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "Events from then on are told." }),
	}),
});

const NotificationType = builder.objectRef<NotificationRow>("Notification").implement({
	description: "One message to people, and what became of it.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "A UUID, also the message's id for its receiver." }),
		rule: t.field({ type: NotificationRuleType, description: "By which rule.", resolve: (row) => row.ruleId }),
		isTest: t.boolean({
			description: "Whether somebody only tried the rule.",
			resolve: (row) => row.kind === "test",
		}),
		subject: t.exposeString("subject", { description: "Its first line." }),
		body: t.exposeString("body", { description: "What it says." }),
		eventCount: t.exposeInt("eventCount", { description: "Of how many events it tells." }),
		to: t.stringList({
			description: "Where it was sent.",
			resolve: (row) => (row.webhook === null ? [...row.recipients] : [row.webhook]),
		}),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was written." }),
		lastTriedAt: t.expose("lastTriedAt", { type: "DateTime", nullable: true, description: "When it was sent last." }),
		tries: t.exposeInt("tries", { description: "How often it was sent." }),
		deliveredAt: t.expose("deliveredAt", {
			type: "DateTime",
			nullable: true,
			description: "When the receiver took it.",
		}),
		givenUpAt: t.expose("givenUpAt", {
			type: "DateTime",
			nullable: true,
			description: "Since when it is not tried any more.",
		}),
		lastAnswer: t.exposeString("lastAnswer", {
			nullable: true,
			description: "What the receiver said, or why it could not be reached.",
		}),
	}),
});

const NotificationConnection = connectionType("Notification", NotificationType);

builder.queryFields((t) => ({
	notifications: t.field({
		type: NotificationConnection,
		description: "What people were told, newest first, and whether it arrived.",
		args: { ...pageArguments, ruleId: t.arg.id({ description: "Only by this rule." }) },
		complexity: pageComplexity,
		resolve: (_root, asked, context) =>
			answerPage(asked, ["string", "string"], (request) =>
				pageNotifications(context.database, asked.ruleId == null ? null : Number(asked.ruleId) || 0, request),
			),
	}),
}));
