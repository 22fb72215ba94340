import type { Command } from "commander";
import {
	CancelTasksDocument,
	RetryTasksDocument,
	ShowTaskDocument,
	type TaskIdsInput,
	type TaskSummaryFragment,
} from "../api/generated/documents.ts";
import { messageOption, readChoices, readCount, readWhole } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { taskStateNames } from "../terminal/state-words.ts";
import { chooseTasks, type TaskChoice } from "./choose-tasks.ts";
import { describeExplanation, explainTask } from "./explain-task.ts";
import { addChoice } from "./task-choice-options.ts";
import { taskColumns } from "./task-columns.ts";
import { addTaskEditingCommands } from "./task-editing-commands.ts";
import { describeTask } from "./task-lines.ts";

const usualLimit = 50;
/** What the API takes at once. */
const maximumIds = 10_000;

export function addTaskCommands(program: Command, surroundings: Surroundings): void {
	const tasks = program
		.command("tasks")
		.description("what is to be done, is being done and was done: list, show, why, retry, …");
	addChoice(tasks.command("list", { isDefault: true }))
		.description("tasks, each with the reason it is where it is")
		.option("--state <states>", "waiting, ready, running, succeeded, failed, …", readChoices(taskStateNames))
		.option("--plane <z>", "of this plane", readWhole)
		.option("-n, --limit <n>", `at most so many (${usualLimit})`, readCount, usualLimit)
		.option("--all", "all of them")
		.action(inSession(surroundings, listTasks));
	addTaskEditingCommands(tasks, surroundings);
	tasks
		.command("show <task>")
		.description("attempts, measurements and results of a task")
		.action(inSession(surroundings, showTask));
	tasks
		.command("why <task>")
		.description("why it is where it is, followed up to the first cause")
		.action(inSession(surroundings, explain));
	addChoice(program.command("retry [tasks...]"))
		.option("--plane <z>", "of this plane", readWhole)
		.description("runs tasks again: those given, or all that failed and match the options")
		.addOption(messageOption())
		.action(inSession(surroundings, retry));
	program
		.command("cancel <tasks...>")
		.description("stops tasks that run and gives up those that were not started")
		.addOption(messageOption())
		.action(inSession(surroundings, cancel));
}

async function listTasks(
	{ api, output }: Session,
	given: TaskChoice & { readonly limit: number; readonly all?: boolean },
): Promise<void> {
	const limit = given.all === true ? Number.POSITIVE_INFINITY : given.limit;
	const shown: TaskSummaryFragment[] = [];
	let total: number | null = null;
	for await (const { total: counted, ...task } of chooseTasks(api, given, limit)) {
		total = counted;
		// Lines for programs go out as they come: there may be a million.
		if (output.isJson) output.json(task);
		else shown.push(task);
	}
	if (output.isJson) return;
	output.list(shown, taskColumns(output.terminal.colours, new Date()), "There is no such task.");
	if (shown.length >= limit && (total === null || total > shown.length)) {
		output.terminal.complain(`${shown.length} of ${total ?? "more"}; see more with --limit or --all.`);
	}
}

async function showTask({ api, output }: Session, id: string): Promise<void> {
	const { task } = await api.ask(ShowTaskDocument, { id });
	if (task === null) throw notFoundFailure(`There is no task ${id}.`);
	output.one(task, () => describeTask(task, output.terminal));
}

async function explain({ api, output }: Session, id: string): Promise<void> {
	const explanation = await explainTask(api, id);
	output.one(explanation, () => describeExplanation(explanation, output.terminal));
}

async function retry(
	session: Session,
	given: readonly string[],
	{ message, ...choice }: TaskChoice & { readonly message?: string },
): Promise<void> {
	const isChosen = Object.keys(choice).length > 0;
	if (given.length > 0 === isChosen) {
		throw usageFailure(
			isChosen
				? "Give either tasks or options that choose them."
				: "Give the ids of tasks, or options such as --stage.",
		);
	}
	const ids = [...given];
	if (isChosen) {
		const failed = { ...choice, state: ["FAILED"] as const };
		for await (const { id } of chooseTasks(session.api, failed, Number.POSITIVE_INFINITY)) ids.push(id);
	}
	await change(session, ids, message, "to run again", async (input) => {
		return (await session.api.ask(RetryTasksDocument, { input })).retryTasks.changedCount;
	});
}

async function cancel(session: Session, ids: readonly string[], { message }: { message?: string }): Promise<void> {
	await change(session, ids, message, "stopped or given up", async (input) => {
		return (await session.api.ask(CancelTasksDocument, { input })).cancelTasks.changedCount;
	});
}

async function change(
	{ output }: Session,
	ids: readonly string[],
	message: string | undefined,
	what: string,
	ask: (input: TaskIdsInput) => Promise<number>,
): Promise<void> {
	let changedCount = 0;
	for (let at = 0; at < ids.length; at += maximumIds) {
		const part = ids.slice(at, at + maximumIds);
		changedCount += await ask({ ids: part, ...(message === undefined ? {} : { message }) });
	}
	const unchanged = ids.length - changedCount;
	output.one({ changedCount, askedCount: ids.length }, () => [
		`${changedCount} of ${ids.length} ${ids.length === 1 ? "task" : "tasks"} ${what}.`,
		...(unchanged > 0 ? ["The others are in a state where this means nothing: see tilewright tasks why <task>."] : []),
	]);
}
