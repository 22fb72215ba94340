import type { Command } from "commander";
import {
	type LatticeRegionInput,
	ListMetricsDocument,
	type MeasuredTaskFragment,
	type TaskState,
} from "../api/generated/documents.ts";
import { type Page, readPages } from "../api/read-pages.ts";
import { readChoices, readCount, readList } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { readRegion } from "../command/region.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findStage } from "../stages/find-stage.ts";
import { unitOf } from "../tasks/task-columns.ts";
import { formatCount } from "../terminal/figures.ts";
import { stateCell, taskStateNames } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";
import { type MetricSummary, metricsOf, summarise } from "./metric-summary.ts";

const usualLimit = 50;
/** What has a result. */
const usualStates: readonly TaskState[] = ["SUCCEEDED", "REVIEW", "REJECTED"];

export function addMetricsCommand(program: Command, surroundings: Surroundings): void {
	program
		.command("metrics <stage>")
		.description("what the results of a stage measured, a row each (id, name or project/name)")
		.option("--metric <names>", "only these, in this order", readList)
		.option("--state <states>", "of tasks in these states (succeeded, review, rejected)", readChoices(taskStateNames))
		.option("--region <region>", "of tiles there: x=1..5,z=3", readRegion)
		.option("--summary", "one row for each metric: count, smallest, mean, median, largest, over all results")
		.option("-n, --limit <n>", `at most so many results (${usualLimit})`, readCount)
		.option("--all", "all of them")
		.action(inSession(surroundings, showMetrics));
}

interface MetricsOptions {
	readonly metric?: readonly string[];
	readonly state?: readonly TaskState[];
	readonly region?: LatticeRegionInput;
	readonly summary?: boolean;
	readonly limit?: number;
	readonly all?: boolean;
}

async function showMetrics({ api, output }: Session, text: string, given: MetricsOptions): Promise<void> {
	const { id } = await findStage(api, text);
	const filter = {
		states: given.state ?? usualStates,
		...(given.region === undefined ? {} : { region: given.region }),
	};
	const isAll = given.all === true || (given.summary === true && given.limit === undefined);
	const limit = isAll ? Number.POSITIVE_INFINITY : (given.limit ?? usualLimit);
	const { nodes } = await readPages<MeasuredTaskFragment>(limit, async (part): Promise<Page<MeasuredTaskFragment>> => {
		const { stage } = await api.ask(ListMetricsDocument, { stageId: id, filter, ...part });
		if (stage === null) throw notFoundFailure(`Stage ${id} is gone.`);
		return stage.tasks;
	});
	const names = given.metric ?? [...new Set(nodes.flatMap((task) => Object.keys(metricsOf(task))))].sort();
	const empty = "No result of this stage has measured anything.";
	if (given.summary === true) {
		output.list(summarise(nodes, names), summaryColumns, empty);
		return;
	}
	const measured = nodes.map((task) => ({ ...task, metrics: only(metricsOf(task), names) }));
	output.list(measured, metricColumns(names, output.terminal.colours), empty);
	if (!output.isJson && nodes.length === limit) {
		output.terminal.complain(`The first ${formatCount(limit)}; see more with --limit, --all or --summary.`);
	}
}

function only(metrics: Readonly<Record<string, number>>, names: readonly string[]): Record<string, number> {
	return Object.fromEntries(
		names.flatMap((name): [string, number][] => {
			const value = metrics[name];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

function metricColumns(names: readonly string[], colours: Colours): Column<MeasuredTaskFragment>[] {
	return [
		{ title: "TASK", align: "right", cell: ({ id }) => id },
		{ title: "UNIT", canShrink: true, cell: unitOf },
		{
			title: "LATTICE",
			isRare: true,
			leaveOut: 2,
			cell: ({ tile }) => (tile?.lattice ? `${tile.lattice.x}, ${tile.lattice.y}, ${tile.lattice.z}` : ""),
		},
		{ title: "STATE", leaveOut: 1, cell: ({ state }) => stateCell(state, colours) },
		...names.map(
			(name): Column<MeasuredTaskFragment> => ({
				title: name,
				align: "right",
				cell: (task) => formatMetric(metricsOf(task)[name]),
			}),
		),
	];
}

const number = (title: string, of: (summary: MetricSummary) => number): Column<MetricSummary> => ({
	title,
	align: "right",
	cell: (summary) => formatMetric(of(summary)),
});

const summaryColumns: Column<MetricSummary>[] = [
	{ title: "METRIC", canShrink: true, cell: ({ name }) => name },
	{ title: "RESULTS", align: "right", cell: ({ count }) => formatCount(count) },
	number("SMALLEST", ({ minimum }) => minimum),
	number("MEAN", ({ mean }) => mean),
	number("MEDIAN", ({ median }) => median),
	number("LARGEST", ({ maximum }) => maximum),
];

/** Five digits say enough in a table; --json has them all. */
function formatMetric(value: number | undefined): string {
	return value === undefined ? "" : String(Number(value.toPrecision(5)));
}
