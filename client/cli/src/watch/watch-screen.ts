import { paceLines } from "../pace/pace-lines.ts";
import { formatStageRate } from "../pace/rate-text.ts";
import { countColumns, countsOf } from "../stages/stage-columns.ts";
import { formatDuration } from "../terminal/figures.ts";
import { formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { truncate } from "../terminal/text-width.ts";
import type { WatchedProject, WatchedStage } from "./watched-project.ts";

const barWidth = 20;
const paceWidth = "processing".length;

/** The live view: tiles, sources that have a problem, whether it keeps up, and all stages with their progress. Every line fits the width. */
export function drawProject(project: WatchedProject, lineState: string, terminal: Terminal): string[] {
	const { colours } = terminal;
	const width = terminal.width();
	const stages = project.stages.filter(({ kind }) => kind !== "ROOT");
	const paceOf = (id: string) => project.pace?.stages.find(({ stageId }) => stageId === id);
	const title = `${project.name}: ${project.completeTileCount} of ${project.tileCount} tiles complete${project.isPaused ? ", paused" : ""}`;
	return [
		colours.bold(truncate(printable(title), width)),
		...project.sources.flatMap(({ name, problem }) =>
			problem === null ? [] : [colours.red(truncate(printable(`source ${name}: ${problem.message}`), width))],
		),
		...(project.pace === null ? [] : paceLines(project.pace, colours)).map(
			({ about, text, paint = (plain: string) => plain }) =>
				`${colours.dim(about.padEnd(paceWidth))}  ${paint(truncate(printable(text), Math.max(1, width - paceWidth - 2)))}`,
		),
		"",
		...formatTable<WatchedStage>(
			[
				{
					title: "STAGE",
					canShrink: true,
					cell: ({ name, isPaused }) => (isPaused ? { text: `${name} (paused)`, paint: colours.yellow } : name),
				},
				{ title: "".padEnd(barWidth), leaveOut: 2, cell: (stage) => ({ text: bar(stage), paint: colours.green }) },
				...countColumns(stages, colours),
				{
					title: "RATE",
					align: "right",
					leaveOut: 3,
					cell: ({ id, isPaused }) => {
						const own = paceOf(id);
						return isPaused || own === undefined ? "" : formatStageRate(own);
					},
				},
				{
					title: "LEFT",
					align: "right",
					leaveOut: 4,
					isRare: true,
					cell: ({ id }) => {
						const seconds = paceOf(id)?.secondsLeft ?? null;
						return seconds === null ? "" : formatDuration(seconds);
					},
				},
				{ title: "MEAN", align: "right", leaveOut: 1, cell: ({ rate }) => formatDuration(rate.meanRunSeconds) },
			],
			stages,
			{ width, colours },
		),
		...(stages.length === 0 ? [colours.dim("No stage yet: see tilewright stages add --help.")] : []),
		"",
		colours.dim(truncate(lineState, width)),
	];
}

/** Done against all there is to do now. */
function bar(stage: WatchedStage): string {
	const all = stage.counts.reduce((sum, { state, count }) => sum + (state === "EXCLUDED" ? 0 : count), 0);
	const done = countsOf(stage, "SUCCEEDED");
	const filled = all === 0 ? 0 : Math.floor((barWidth * done) / all);
	return `${"█".repeat(filled)}${"░".repeat(barWidth - filled)}`;
}
