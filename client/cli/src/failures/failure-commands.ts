import type { Command } from "commander";
import {
	type FailureGroupFragment,
	ListFailureGroupsDocument,
	ListFailurePlacesDocument,
	type ListFailurePlacesResult,
} from "../api/generated/documents.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { readCount } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { readTime } from "../command/time-text.ts";
import { type BulkAction, type ChangeOptions, changeTasks } from "../tasks/change-tasks.ts";
import { addReasons } from "../tasks/task-editing-commands.ts";
import { formatAge, formatCount } from "../terminal/figures.ts";
import { outcomeCell } from "../terminal/state-words.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";
import { describeGroup } from "./failure-lines.ts";
import { findGroup, type GroupScope, readScope } from "./find-group.ts";

const usualLimit = 20;

interface GroupCommand extends BulkAction {
	readonly command: string;
	readonly description: string;
}

const groupCommands: readonly GroupCommand[] = [
	{
		command: "retry",
		description: "another try for the tasks that are failed now because of it",
		action: { kind: "RETRY" },
		words: "to run again",
	},
	{
		command: "skip",
		description: "lets the children of these tasks go on as if they had succeeded",
		action: { kind: "SKIP_AS_DONE" },
		words: "to skip as done",
	},
	{
		command: "exclude",
		description: "takes the units of these tasks out of the stage",
		action: { kind: "EXCLUDE" },
		words: "to take out",
	},
];

/** What goes wrong, by what it has in common. */
export function addFailureCommands(program: Command, surroundings: Surroundings): void {
	const failures = program.command("failures").description("what goes wrong: list, places, show, retry, skip, exclude");
	addScope(failures.command("list [project]", { isDefault: true }))
		.description("groups of failures with one cause, most failed tasks first")
		.option("-n, --limit <n>", `at most so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listGroups));
	addScope(failures.command("places [project]"))
		.description("where it goes wrong: by worker and by machine")
		.action(inSession(surroundings, listPlaces));
	addScope(failures.command("show <group>"))
		.description("a group: places, counts over time, examples (id, or a part of its signature)")
		.option("--project <project>", "id or name (the only one there is)")
		.action(inSession(surroundings, showGroup));
	for (const command of groupCommands) {
		addReasons(addScope(failures.command(`${command.command} <group>`)))
			.description(command.description)
			.option("--project <project>", "id or name (the only one there is)")
			.action(
				inSession(surroundings, (session, text: string, given: GroupScope & ChangeOptions) =>
					changeGroup(session, text, given, command),
				),
			);
	}
}

function addScope(command: Command): Command {
	return command
		.option("--stage <stage>", "of this stage: id, name or project/name")
		.option("--since <time>", "what was seen since then: 2026-11-21, 2026-11-21T09:30, or 2h, 3d ago", readTime);
}

async function listGroups(
	{ api, output }: Session,
	project: string | undefined,
	{ limit, ...given }: GroupScope & { readonly limit: number },
): Promise<void> {
	const variables = await readScope(api, { ...given, ...(project === undefined ? {} : { project }) });
	const { nodes, total } = await readPages<FailureGroupFragment>(
		limit,
		async (part): Promise<Page<FailureGroupFragment>> =>
			(await api.ask(ListFailureGroupsDocument, { ...variables, ...part })).failureGroups,
	);
	output.list(nodes, groupColumns(output.terminal.colours, new Date()), "Nothing has failed.");
	if (!output.isJson && total !== null && total > nodes.length) {
		output.terminal.complain(`${formatCount(nodes.length)} of ${formatCount(total)}; see more with --limit.`);
	}
}

function groupColumns(colours: Colours, now: Date): Column<FailureGroupFragment>[] {
	return [
		{ title: "GROUP", align: "right", cell: ({ id }) => id },
		{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
		{ title: "OUTCOME", leaveOut: 4, cell: ({ outcome }) => outcomeCell(outcome, colours) },
		{
			title: "FAILED",
			align: "right",
			cell: ({ failedTasks }) =>
				failedTasks === 0 ? { text: "·", paint: colours.dim } : { text: formatCount(failedTasks), paint: colours.red },
		},
		{ title: "ATTEMPTS", leaveOut: 3, align: "right", cell: ({ attempts }) => formatCount(attempts) },
		{ title: "LAST", leaveOut: 2, align: "right", cell: ({ lastAt }) => formatAge(lastAt, now) },
		{ title: "ON", leaveOut: 1, canShrink: true, cell: ({ workers }) => describePlaces(workers) },
		{ title: "SIGNATURE", canShrink: true, cell: ({ signature }) => signature },
	];
}

/** `worker-1, worker-2 and 3 more`. */
function describePlaces(workers: FailureGroupFragment["workers"]): string {
	const names = workers.slice(0, 2).map(({ name }) => name);
	return `${names.join(", ")}${workers.length > names.length ? ` and ${workers.length - names.length} more` : ""}`;
}

type Places = ListFailurePlacesResult["failurePlaces"];

export const workerPlaceColumns: Column<Places["workers"][number]>[] = [
	{ title: "WORKER", canShrink: true, cell: ({ name }) => name },
	{ title: "HOST", canShrink: true, cell: ({ host }) => host },
	{ title: "ATTEMPTS", align: "right", cell: ({ attempts }) => formatCount(attempts) },
	{ title: "LAST", align: "right", cell: ({ lastAt }) => formatAge(lastAt, new Date()) },
];

const hostColumns: Column<Places["hosts"][number]>[] = [
	{ title: "MACHINE", canShrink: true, cell: ({ host }) => host },
	{ title: "WORKERS", align: "right", cell: ({ workers }) => workers },
	{ title: "ATTEMPTS", align: "right", cell: ({ attempts }) => formatCount(attempts) },
];

async function listPlaces({ api, output }: Session, project: string | undefined, given: GroupScope): Promise<void> {
	const variables = await readScope(api, { ...given, ...(project === undefined ? {} : { project }) });
	const { failurePlaces } = await api.ask(ListFailurePlacesDocument, variables);
	const { terminal } = output;
	const shape = { width: terminal.width(), colours: terminal.colours };
	if (failurePlaces.workers.length === 0) terminal.complain("Nothing has failed.");
	output.one(failurePlaces, () => {
		if (failurePlaces.workers.length === 0) return [];
		return [
			...formatTable(workerPlaceColumns, failurePlaces.workers, shape),
			"",
			...formatTable(hostColumns, failurePlaces.hosts, shape),
		];
	});
}

async function showGroup({ api, output }: Session, text: string, given: GroupScope): Promise<void> {
	const { group } = await findGroup(api, text, given);
	output.one(group, () => describeGroup(group, output.terminal));
}

async function changeGroup(
	session: Session,
	text: string,
	given: GroupScope & ChangeOptions,
	bulk: BulkAction,
): Promise<void> {
	const { projectId, group } = await findGroup(session.api, text, given);
	const selection = {
		projectId,
		stageIds: [group.stage.id],
		states: ["FAILED"] as const,
		outcomes: [group.outcome],
		signature: group.signature,
	};
	await changeTasks(session, selection, bulk, given);
}
