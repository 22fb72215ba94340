import { type Command, Option } from "commander";
import {
	ArchiveNotificationRuleDocument,
	CreateNotificationRuleDocument,
	type NotificationRuleFragment,
	type Severity,
	UpdateNotificationRuleDocument,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { messageOption, readChoices, readList, readWhole } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProject } from "../projects/find-project.ts";
import { toWord } from "../terminal/state-words.ts";
import { findRule } from "./find-rule.ts";
import { type QuietHours, quietText, readQuietHours } from "./quiet-hours.ts";

/** Rules by which people are told: made, changed and removed. */
export function addRuleEditingCommands(notifications: Command, surroundings: Surroundings): void {
	addRuleOptions(notifications.command("create <name>"))
		.description(
			"a new rule: by mail to people, or to a webhook; of warnings and errors, at once, if nothing else is said",
		)
		.action(inSession(surroundings, createRule));
	addRuleOptions(notifications.command("update <rule>"))
		.description("changes a rule (id or name); what is not said stays as it is")
		.option("--name <name>", "another name")
		.option("--all-kinds", "events of every kind again")
		.option("--all-projects", "of every project again")
		.option("--no-quiet", "tells at any time")
		.action(inSession(surroundings, updateRule));
	notifications
		.command("remove <rule>")
		.description("removes a rule; what people were told by it is kept (id or name)")
		.addOption(messageOption())
		.action(inSession(surroundings, removeRule));
}

const severities: readonly Severity[] = ["ERROR", "WARNING", "INFO"];

function addRuleOptions(command: Command): Command {
	return command
		.addOption(
			new Option("--email <addresses>", "tells these people by mail; several with commas")
				.argParser(readList)
				.conflicts("webhook"),
		)
		.option("--webhook <url>", "posts to this http or https address")
		.option("--severity <severities>", "of events of these only: error, warning, info", readChoices(severities))
		.option("--kind <event-kinds>", "of these kinds only: stagePaused, tileOverdue, …", readList)
		.option("--project <projects>", "of these projects only: ids or names; several with commas", readList)
		.option("--digest <minutes>", "collects events for so long and tells them together; 0 tells at once", readWhole)
		.option("--quiet <hours>", "tells nothing then: 22:00-06:30", readQuietHours)
		.option("--time-zone <zone>", "of the quiet hours: Europe/Vienna (UTC)")
		.option("--quiet-errors", "errors wait for the end of the quiet hours, too")
		.option("--loud-errors", "errors are told at any time")
		.addOption(messageOption());
}

interface RuleOptions {
	readonly email?: readonly string[];
	readonly webhook?: string;
	readonly severity?: readonly Severity[];
	readonly kind?: readonly string[];
	readonly project?: readonly string[];
	readonly digest?: number;
	/** False for `--no-quiet`. */
	readonly quiet?: QuietHours | boolean;
	readonly timeZone?: string;
	readonly quietErrors?: boolean;
	readonly loudErrors?: boolean;
	readonly message?: string;
}

interface RuleChanges extends RuleOptions {
	readonly name?: string;
	readonly allKinds?: boolean;
	readonly allProjects?: boolean;
}

/** What both a new rule and a change say. */
async function readRule(api: Api, given: RuleOptions) {
	const projectIds: string[] = [];
	for (const text of given.project ?? []) projectIds.push((await findProject(api, text)).id);
	if (given.quietErrors === true && given.loudErrors === true)
		throw usageFailure("Say --quiet-errors or --loud-errors, not both.");
	return {
		...(given.email === undefined ? {} : { kind: "EMAIL" as const, recipients: given.email, webhook: null }),
		...(given.webhook === undefined ? {} : { kind: "WEBHOOK" as const, recipients: [], webhook: given.webhook }),
		...(given.severity === undefined ? {} : { severities: given.severity }),
		...(given.kind === undefined ? {} : { eventKinds: given.kind }),
		...(given.project === undefined ? {} : { projectIds }),
		...(given.digest === undefined ? {} : { digestMinutes: given.digest }),
		...(typeof given.quiet === "object" ? given.quiet : {}),
		...(given.timeZone === undefined ? {} : { timeZone: given.timeZone }),
		...(given.quietErrors === true ? { letsErrorsThrough: false } : {}),
		...(given.loudErrors === true ? { letsErrorsThrough: true } : {}),
		...(given.message === undefined ? {} : { message: given.message }),
	};
}

async function createRule({ api, output }: Session, name: string, given: RuleOptions): Promise<void> {
	const { kind, ...rule } = { kind: undefined, ...(await readRule(api, given)) };
	if (kind === undefined) throw usageFailure("Say whom to tell: --email <addresses> or --webhook <url>.");
	const { rule: made } = (await api.ask(CreateNotificationRuleDocument, { input: { name, kind, ...rule } }))
		.createNotificationRule;
	output.one(made, () => [`Rule "${made.name}" (${made.id}) ${ruleWords(made)}.`]);
}

async function updateRule({ api, output }: Session, text: string, given: RuleChanges): Promise<void> {
	const change = {
		...(await readRule(api, given)),
		...(given.name === undefined ? {} : { name: given.name }),
		...(given.allKinds === true ? { eventKinds: null } : {}),
		...(given.allProjects === true ? { projectIds: null } : {}),
		...(given.quiet === false ? { quietFrom: null, quietTo: null } : {}),
	};
	if (Object.keys(change).every((name) => name === "message"))
		throw usageFailure("Say what to change: see tilewright notifications update --help.");
	const { id } = await findRule(api, text);
	const { rule } = (await api.ask(UpdateNotificationRuleDocument, { input: { id, ...change } })).updateNotificationRule;
	output.one(rule, () => [`Rule "${rule.name}" (${id}) ${ruleWords(rule)}.`]);
}

async function removeRule({ api, output }: Session, text: string, given: { readonly message?: string }): Promise<void> {
	const { id } = await findRule(api, text);
	const { rule } = (await api.ask(ArchiveNotificationRuleDocument, { input: { id, ...given } }))
		.archiveNotificationRule;
	output.one(rule, () => [`Rule "${rule.name}" (${id}) is removed.`]);
}

/** `tells ops@lab.org of error, warning, at once, not 22:00-06:30 (UTC)`. */
function ruleWords(rule: NotificationRuleFragment): string {
	const quiet = quietText(rule);
	const errors = rule.letsErrorsThrough ? " except errors" : "";
	return [
		`tells ${rule.webhook ?? rule.recipients.join(", ")} of ${(rule.eventKinds ?? rule.severities.map(toWord)).join(", ")}`,
		...(rule.projects === null ? [] : [`in ${rule.projects.map(({ name }) => name).join(", ")}`]),
		rule.digestMinutes === 0 ? "at once" : `together every ${rule.digestMinutes} min`,
		...(quiet === "" ? [] : [`not ${quiet} (${rule.timeZone})${errors}`]),
	].join(", ");
}
