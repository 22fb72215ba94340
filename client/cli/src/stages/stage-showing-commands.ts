import type { Command } from "commander";
import {
	DescribeStageDocument,
	type DescribeStageResult,
	ListStageVersionsDocument,
	type ListStageVersionsResult,
} from "../api/generated/documents.ts";
import { isObject } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { describeRegion } from "../command/region.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { formatCount, formatTime, formatValue } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { findStage } from "./find-stage.ts";
import { countColumns } from "./stage-columns.ts";
import { describeUnitRule } from "./unit-rule-text.ts";

/** One stage in full, and its versions. */
export function addStageShowingCommands(stages: Command, surroundings: Surroundings): void {
	stages
		.command("show <stage>")
		.description("what it runs, with what settings, and how far it is (id, name or project/name)")
		.action(inSession(surroundings, showStage));
	stages
		.command("versions <stage>")
		.description("every version of a stage: who made it, when and why")
		.action(inSession(surroundings, listVersions));
}

type ShownStage = NonNullable<DescribeStageResult["stage"]>;

async function showStage({ api, output }: Session, text: string): Promise<void> {
	const { id } = await findStage(api, text);
	const { stage } = await api.ask(DescribeStageDocument, { id });
	if (stage === null) throw notFoundFailure(`Stage ${id} is gone.`);
	output.one(stage, () => describeStage(stage, output.terminal));
}

function describeStage(stage: ShownStage, terminal: Terminal): string[] {
	const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(", ");
	const operations = Object.entries(isObject(stage.operations) ? stage.operations : {}).filter(
		([, value]) => value !== null && !(isObject(value) && Object.keys(value).length === 0),
	);
	const recipe = isObject(stage.version?.recipe) ? stage.version.recipe : {};
	const runs =
		stage.definition === null ? null : `${stage.definition.name}, version ${String(recipe.definitionVersion)}`;
	const isBehind = stage.definition !== null && Number(recipe.definitionVersion) < stage.definition.version;
	return [
		`${terminal.colours.bold(printable(stage.name))} (stage ${stage.id} of ${printable(stage.project.name)})${stage.description === "" ? "" : `: ${printable(stage.description)}`}`,
		...formatFacts(
			[
				["state", stage.isPaused ? `paused${stage.pauseReason === null ? "" : `: ${stage.pauseReason}`}` : "active"],
				["trial", stage.canary === null ? null : `on ${formatCount(stage.canary.count)} units`],
				["runs", runs === null ? null : isBehind ? `${runs} (the newest is ${stage.definition?.version})` : runs],
				["on", stage.unitRule === null ? "tiles" : describeUnitRule(stage.unitRule)],
				["of", names(stage.parents) || null],
				["children", names(stage.children) || null],
				["output", stage.outputPath],
				["region", stage.scope.region === null ? null : describeRegion(stage.scope.region) || null],
				["only", stage.scope.onlyNewTiles ? "tiles that arrived since it was added" : null],
				[
					"parameters",
					isObject(stage.parameters) && Object.keys(stage.parameters).length > 0 ? formatValue(stage.parameters) : null,
				],
				["priority", stage.priority === 0 ? null : String(stage.priority)],
				["stale", stage.staleCount === 0 ? null : `${formatCount(stage.staleCount)} results`],
				...operations.map(([name, value]): [string, string] => [spaced(name), formatValue(value)]),
				[
					"version",
					stage.version === null
						? null
						: `${stage.version.version}, ${formatTime(stage.version.createdAt)}${stage.version.actor === null ? "" : ` by ${stage.version.actor}`}`,
				],
			],
			terminal,
		),
		"",
		...formatTable(countColumns([stage], terminal.colours), [stage], {
			width: terminal.width(),
			colours: terminal.colours,
		}),
	];
}

/** `memoryMb` → `memory mb`. */
function spaced(name: string): string {
	return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

type StageVersion = NonNullable<ListStageVersionsResult["stage"]>["versions"][number];

const versionColumns: Column<StageVersion>[] = [
	{ title: "VERSION", align: "right", cell: ({ version }) => version },
	{ title: "WHEN", cell: ({ createdAt }) => formatTime(createdAt) },
	{ title: "WHO", canShrink: true, leaveOut: 1, cell: ({ actor }) => actor ?? "" },
	{ title: "GRAPH", align: "right", leaveOut: 2, cell: ({ graphVersion }) => graphVersion ?? "" },
	{
		title: "DEFINITION",
		align: "right",
		cell: ({ recipe }) => (isObject(recipe) ? `v${String(recipe.definitionVersion)}` : ""),
	},
	{
		title: "PARAMETERS",
		canShrink: true,
		leaveOut: 3,
		cell: ({ recipe }) => (isObject(recipe) ? formatValue(recipe.parameters) : ""),
	},
	{ title: "WHY", isRare: true, canShrink: true, cell: ({ message }) => message ?? "" },
];

async function listVersions({ api, output }: Session, text: string): Promise<void> {
	const { id } = await findStage(api, text);
	const { stage } = await api.ask(ListStageVersionsDocument, { id });
	if (stage === null) throw notFoundFailure(`Stage ${id} is gone.`);
	const versions = [...stage.versions].sort((one, other) => one.version - other.version);
	output.list(versions, versionColumns, "The stage has no version: it is where tiles arrive.");
}
