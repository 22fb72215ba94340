import type { ShowTaskResult, TaskSummaryFragment } from "../api/generated/documents.ts";
import { attemptColumns } from "../attempts/attempt-columns.ts";
import { describeDecision, describeFlag, describeGate } from "../review/gate-words.ts";
import { formatSize, formatTime, formatValue } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { stateCell } from "../terminal/state-words.ts";
import { formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { unitOf } from "./task-columns.ts";

type ShownTask = NonNullable<ShowTaskResult["task"]>;

/** A task as one page of text: why it is where it is, its attempts, what it measured and made. */
export function describeTask(task: ShownTask, terminal: Terminal): string[] {
	const { colours } = terminal;
	const width = terminal.width();
	const metrics = Object.entries((task.metrics ?? {}) as Readonly<Record<string, unknown>>);
	return [
		nameTask(task, terminal),
		...formatFacts(
			[
				["why", task.reason],
				["project", `${task.project.name} (${task.project.id})`],
				["unit", task.unitKey],
				["inputs", `${task.inputCount - task.unmetInputs} of ${task.inputCount} have succeeded`],
				["gate", describeGate(task.gate) || null],
				["decided", task.decision === null ? null : describeDecision(task.decision)],
				["flagged", task.flags.map(describeFlag).join("; ") || null],
				["priority", task.priority === 0 ? null : String(task.priority)],
				["group", task.isOpen ? "may still get members" : null],
				["stale", task.isStale ? "the recipe or an input changed after the result was made" : null],
				["not before", task.notBefore === null ? null : formatTime(task.notBefore)],
				["changed", formatTime(task.changedAt)],
			],
			terminal,
		),
		...section(formatTable(attemptColumns(colours), task.attempts, { width, colours })),
		...section(
			formatTable(
				[
					{ title: "MEASURED", cell: ([name]) => name },
					{ title: "VALUE", align: "right", cell: ([, value]) => formatValue(value) },
				],
				metrics,
				{ width, colours },
			),
		),
		...section(
			formatTable(
				[
					{ title: "MADE", canShrink: true, cell: ({ path }) => path },
					{ title: "KIND", cell: ({ kind, format }) => (format === null ? kind : `${kind}, ${format}`) },
					{ title: "SHAPE", cell: ({ shape }) => shape?.join("×") ?? "" },
					{ title: "SIZE", align: "right", cell: ({ sizeBytes }) => formatSize(sizeBytes) },
				],
				task.artifacts,
				{ width, colours },
			),
		),
	];
}

/** `task 12, quality on 2021-04-09/00/00123: failed`. */
export function nameTask(task: TaskSummaryFragment, { colours }: Terminal): string {
	const { text, paint = (plain: string) => plain } = stateCell(task.state, colours);
	return `task ${task.id}, ${printable(task.stage.name)} on ${printable(unitOf(task))}: ${paint(text)}`;
}

function section(lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : ["", ...lines];
}
