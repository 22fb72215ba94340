/** What a message says. Both kinds of address get the same words; Slack-compatible webhooks get them as `text`. */

export interface ToldEvent {
	readonly id: number;
	readonly at: Date;
	readonly severity: "info" | "warning" | "error";
	readonly kind: string;
	readonly message: string;
	readonly projectId: number | null;
	readonly projectName: string | null;
	/** When what it warned of was over by itself; null while it is not, or nobody can tell. */
	readonly overAt: Date | null;
}

export interface NotificationText {
	readonly subject: string;
	readonly body: string;
}

/** More are counted, not written out. */
export const writtenEvents = 50;
const subjectCharacters = 140;

const severityWords = { error: "ERROR", warning: "Warning", info: "Info" } as const;

/** `publicUrl`: where people reach the page; null leaves links out. `count`: of all, also those not in the list. */
export function eventsText(
	instance: string,
	events: readonly ToldEvent[],
	count: number,
	publicUrl: string | null,
): NotificationText {
	const [first] = events;
	const worst = events.some((event) => event.severity === "error")
		? "error"
		: events.some((event) => event.severity === "warning")
			? "warning"
			: "info";
	const projects = [...new Set(events.flatMap((event) => event.projectName ?? []))];
	const where = projects.length === 1 ? ` ${projects[0]}:` : "";
	const what = count === 1 && first !== undefined ? first.message : `${count} events`;
	const written = events.slice(0, writtenEvents);
	const lines = written.map((event) => {
		const project = event.projectName === null || projects.length === 1 ? "" : `${event.projectName}: `;
		const over = event.overAt === null ? "" : ` (over since ${utc(event.overAt)})`;
		return `${severityWords[event.severity]}  ${utc(event.at)}  ${project}${event.message}${over}`;
	});
	if (count > written.length) lines.push(`… and ${count - written.length} more.`);
	if (publicUrl !== null) {
		const [only, ...others] = [...new Set(events.flatMap((event) => event.projectId ?? []))];
		const path = only !== undefined && others.length === 0 ? `/projects/${only}` : "/activity";
		lines.push("", `${publicUrl.replace(/\/+$/, "")}${path}`);
	}
	return {
		subject: oneLine(`[${instance}] ${severityWords[worst]}:${where} ${what}`),
		body: lines.join("\n"),
	};
}

const utc = (time: Date) => `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;

export function testText(instance: string, rule: string, actor: string): NotificationText {
	return {
		subject: oneLine(`[${instance}] Test of "${rule}"`),
		body: `${actor} tried whether notifications of the rule "${rule}" arrive here. They do.`,
	};
}

/** Headers of a mail have one line. */
function oneLine(text: string): string {
	const line = text.replace(/\s+/g, " ").trim();
	return line.length <= subjectCharacters ? line : `${line.slice(0, subjectCharacters - 1)}…`;
}

/** What a Slack-compatible webhook takes. */
export function webhookPayload(text: NotificationText): string {
	return JSON.stringify({ text: `*${escapeMarkup(text.subject)}*\n${escapeMarkup(text.body)}` });
}

/** Slack reads these three as markup. */
function escapeMarkup(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
