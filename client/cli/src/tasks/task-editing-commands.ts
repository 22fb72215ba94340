import type { Command } from "commander";
import { messageOption, readChoices, readWhole } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { addConfirmation } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { taskStateNames } from "../terminal/state-words.ts";
import { type BulkAction, type ChangeOptions, changeTasks } from "./change-tasks.ts";
import { type TaskChoice, toSelection } from "./choose-tasks.ts";
import { addChoice } from "./task-choice-options.ts";

type ChosenChange = Omit<TaskChoice, "plane"> & ChangeOptions;

interface BulkCommand extends BulkAction {
	readonly command: string;
	readonly description: string;
}

/** What people say of results; `review` offers it as well. */
export const judgements: readonly BulkCommand[] = [
	{
		command: "approve",
		description: "lets held or rejected results through to the children",
		action: { kind: "APPROVE" },
		words: "to approve",
	},
	{
		command: "reject",
		description: "refuses results, also those that were accepted; their children wait",
		action: { kind: "REJECT" },
		words: "to reject",
	},
	{
		command: "hold",
		description: "keeps results back until somebody approves them",
		action: { kind: "HOLD" },
		words: "to hold",
	},
	{
		command: "flag",
		description: "marks results that somebody should look at; nothing is held back",
		action: { kind: "FLAG" },
		words: "to flag",
	},
	{
		command: "unflag",
		description: "takes the marks off, those of people and those of gates",
		action: { kind: "UNFLAG" },
		words: "to unflag",
	},
];

const actions: readonly BulkCommand[] = [
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
		command: "requeue",
		description: "stops what runs, or waits on a cluster, and puts it back into the queue; costs no retry",
		action: { kind: "REQUEUE" },
		words: "to put back into the queue",
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
	...judgements,
];

/** What is done to many tasks at once, by what they are like, counted before it is done. */
export function addTaskEditingCommands(tasks: Command, surroundings: Surroundings): void {
	for (const bulk of actions) {
		addChangeOptions(tasks.command(`${bulk.command} [tasks...]`))
			.description(bulk.description)
			.action(
				inSession(surroundings, (session, ids: readonly string[], given: ChosenChange) =>
					changeChosen(session, ids, given, bulk),
				),
			);
	}
	addChangeOptions(
		tasks.command("priority").argument("<n>", "the priority", readWhole).argument("[tasks...]", "ids of tasks"),
	)
		.description("-1000 to 1000; higher goes first, before live tiles")
		.action(
			inSession(surroundings, (session, setPriority: number, ids: readonly string[], given: ChosenChange) => {
				const words = `to get priority ${setPriority}`;
				return changeChosen(session, ids, given, { action: { setPriority }, words });
			}),
		);
}

function addChangeOptions(command: Command): Command {
	return addReasons(
		addChoice(command).option(
			"--state <states>",
			"waiting, ready, running, succeeded, failed, …",
			readChoices(taskStateNames),
		),
	);
}

/** What every change of many tasks can be told besides. */
export function addReasons(command: Command): Command {
	return addConfirmation(command)
		.option("--reason <text>", "kept with the tasks, and shown with them")
		.addOption(messageOption());
}

async function changeChosen(
	session: Session,
	ids: readonly string[],
	given: ChosenChange,
	bulk: BulkAction,
): Promise<void> {
	const { yes, dryRun, reason, message, ...choice } = given;
	// The whole of a project is a lot to be meant by nothing: it has to be named.
	if (ids.length === 0 && Object.keys(choice).length === 0) {
		throw usageFailure("Say which tasks: their ids, or options such as --stage, --state or --project.");
	}
	await changeTasks(session, await toSelection(session.api, choice, ids), bulk, given);
}
