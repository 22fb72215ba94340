import type { Command } from "commander";
import {
	ListTilesDocument,
	type ListTilesResult,
	RestoreTilesDocument,
	type TileFilter,
	type TileFragment,
	WithdrawTilesDocument,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { messageOption, readCount, readWhole } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { addConfirmation, type Confirmation, confirm } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findTile } from "../tasks/choose-tasks.ts";
import { formatAge, formatCount } from "../terminal/figures.ts";
import type { Column } from "../terminal/table.ts";

const usualLimit = 50;
const pageSize = 200;

export function addTileCommands(program: Command, surroundings: Surroundings): void {
	const tiles = program.command("tiles").description("what the instrument delivered: list, withdraw, restore");
	tiles
		.command("list [project]", { isDefault: true })
		.description("tiles in the order of their arrival")
		.option("--plane <z>", "of this plane", readWhole)
		.option("--path <text>", "with this text in their path")
		.option("--withdrawn", "only those that were taken back")
		.option("-n, --limit <n>", `at most so many (${usualLimit})`, readCount, usualLimit)
		.action(inSession(surroundings, listTiles));
	addConfirmation(tiles.command("withdraw <tiles...>"))
		.description("takes tiles back: nothing is made of them any more, results are kept")
		.option("--project <project>", "id or name (the only one there is)")
		.option("--reason <text>", "shown with the tiles and with their tasks")
		.addOption(messageOption())
		.action(inSession(surroundings, withdraw));
	tiles
		.command("restore <tiles...>")
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
	if (given.dryRun === true) return;
	await confirm(session, given, "Do it?");
	const input = { ids, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
	const { changedCount } = (await api.ask(WithdrawTilesDocument, { input })).withdrawTiles;
	output.one({ changedCount, askedCount: ids.length }, () => [`${changedCount} of ${ids.length} tiles withdrawn.`]);
}

async function restore(
	{ api, output }: Session,
	texts: readonly string[],
	{ project, message }: { readonly project?: string; readonly message?: string },
): Promise<void> {
	const ids = await findTiles(api, texts, project);
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
