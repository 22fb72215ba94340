import type { Command } from "commander";
import {
	ListNotificationRulesDocument,
	ListNotificationsDocument,
	type NotificationFragment,
	type NotificationRuleFragment,
	TestNotificationRuleDocument,
	UpdateNotificationRuleDocument,
} from "../api/generated/documents.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { messageOption, readCount } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { formatTime } from "../terminal/figures.ts";
import { toWord } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import { findRule } from "./find-rule.ts";
import { quietText } from "./quiet-hours.ts";
import { addRuleEditingCommands } from "./rule-editing-commands.ts";

const usualLimit = 20;

interface Reason {
	readonly message?: string;
}

/** Who is told of what, and what became of it. */
export function addNotificationCommands(program: Command, surroundings: Surroundings): void {
	const notifications = program
		.command("notifications")
		.description("who is told of what: list, rules, create, update, remove, test, pause, resume");
	notifications
		.command("list", { isDefault: true })
		.description("what people were told, the newest last, and whether it arrived")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listNotifications));
	notifications
		.command("rules")
		.description("who is told of what, and when")
		.action(inSession(surroundings, listRules));
	addRuleEditingCommands(notifications, surroundings);
	notifications
		.command("test <rule>")
		.description("sends a message by a rule at once, whatever its hours (id or name)")
		.addOption(messageOption())
		.action(inSession(surroundings, testRule));
	for (const isPaused of [true, false]) {
		notifications
			.command(`${isPaused ? "pause" : "resume"} <rule>`)
			.description(isPaused ? "nobody is told; what happens meanwhile is not told later" : "tells again")
			.addOption(messageOption())
			.action(
				inSession(surroundings, (session, text: string, given: Reason) => setPaused(session, text, isPaused, given)),
			);
	}
}

const notificationColumns: Column<NotificationFragment>[] = [
	{ title: "WRITTEN", cell: ({ createdAt }) => formatTime(createdAt) },
	{ title: "RULE", canShrink: true, cell: ({ rule }) => rule.name },
	{ title: "TO", leaveOut: 1, canShrink: true, cell: ({ to }) => to.join(", ") },
	{ title: "EVENTS", align: "right", cell: ({ eventCount }) => eventCount },
	{ title: "SUBJECT", canShrink: true, cell: ({ subject }) => subject },
	{
		title: "STATE",
		canShrink: true,
		cell: ({ deliveredAt, givenUpAt, tries, lastAnswer }) => {
			if (deliveredAt !== null) return "delivered";
			const answer = lastAnswer === null ? "" : `: ${lastAnswer}`;
			return givenUpAt === null ? `on its way, ${tries} tries${answer}` : `given up after ${tries} tries${answer}`;
		},
	},
];

async function listNotifications({ api, output }: Session, { limit }: { readonly limit: number }): Promise<void> {
	const { nodes } = await readPages<NotificationFragment>(
		limit,
		async (part): Promise<Page<NotificationFragment>> => (await api.ask(ListNotificationsDocument, part)).notifications,
	);
	output.list([...nodes].reverse(), notificationColumns, "Nobody was told anything yet.");
}

const ruleColumns: Column<NotificationRuleFragment>[] = [
	{ title: "ID", align: "right", cell: ({ id }) => id },
	{ title: "RULE", canShrink: true, cell: ({ name }) => name },
	{ title: "STATE", cell: ({ isPaused }) => (isPaused ? "paused" : "active") },
	{ title: "TO", canShrink: true, cell: ({ recipients, webhook }) => webhook ?? recipients.join(", ") },
	{ title: "OF", cell: ({ severities }) => severities.map(toWord).join(", ") },
	{ title: "PROJECTS", canShrink: true, cell: ({ projects }) => projects?.map(({ name }) => name).join(", ") ?? "all" },
	{ title: "QUIET", isRare: true, cell: quietText },
	{ title: "DIGEST", cell: ({ digestMinutes }) => (digestMinutes === 0 ? "at once" : `${digestMinutes} min`) },
];

async function listRules({ api, output }: Session): Promise<void> {
	const { notificationRules } = await api.ask(ListNotificationRulesDocument, {});
	output.list(notificationRules, ruleColumns, "Nobody is told of anything.");
}

async function testRule({ api, output }: Session, text: string, given: Reason): Promise<void> {
	const { id, name } = await findRule(api, text);
	const { testNotificationRule: sent } = await api.ask(TestNotificationRuleDocument, { input: { id, ...given } });
	output.one(sent, () => [`A message by rule "${name}" is on its way: see tilewright notifications.`]);
}

async function setPaused({ api, output }: Session, text: string, isPaused: boolean, given: Reason): Promise<void> {
	const { id } = await findRule(api, text);
	const { rule } = (await api.ask(UpdateNotificationRuleDocument, { input: { id, isPaused, ...given } }))
		.updateNotificationRule;
	output.one(rule, () => [`Rule "${rule.name}" (${id}) ${isPaused ? "is paused" : "tells again"}.`]);
}
