import type { ProjectDetailFragment } from "../api/generated/documents.ts";
import { describeRegion } from "../command/region.ts";
import { sourceColumns } from "../sources/source-columns.ts";
import { stageColumns } from "../stages/stage-columns.ts";
import { formatNumber, formatTime, formatValue } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { formatTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { describePlanes } from "./planes-text.ts";

/** A project as one page of text: facts, then its sources and stages. */
export function describeProject(project: ProjectDetailFragment, terminal: Terminal): string[] {
	const { colours } = terminal;
	const width = terminal.width();
	const planes = project.planes.map(({ z, tileCount }) => `${z} (${tileCount})`);
	return [
		`${colours.bold(project.name)} (project ${project.id})${project.description === "" ? "" : `: ${project.description}`}`,
		...formatFacts(
			[
				["state", stateOf(project)],
				["root", project.rootPath],
				["output", project.outputPath],
				["tiles", `${project.completeTileCount} complete of ${project.tileCount} known`],
				["planes", planes.length === 0 ? null : planes.join(", ")],
				["region", describeRegion(project.region) || null],
				["skipped planes", describePlanes(project.skippedPlanes) || null],
				[
					"back-fill",
					`at most ${formatNumber(project.backfillShare * 100)} % of the capacity while the acquisition goes on`,
				],
				["priority", String(project.priority)],
				["parameters", isEmpty(project.parameters) ? null : formatValue(project.parameters)],
				["from the input", isEmpty(project.inputParameters) ? null : formatValue(project.inputParameters)],
				["graph version", String(project.graphVersion)],
				["created", formatTime(project.createdAt)],
			],
			terminal,
		),
		"",
		...formatTable(sourceColumns(colours, new Date()), project.sources, { width, colours }),
		"",
		...formatTable(stageColumns(project.stages, colours), project.stages, { width, colours }),
	];
}

function stateOf({ archivedAt, isPaused, pauseReason }: ProjectDetailFragment): string {
	if (archivedAt !== null) return `archived since ${formatTime(archivedAt)}`;
	if (!isPaused) return "active";
	return pauseReason === null ? "paused" : `paused: ${pauseReason}`;
}

function isEmpty(value: unknown): boolean {
	return typeof value === "object" && (value === null || Object.keys(value).length === 0);
}
