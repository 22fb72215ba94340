import type { Command } from "commander";
import {
	ChangeTasksDocument,
	PreviewTaskChangeDocument,
	type PreviewTaskChangeResult,
	type TaskActionInput,
} from "../api/generated/documents.ts";
import { messageOption, readChoices, readWhole } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { addConfirmation, type Confirmation, confirm } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { formatCount } from "../terminal/figures.ts";
import { taskStateNames, toWord } from "../terminal/state-words.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type TaskChoice, toSelection } from "./choose-tasks.ts";
import { addChoice } from "./task-choice-options.ts";

interface ChangeOptions extends Omit<TaskChoice, "plane">, Confirmation {
	readonly reason?: string;
	readonly message?: string;
}

interface BulkAction {
	readonly command: string;
	readonly description: string;
	readonly action: TaskActionInput;
	/** `12 tasks to run again` */
	readonly words: string;
}

const actions: readonly BulkAction[] = [
	{
		command: "retry",
		description: "another try for tasks that have ended; old results stay until the new ones are accepted",
		action: { kind: "RETRY" },
		words: "to run again",
	},
	{
		command: "cancel",
		description: "stops what runs and gives up what was not started",
		action: { kind: "CANCEL" },
		words: "to stop or give up",
	},
	{
		command: "skip",
		description: "lets their children go on as if they had succeeded",
		action: { kind: "SKIP_AS_DONE" },
		words: "to skip as done",
	},
	{
		command: "accept",
		description: "their stale results count as current",
		action: { kind: "ACCEPT_AS_IS" },
		words: "to accept as they are",
	},
	{
		command: "exclude",
		description: "takes their units out of the stages; neighbours and groups go on without them",
		action: { kind: "EXCLUDE" },
		words: "to take out",
	},
	{
		command: "include",
		description: "takes units back that were taken out",
		action: { kind: "INCLUDE" },
		words: "to take back",
	},
];

/** What is done to many tasks at once, by what they are like, counted before it is done. */
export function addTaskEditingCommands(tasks: Command, surroundings: Surroundings): void {
	for (const bulk of actions) {
		addChangeOptions(tasks.command(`${bulk.command} [tasks...]`))
			.description(bulk.description)
			.action(
				inSession(surroundings, (session, ids: readonly string[], given: ChangeOptions) =>
					changeTasks(session, ids, given, bulk),
				),
			);
	}
	addChangeOptions(
		tasks.command("priority").argument("<n>", "the priority", readWhole).argument("[tasks...]", "ids of tasks"),
	)
		.description("-1000 to 1000; higher goes first, before live tiles")
		.action(
			inSession(surroundings, (session, setPriority: number, ids: readonly string[], given: ChangeOptions) => {
				const words = `to get priority ${setPriority}`;
				return changeTasks(session, ids, given, { action: { setPriority }, words });
			}),
		);
}

function addChangeOptions(command: Command): Command {
	return addConfirmation(addChoice(command))
		.option("--state <states>", "waiting, ready, running, succeeded, failed, …", readChoices(taskStateNames))
		.option("--reason <text>", "kept with the tasks, and shown with them")
		.addOption(messageOption());
}

async function changeTasks(
	session: Session,
	ids: readonly string[],
	given: ChangeOptions,
	{ action, words }: Pick<BulkAction, "action" | "words">,
): Promise<void> {
	const { api, output } = session;
	const { yes, dryRun, reason, message, ...choice } = given;
	// The whole of a project is a lot to be meant by nothing: it has to be named.
	if (ids.length === 0 && Object.keys(choice).length === 0) {
		throw usageFailure("Say which tasks: their ids, or options such as --stage, --state or --project.");
	}
	const selection = await toSelection(api, choice, ids);
	const { previewTaskChange: preview } = await api.ask(PreviewTaskChangeDocument, { selection, action });
	if (dryRun === true) {
		output.one(preview, () => describeTaskChange(preview, words, output.terminal));
		return;
	}
	for (const line of describeTaskChange(preview, words, output.terminal)) output.terminal.complain(line);
	// Whoever names each task has counted them already.
	if (preview.changedCount > 0 && ids.length === 0) await confirm(session, given, "Do it?");
	const input = {
		selection,
		action,
		...(reason === undefined ? {} : { reason }),
		...(message === undefined ? {} : { message }),
	};
	const { changedCount } = (await api.ask(ChangeTasksDocument, { input })).changeTasks;
	output.one({ changedCount, selectedCount: preview.selectedCount }, () => [
		`${formatCount(changedCount)} of ${formatCount(preview.selectedCount)} tasks changed.`,
	]);
}

type Preview = PreviewTaskChangeResult["previewTaskChange"];

const countColumns: Column<Preview["counts"][number]>[] = [
	{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
	{ title: "STATE", cell: ({ state }) => toWord(state) },
	{ title: "TASKS", align: "right", cell: ({ selectedCount }) => formatCount(selectedCount) },
	{ title: "CHANGE", align: "right", cell: ({ changedCount }) => formatCount(changedCount) },
];

function describeTaskChange(
	{ selectedCount, changedCount, counts }: Preview,
	words: string,
	terminal: Terminal,
): string[] {
	return [
		`${formatCount(changedCount)} of ${formatCount(selectedCount)} tasks ${words}.`,
		...formatTable(countColumns, counts, { width: terminal.width(), colours: terminal.colours }),
	];
}
