import { type Command, Option } from "commander";
import {
	FindAttemptLogDocument,
	FindLatestAttemptDocument,
	ShowAttemptDocument,
	type ShowAttemptResult,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { formatDuration, formatSize, formatTime, formatValue } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { quoteForShell } from "../terminal/quote-for-shell.ts";
import { outcomeCell, toWord } from "../terminal/state-words.ts";
import { formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { formatMemory, formatPercent } from "./attempt-columns.ts";
import { followLog } from "./follow-log.ts";

export function addAttemptCommands(program: Command, surroundings: Surroundings): void {
	const attempts = program.command("attempts").description("single tries of tasks: show");
	attempts
		.command("show <attempt>")
		.description("worker, times, resources, command line and last words of an attempt")
		.action(inSession(surroundings, showAttempt));
	program
		.command("logs [attempt]")
		.description("what an attempt's program wrote")
		.option("-f, --follow", "go on as it is written, until the attempt ends")
		.option("--stderr", "its standard error instead of its standard output")
		.addOption(new Option("--task <task>", "of the running or last attempt of this task"))
		.action(inSession(surroundings, showLog));
}

async function showAttempt({ api, output }: Session, id: string): Promise<void> {
	const { attempt } = await api.ask(ShowAttemptDocument, { id });
	if (attempt === null) throw notFoundFailure(`There is no attempt ${id}.`);
	output.one(attempt, () => describeAttempt(attempt, output.terminal));
}

function describeAttempt(attempt: NonNullable<ShowAttemptResult["attempt"]>, terminal: Terminal): string[] {
	const { colours } = terminal;
	const { text, paint = (plain: string) => plain } = outcomeCell(attempt.outcome, colours);
	const { task } = attempt;
	const metrics = Object.entries((attempt.metrics ?? {}) as Readonly<Record<string, unknown>>);
	const tail = (attempt.logTail ?? "").trimEnd();
	return [
		`attempt ${attempt.id}: ${paint(text)}`,
		...formatFacts(
			[
				["task", `${task.id}, ${task.stage.name} on ${task.unitKey}: ${toWord(task.state)}`],
				["try", `${attempt.number}${attempt.isPartial ? " (of a group that was not complete)" : ""}`],
				["problem", attempt.problem],
				["exit", attempt.signal ?? attempt.exitCode?.toString()],
				["worker", attempt.worker === null ? attempt.workerId : `${attempt.worker.name} (${attempt.workerId})`],
				["dispatched", formatTime(attempt.dispatchedAt)],
				["started", formatTime(attempt.startedAt)],
				["finished", formatTime(attempt.finishedAt)],
				["pending", formatDuration(attempt.pendingSeconds)],
				["ran", formatDuration(attempt.runSeconds)],
				["processor", `${formatDuration(attempt.cpuSeconds)}, at most ${formatPercent(attempt.maxCpuPercent)}`],
				["memory", `at most ${formatMemory(attempt.maxMemoryMb)}`],
				["inputs", String(attempt.inputCount)],
				["stage version", String(attempt.stageVersion.version)],
				["command", attempt.command?.map(quoteForShell).join(" ")],
				["measured", metrics.map(([name, value]) => `${name} ${formatValue(value)}`).join(", ") || null],
			],
			terminal,
		),
		...formatTable(
			[
				{ title: "MADE", canShrink: true, cell: ({ path }) => path },
				{ title: "KIND", cell: ({ kind }) => kind },
				{ title: "SIZE", align: "right", cell: ({ sizeBytes }) => formatSize(sizeBytes) },
			],
			attempt.artifacts,
			{ width: terminal.width(), colours },
		),
		...(tail === "" ? [] : [colours.dim("last words"), ...tail.split("\n").map((line) => `  ${line}`)]),
	];
}

async function showLog(
	{ api, output, surroundings }: Session,
	given: string | undefined,
	options: { readonly follow?: boolean; readonly stderr?: boolean; readonly task?: string },
): Promise<void> {
	const id = await chooseAttempt(api, given, options.task);
	const { attempt } = await api.ask(FindAttemptLogDocument, { id });
	if (attempt === null) throw notFoundFailure(`There is no attempt ${id}.`);
	const stream = options.stderr === true ? "STDERR" : "STDOUT";
	const write = (text: string) => {
		if (output.isJson) output.json({ attemptId: id, stream, text });
		else output.terminal.write(text);
	};
	if (options.follow === true) {
		await followLog(api, id, stream, write, surroundings.signal);
		return;
	}
	write(await api.read(stream === "STDERR" ? attempt.stderrUrl : attempt.stdoutUrl));
}

async function chooseAttempt(api: Api, attempt: string | undefined, taskId: string | undefined): Promise<string> {
	if (attempt !== undefined && taskId === undefined) return attempt;
	if (attempt !== undefined || taskId === undefined) throw usageFailure("Give an attempt, or a task with --task.");
	const { task } = await api.ask(FindLatestAttemptDocument, { taskId });
	if (task === null) throw notFoundFailure(`There is no task ${taskId}.`);
	if (task.latestAttempt === null) throw notFoundFailure(`Task ${taskId} has not been tried yet.`);
	return task.latestAttempt.id;
}
