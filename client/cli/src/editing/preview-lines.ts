import type { GraphPreviewFragment } from "../api/generated/documents.ts";
import { formatCount, formatSize } from "../terminal/figures.ts";
import { toWord } from "../terminal/state-words.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

type Figures = GraphPreviewFragment["totals"];
type PreviewedStage = GraphPreviewFragment["stages"][number];

/** A preview for people: what would change, stage by stage, and what it costs. */
export function describePreview(preview: GraphPreviewFragment, terminal: Terminal): string[] {
	return [
		`${printable(capital(preview.summary))}; ${describeFigures(preview.totals, preview.freeBytes)}.`,
		...formatTable(stageColumns, preview.stages, { width: terminal.width(), colours: terminal.colours }),
	];
}

/** `12,340 tasks to add, 3,210 results become stale, 14 programs run under the old version, about 41 core-hours`. */
export function describeFigures(figures: Figures, freeBytes: number | null): string {
	const counted = (count: number, one: string, many: string) =>
		count === 0 ? [] : [`${formatCount(count)} ${count === 1 ? one : many}`];
	const parts = [
		...counted(figures.tasksToAdd, "task to add", "tasks to add"),
		...counted(figures.tasksToRetire, "task to retire", "tasks to retire"),
		...counted(figures.becomeStale, "result becomes stale", "results become stale"),
		...counted(figures.becomeCurrent, "result is current again", "results are current again"),
		...counted(figures.runningAffected, "program runs under the old version", "programs run under the old version"),
		...counted(figures.tasksToRerun, "task runs again", "tasks run again"),
		...(figures.coreHours === null || figures.coreHours === 0 ? [] : [`about ${formatHours(figures.coreHours)}`]),
		...(figures.bytes === null || figures.bytes === 0
			? []
			: [`about ${formatSize(figures.bytes)}${freeBytes === null ? "" : ` of ${formatSize(freeBytes)} free`}`]),
	];
	return parts.length === 0 ? "no task is touched" : parts.join(", ");
}

/** Whether anything that is there already is touched: only then somebody is asked. */
export function touchesWhatIsThere({ tasksToRetire, becomeStale, runningAffected, tasksToRerun }: Figures): boolean {
	return tasksToRetire + becomeStale + runningAffected + tasksToRerun > 0;
}

function formatHours(hours: number): string {
	if (hours < 0.1) return `${Math.max(1, Math.round(hours * 3600))} core-seconds`;
	return `${hours < 10 ? Number(hours.toPrecision(2)) : formatCount(Math.round(hours))} core-hours`;
}

function capital(text: string): string {
	return text.slice(0, 1).toUpperCase() + text.slice(1);
}

const figure = (title: string, of: (figures: Figures) => number): Column<PreviewedStage> => ({
	title,
	align: "right",
	isRare: true,
	cell: ({ figures }) => (of(figures) === 0 ? "" : formatCount(of(figures))),
});

const stageColumns: Column<PreviewedStage>[] = [
	{ title: "STAGE", canShrink: true, cell: ({ name }) => name },
	{ title: "CHANGE", cell: ({ change }) => toWord(change) },
	figure("ADD", ({ tasksToAdd }) => tasksToAdd),
	figure("READY", ({ tasksReady }) => tasksReady),
	figure("RETIRE", ({ tasksToRetire }) => tasksToRetire),
	figure("STALE", ({ becomeStale }) => becomeStale),
	figure("CURRENT", ({ becomeCurrent }) => becomeCurrent),
	figure("RUNNING", ({ runningAffected }) => runningAffected),
	figure("AGAIN", ({ tasksToRerun }) => tasksToRerun),
];
