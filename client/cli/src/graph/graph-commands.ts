import type { Command } from "commander";
import {
	type GraphVersionFragment,
	ListGraphVersionsDocument,
	type ListGraphVersionsResult,
	ShowGraphDocument,
	type ShowGraphResult,
} from "../api/generated/documents.ts";
import { readCount } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { describeRegion } from "../command/region.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { describeEdited, restoreGraph } from "../editing/edit-graph.ts";
import { addEditOptions, type EditOptions } from "../editing/edit-options.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { describeUnitRule } from "../stages/unit-rule-text.ts";
import { formatCount, formatTime } from "../terminal/figures.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import { printable } from "../terminal/terminal.ts";

const usualLimit = 20;
const pageSize = 200;

export function addGraphCommands(program: Command, surroundings: Surroundings): void {
	const graph = program.command("graph").description("the graph of a project as a whole: show, history, undo, restore");
	graph
		.command("show [project]", { isDefault: true })
		.description("stages, what they run on what, and how many results are stale")
		.action(inSession(surroundings, showGraph));
	graph
		.command("history [project]")
		.description("every version of the graph: who changed what, when and why")
		.option("-n, --limit <n>", `the last so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, showHistory));
	addEditOptions(graph.command("undo [project]"))
		.description("takes the last edit back; again, the one before it")
		.action(inSession(surroundings, undo));
	addEditOptions(graph.command("restore").argument("<version>", "of the graph", readCount))
		.description("goes back to a version of the graph, as a new version")
		.option("--project <project>", "id or name (the only one there is)")
		.action(inSession(surroundings, restore));
}

type ShownGraph = NonNullable<ShowGraphResult["project"]>;
type ShownStage = ShownGraph["stages"][number];

const graphColumns: Column<ShownStage>[] = [
	{ title: "ID", align: "right", cell: ({ id }) => id },
	{ title: "STAGE", canShrink: true, cell: ({ name }) => name },
	{ title: "OF", canShrink: true, cell: ({ parents }) => parents.map(({ name }) => name).join(", ") },
	{ title: "RUNS", canShrink: true, cell: ({ definition }) => definition?.name ?? "" },
	{
		title: "ON",
		canShrink: true,
		cell: ({ kind, unitRule }) => (kind === "ROOT" ? "tiles" : describeUnitRule(unitRule)),
	},
	{ title: "VERSION", align: "right", cell: ({ version }) => version?.version ?? "" },
	{
		title: "ONLY",
		isRare: true,
		canShrink: true,
		cell: ({ scope }) =>
			[
				...(scope.region === null ? [] : [describeRegion(scope.region)]),
				...(scope.onlyNewTiles ? ["new tiles"] : []),
			].join(", "),
	},
	{
		title: "TRIAL",
		isRare: true,
		cell: ({ canary, canaryOf }) =>
			canary === null ? "" : `on ${canary.count}${canaryOf === null ? "" : ` for ${canaryOf.name}`}`,
	},
	{
		title: "STALE",
		isRare: true,
		align: "right",
		cell: ({ staleCount }) => (staleCount === 0 ? "" : formatCount(staleCount)),
	},
];

async function showGraph({ api, output }: Session, text: string | undefined): Promise<void> {
	const { id } = await findProjectOrOnly(api, text);
	const { project } = await api.ask(ShowGraphDocument, { projectId: id });
	if (project === null) throw notFoundFailure(`Project ${id} is gone.`);
	const { terminal } = output;
	output.one(project, () => [
		`Project "${printable(project.name)}" (${project.id}), version ${project.graphVersion} of its graph`,
		...formatTable(graphColumns, project.stages, { width: terminal.width(), colours: terminal.colours }),
	]);
}

const historyColumns: Column<GraphVersionFragment>[] = [
	{ title: "VERSION", align: "right", cell: ({ version }) => version },
	{ title: "WHEN", leaveOut: 2, cell: ({ at }) => formatTime(at) },
	{ title: "WHO", canShrink: true, leaveOut: 1, cell: ({ actor }) => actor },
	{
		title: "WHAT",
		canShrink: true,
		cell: ({ summary, restores }) => (restores === null ? summary : `${summary} (back to ${restores})`),
	},
	{ title: "WHY", isRare: true, canShrink: true, cell: ({ message }) => message ?? "" },
];

async function showHistory(
	{ api, output }: Session,
	text: string | undefined,
	{ limit }: { readonly limit: number },
): Promise<void> {
	const { id } = await findProjectOrOnly(api, text);
	const versions: GraphVersionFragment[] = [];
	for (let after: string | null = null; versions.length < limit; ) {
		const first = Math.min(pageSize, limit - versions.length);
		const answer: ListGraphVersionsResult = await api.ask(ListGraphVersionsDocument, {
			projectId: id,
			first,
			...(after === null ? {} : { after }),
		});
		const page = answer.project?.graphVersions;
		if (!page) throw notFoundFailure(`Project ${id} is gone.`);
		versions.push(...page.edges.map(({ node }) => node));
		if (!page.pageInfo.hasNextPage) break;
		after = page.pageInfo.endCursor;
	}
	output.list(versions.reverse(), historyColumns, "The graph was never edited.");
}

async function undo(session: Session, text: string | undefined, given: EditOptions): Promise<void> {
	const { id } = await findProjectOrOnly(session.api, text);
	await goBack(session, id, undefined, given);
}

async function restore(
	session: Session,
	version: number,
	given: EditOptions & { readonly project?: string },
): Promise<void> {
	const { id } = await findProjectOrOnly(session.api, given.project);
	await goBack(session, id, version, given);
}

async function goBack(
	session: Session,
	projectId: string,
	version: number | undefined,
	given: EditOptions,
): Promise<void> {
	const edited = await restoreGraph(session, projectId, version, given);
	if (edited !== null) session.output.one(edited, () => [describeEdited(edited)]);
}
