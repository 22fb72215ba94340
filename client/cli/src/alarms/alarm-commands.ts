import type { Command } from "commander";
import { AcknowledgeEventsDocument, type EventFragment, ListAlarmsDocument } from "../api/generated/documents.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { messageOption, readCount } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProject } from "../projects/find-project.ts";
import { formatTime } from "../terminal/figures.ts";
import { severityCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

const usualLimit = 20;

/** Warnings and errors that nobody has acknowledged. */
export function addAlarmCommands(program: Command, surroundings: Surroundings): void {
	const alarms = program.command("alarms").description("warnings and errors that nobody has seen: list, acknowledge");
	alarms
		.command("list [project]", { isDefault: true })
		.description("alarms that are open, the newest last")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listAlarms));
	alarms
		.command("acknowledge [alarms...]")
		.description("says that somebody has seen alarms: those given, or all up to one")
		.option("--up-to <alarm>", "all that are open up to this one")
		.option("--all", "all that are open now")
		.option("--project <project>", "in this project only")
		.addOption(messageOption())
		.action(inSession(surroundings, acknowledge));
}

async function readOpen({ api }: Session, projectText: string | undefined, limit: number) {
	const projectId = projectText === undefined ? undefined : (await findProject(api, projectText)).id;
	const variables = { filter: { isOpen: true }, ...(projectId === undefined ? {} : { projectId }) };
	const { nodes } = await readPages<EventFragment>(
		limit,
		async (part): Promise<Page<EventFragment>> => (await api.ask(ListAlarmsDocument, { ...variables, ...part })).events,
	);
	return { projectId, nodes };
}

async function listAlarms(
	session: Session,
	project: string | undefined,
	{ limit }: { readonly limit: number },
): Promise<void> {
	const { nodes } = await readOpen(session, project, limit);
	const { output } = session;
	output.list([...nodes].reverse(), alarmColumns(output.terminal.colours), "No alarm is open.");
}

function alarmColumns(colours: Colours): Column<EventFragment>[] {
	return [
		{ title: "ALARM", align: "right", cell: ({ id }) => id },
		{ title: "WHEN", cell: ({ at }) => formatTime(at) },
		{ title: "SEVERITY", cell: ({ severity }) => severityCell(severity, colours) },
		{
			title: "WHERE",
			leaveOut: 1,
			canShrink: true,
			cell: ({ project, stage }) => [project?.name, stage?.name].filter((name) => name !== undefined).join("/"),
		},
		{ title: "WHAT", canShrink: true, cell: ({ message }) => message },
	];
}

interface AcknowledgeOptions {
	readonly upTo?: string;
	readonly all?: boolean;
	readonly project?: string;
	readonly message?: string;
}

async function acknowledge(session: Session, ids: readonly string[], given: AcknowledgeOptions): Promise<void> {
	const { api, output } = session;
	const { upTo, all = false, project, message } = given;
	if ([ids.length > 0, upTo !== undefined, all].filter(Boolean).length !== 1) {
		throw usageFailure("Say which alarms: their ids, --up-to one of them, or --all.");
	}
	const { projectId, nodes } = await readOpen(session, project, 1);
	// All that are open now; what comes while this is asked stays open.
	const last = all ? nodes[0]?.id : upTo;
	if (ids.length === 0 && last === undefined) {
		output.one({ changedCount: 0 }, () => ["No alarm is open."]);
		return;
	}
	const input = {
		...(ids.length > 0 ? { ids } : {}),
		...(last === undefined ? {} : { upTo: last }),
		...(projectId === undefined ? {} : { projectId }),
		...(message === undefined ? {} : { message }),
	};
	const { changedCount } = (await api.ask(AcknowledgeEventsDocument, { input })).acknowledgeEvents;
	output.one({ changedCount }, () => [`${changedCount} ${changedCount === 1 ? "alarm" : "alarms"} acknowledged.`]);
}
