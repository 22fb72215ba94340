import { unitOf } from "../tasks/task-columns.ts";
import { formatAge, formatCount, formatTime } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { outcomeCell } from "../terminal/state-words.ts";
import { formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import type { ShownGroup } from "./find-group.ts";

const barWidth = 30;
/** The newest steps of ten minutes; older ones say little about tonight. */
const shownSteps = 24;
const shownWords = 12;

/** A group as one page of text: its signature, where and when, and what its newest attempts said. */
export function describeGroup(group: ShownGroup, terminal: Terminal): string[] {
	const { colours } = terminal;
	const shape = { width: terminal.width(), colours };
	const { text, paint = (plain: string) => plain } = outcomeCell(group.outcome, colours);
	const steps = group.overTime.slice(-shownSteps);
	const most = Math.max(1, ...steps.map(({ attempts }) => attempts));
	const newest = group.examples[0]?.logTail?.trimEnd() ?? "";
	return [
		`group ${group.id}, ${printable(group.stage.name)}: ${paint(text)}`,
		...formatFacts(
			[
				["signature", group.signature],
				["failed now", `${formatCount(group.failedTasks)} tasks`],
				["attempts", formatCount(group.attempts)],
				["first", formatTime(group.firstAt)],
				["last", `${formatTime(group.lastAt)} (${formatAge(group.lastAt, new Date())})`],
				["machines", group.hosts.map(({ host, attempts }) => `${host} (${formatCount(attempts)})`).join(", ")],
				["workers", group.workers.map(({ name, attempts }) => `${name} (${formatCount(attempts)})`).join(", ")],
			],
			terminal,
		),
		"",
		...formatTable(
			[
				{ title: "IN TEN MINUTES FROM", cell: ({ at }) => formatTime(at) },
				{ title: "ATTEMPTS", align: "right", cell: ({ attempts }) => formatCount(attempts) },
				{
					title: "".padEnd(barWidth),
					leaveOut: 1,
					cell: ({ attempts }) => "█".repeat(Math.max(1, Math.round((barWidth * attempts) / most))),
				},
			],
			steps,
			shape,
		),
		"",
		...formatTable(
			[
				{ title: "EXAMPLE", align: "right", cell: ({ id }) => id },
				{ title: "TASK", align: "right", cell: ({ task }) => task.id },
				{ title: "UNIT", canShrink: true, cell: ({ task }) => unitOf(task) },
				{ title: "WORKER", leaveOut: 1, canShrink: true, cell: ({ worker, workerId }) => worker?.name ?? workerId },
				{ title: "ENDED", leaveOut: 2, cell: ({ finishedAt }) => formatTime(finishedAt) },
				{ title: "PROBLEM", canShrink: true, cell: ({ problem }) => problem ?? "" },
			],
			group.examples,
			shape,
		),
		...(newest === ""
			? []
			: [
					"",
					colours.dim("last words of the newest"),
					...newest
						.split("\n")
						.slice(-shownWords)
						.map((line) => `  ${printable(line)}`),
				]),
	];
}
