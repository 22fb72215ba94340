import type { Command } from "commander";
import {
	type GraphPreviewFragment,
	ListTilesDocument,
	type ListTilesResult,
	PreviewRestoreTilesDocument,
	PreviewWithdrawTilesDocument,
	RestoreTilesDocument,
	SearchTilesDocument,
	ShowTileDocument,
	type ShowTileResult,
	type TileFilter,
	type TileFragment,
	WithdrawTilesDocument,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { messageOption, readCount, readWhole } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { addConfirmation, type Confirmation, confirm } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { isPreviewWanted } from "../editing/edit-graph.ts";
import { describePreview } from "../editing/preview-lines.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findTile } from "../tasks/choose-tasks.ts";
import { formatAge, formatCount, formatSize, formatTime } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { stateCell } from "../terminal/state-words.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";

const usualLimit = 50;
const pageSize = 200;
const usualFinds = 10;

export function addTileCommands(program: Command, surroundings: Surroundings): void {
	const tiles = program.command("tiles").description("what the instrument delivered: list, show, withdraw, restore");
	tiles
		.command("list [project]", { isDefault: true })
		.description("tiles in the order of their arrival")
		.option("--plane <z>", "of this plane", readWhole)
		.option("--path <text>", "with this text in their path")
		.option("--withdrawn", "only those that were taken back")
		.option("-n, --limit <n>", `at most so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listTiles));
	tiles
		.command("find <text>")
		.description("tiles with this text in their path, or at a lattice position: 3,4,0 or x=3 y=4")
		.option("--project <project>", "id or name (the only one there is)")
		.option("-n, --limit <n>", `at most so many (${usualFinds})`, readCount, usualFinds)
		.action(inSession(surroundings, searchTiles));
	tiles
		.command("show <tile>")
		.description("its files, and every stage with the reason it is where it is (path, a part of it, or id:<id>)")
		.option("--project <project>", "id or name (the only one there is)")
		.action(inSession(surroundings, showTile));
	addConfirmation(tiles.command("withdraw <tiles...>"))
		.description("takes tiles back: nothing is made of them any more, results are kept")
		.option("--project <project>", "id or name (the only one there is)")
		.option("--reason <text>", "shown with the tiles and with their tasks")
		.addOption(messageOption())
		.action(inSession(surroundings, withdraw));
	addConfirmation(tiles.command("restore <tiles...>"))
		.description("takes withdrawn tiles up again")
		.option("--project <project>", "id or name (the only one there is)")
		.addOption(messageOption())
		.action(inSession(surroundings, restore));
}

interface ListOptions {
	readonly plane?: number;
	readonly path?: string;
	readonly withdrawn?: boolean;
	readonly limit: number;
}

async function listTiles({ api, output }: Session, text: string | undefined, given: ListOptions): Promise<void> {
	const { id } = await findProjectOrOnly(api, text);
	const filter: TileFilter = {
		...(given.plane === undefined ? {} : { z: given.plane }),
		...(given.path === undefined ? {} : { pathContains: given.path }),
		...(given.withdrawn === undefined ? {} : { isWithdrawn: given.withdrawn }),
	};
	const found: TileFragment[] = [];
	let total = 0;
	for (let after: string | null = null; found.length < given.limit; ) {
		const { project }: ListTilesResult = await api.ask(ListTilesDocument, {
			projectId: id,
			filter,
			first: Math.min(pageSize, given.limit - found.length),
			...(after === null ? {} : { after }),
		});
		if (project === null) throw notFoundFailure(`Project ${id} is gone.`);
		total = project.tiles.totalCount ?? 0;
		found.push(...project.tiles.edges.map(({ node }) => node));
		if (!project.tiles.pageInfo.hasNextPage) break;
		after = project.tiles.pageInfo.endCursor;
	}
	output.list(found, tileColumns(new Date()), "There is no such tile.");
	if (!output.isJson && total > found.length) {
		output.terminal.complain(`${formatCount(found.length)} of ${formatCount(total)}; see more with --limit.`);
	}
}

async function searchTiles(
	{ api, output }: Session,
	text: string,
	{ project, limit }: { readonly project?: string; readonly limit: number },
): Promise<void> {
	const { id } = await findProjectOrOnly(api, project);
	const { tiles, totalCount } = (await api.ask(SearchTilesDocument, { projectId: id, text, first: limit })).searchTiles;
	output.list(tiles, tileColumns(new Date()), "There is no such tile.");
	if (!output.isJson && totalCount > tiles.length) {
		output.terminal.complain(`${formatCount(tiles.length)} of ${formatCount(totalCount)}; see more with --limit.`);
	}
}

function tileColumns(now: Date): Column<TileFragment>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "TILE", canShrink: true, cell: ({ relativePath }) => relativePath },
		{
			title: "LATTICE",
			isRare: true,
			cell: ({ lattice }) => (lattice === null ? "" : `${lattice.x}, ${lattice.y}, ${lattice.z}`),
		},
		{ title: "SINCE", align: "right", leaveOut: 1, cell: ({ arrivedAt }) => formatAge(arrivedAt, now) },
		{ title: "STATE", canShrink: true, cell: stateOf },
	];
}

function stateOf({ isComplete, verdict, withdrawnAt, withdrawalReason, supersededBy }: TileFragment): string {
	if (withdrawnAt !== null) return `withdrawn${withdrawalReason === null ? "" : `: ${withdrawalReason}`}`;
	if (supersededBy !== null) return `imaged again: ${supersededBy.relativePath} counts`;
	return isComplete ? "complete" : `not complete${verdict === "" ? "" : `: ${verdict}`}`;
}

async function showTile(
	{ api, output }: Session,
	text: string,
	{ project }: { readonly project?: string },
): Promise<void> {
	const [id] = await findTiles(api, [text], project);
	const { tile } = await api.ask(ShowTileDocument, { id: id ?? "" });
	if (tile === null) throw notFoundFailure(`There is no tile ${text}.`);
	output.one(tile, () => describeTile(tile, output.terminal));
}

type ShownTile = NonNullable<ShowTileResult["tile"]>;

/** Stages that have no task for the tile say why not, beside those that have one. */
function describeTile(tile: ShownTile, terminal: Terminal): string[] {
	const { colours } = terminal;
	const shape = { width: terminal.width(), colours };
	const now = new Date();
	const { lattice } = tile;
	return [
		`${printable(tile.relativePath)} (tile ${tile.id}): ${printable(stateOf(tile))}`,
		...formatFacts(
			[
				["lattice", lattice === null ? null : `${lattice.x}, ${lattice.y}, ${lattice.z}`],
				["arrived", formatTime(tile.arrivedAt)],
				["files", tile.files.map(({ path, sizeBytes }) => `${path} (${formatSize(sizeBytes)})`).join(", ") || null],
			],
			terminal,
		),
		"",
		...formatTable(
			[
				{ title: "TASK", align: "right", cell: ({ id }) => id },
				{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
				{ title: "STATE", cell: ({ state }) => stateCell(state, colours) },
				{ title: "SINCE", leaveOut: 1, align: "right", cell: ({ changedAt }) => formatAge(changedAt, now) },
				{ title: "WHY", canShrink: true, cell: ({ reason }) => reason },
			],
			tile.tasks,
			shape,
		),
		...formatTable(
			[
				{ title: "NO TASK OF", canShrink: true, cell: ({ stage }) => stage.name },
				{ title: "WHY", canShrink: true, cell: ({ reason }) => reason },
			],
			tile.missingTasks,
			shape,
		),
	];
}

interface WithdrawOptions extends Confirmation {
	readonly project?: string;
	readonly reason?: string;
	readonly message?: string;
}

async function withdraw(session: Session, texts: readonly string[], given: WithdrawOptions): Promise<void> {
	const { api, output } = session;
	const { project, reason, message } = given;
	const ids = await findTiles(api, texts, project);
	output.terminal.complain(`${formatCount(ids.length)} ${ids.length === 1 ? "tile" : "tiles"} to withdraw.`);
	if (!(await isWanted(session, (await api.ask(PreviewWithdrawTilesDocument, { ids })).previewWithdrawTiles, given)))
		return;
	const input = { ids, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
	const { changedCount } = (await api.ask(WithdrawTilesDocument, { input })).withdrawTiles;
	output.one({ changedCount, askedCount: ids.length }, () => [`${changedCount} of ${ids.length} tiles withdrawn.`]);
}

/** Asks in any case: tiles are few, and whose results are still made may not be seen in figures. */
async function isWanted(session: Session, preview: GraphPreviewFragment, given: Confirmation): Promise<boolean> {
	const { output } = session;
	if (given.dryRun === true) {
		output.one(preview, () => describePreview(preview, output.terminal));
		return false;
	}
	for (const line of describePreview(preview, output.terminal)) output.terminal.complain(line);
	await confirm(session, given, "Do it?");
	return true;
}

async function restore(
	session: Session,
	texts: readonly string[],
	given: Confirmation & { readonly project?: string; readonly message?: string },
): Promise<void> {
	const { api, output } = session;
	const { project, message } = given;
	const ids = await findTiles(api, texts, project);
	const preview = (await api.ask(PreviewRestoreTilesDocument, { ids })).previewRestoreTiles;
	if (!(await isPreviewWanted(session, preview, given))) return;
	const input = { ids, ...(message === undefined ? {} : { message }) };
	const { changedCount } = (await api.ask(RestoreTilesDocument, { input })).restoreTiles;
	output.one({ changedCount, askedCount: ids.length }, () => [
		`${changedCount} of ${ids.length} tiles taken up again.`,
	]);
}

/** By path, by a part of it that only one has, or as id:<id>. */
async function findTiles(api: Api, texts: readonly string[], project: string | undefined): Promise<string[]> {
	const { id } = await findProjectOrOnly(api, project);
	const ids: string[] = [];
	for (const text of texts) ids.push(await findTile(api, id, text));
	return ids;
}
