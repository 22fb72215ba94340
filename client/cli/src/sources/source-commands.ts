import type { Command } from "commander";
import {
	type AnnouncedTileInput,
	AnnounceTilesDocument,
	ArchiveSourceDocument,
	CreateSourceDocument,
	type CreateSourceInput,
	FinishAcquisitionDocument,
	ListSourcesDocument,
	type SourceKind,
	UpdateSourceDocument,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import {
	absolutePath,
	isObject,
	messageOption,
	readChoice,
	readJson,
	readJsonObject,
} from "../command/argument-values.ts";
import { exitCodes, usageFailure } from "../command/command-failure.ts";
import { pick } from "../command/pick.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProject, findProjectOrOnly } from "../projects/find-project.ts";
import { sourceColumns } from "./source-columns.ts";
import { readSourceSettings, sourceKinds } from "./source-settings.ts";

export function addSourceCommands(program: Command, surroundings: Surroundings): void {
	const sources = program
		.command("sources")
		.description("where tiles come from: list, add, update, finish, archive, announce");
	sources
		.command("list [project]", { isDefault: true })
		.description("sources with what was found at the last look")
		.action(inSession(surroundings, listSources));
	sources
		.command("add <name>")
		.description("a further source of a project")
		.requiredOption("--root <folder>", "where its tiles are")
		.option("--project <project>", "id or name (the only one there is)")
		.option(
			"--kind <kind>",
			"list, directory or announced (directory with --pattern, else list)",
			readChoice(sourceKinds),
		)
		.option("--pattern <pattern>", "of a directory source, such as {plate}/{well}_s{site:int}.tif")
		.option("--settings <json>", "all other settings; @file reads a file")
		.addOption(messageOption())
		.action(inSession(surroundings, addSource));
	sources
		.command("finish <source>")
		.description("says that nothing more will come: open groups close (id, name or project/name)")
		.addOption(messageOption())
		.action(inSession(surroundings, finishSource));
	sources
		.command("update <source>")
		.description("another name, place or settings; its tiles stay (id, name or project/name)")
		.option("--name <name>", "another name")
		.option("--root <folder>", "where its tiles are now")
		.option("--settings <json>", "take the place of those before; @file reads a file")
		.addOption(messageOption())
		.action(inSession(surroundings, updateSource));
	sources
		.command("archive <source>")
		.description("watches it no more; its tiles and their results stay (id, name or project/name)")
		.addOption(messageOption())
		.action(inSession(surroundings, archiveSource));
	sources
		.command("announce <source> <file>")
		.description(
			"tells an announced source of tiles: a JSON list of what AnnouncedTileInput has (- for standard input)",
		)
		.addOption(messageOption())
		.action(inSession(surroundings, announceTiles));
}

async function listSources({ api, output }: Session, projectText: string | undefined): Promise<void> {
	const sources = await readSources(api);
	const wanted = projectText === undefined ? null : (await findProject(api, projectText)).id;
	const shown = sources.filter(({ project }) => wanted === null || project.id === wanted);
	output.list(
		shown,
		[
			{ title: "PROJECT", canShrink: true, cell: ({ project }) => project.name },
			...sourceColumns<ListedSource>(output.terminal.colours, new Date()),
		],
		"There is no source.",
	);
}

interface AddOptions {
	readonly root: string;
	readonly project?: string;
	readonly kind?: SourceKind;
	readonly pattern?: string;
	readonly settings?: string;
	readonly message?: string;
}

async function addSource({ api, output, surroundings }: Session, name: string, given: AddOptions): Promise<void> {
	const settings = readSourceSettings(given, surroundings.workingDirectory);
	const project = await findProjectOrOnly(api, given.project);
	const input: CreateSourceInput = {
		projectId: project.id,
		name,
		kind: given.kind ?? (given.pattern === undefined ? "LIST" : "DIRECTORY"),
		rootPath: absolutePath(given.root, surroundings.workingDirectory),
		...(settings === undefined ? {} : { settings }),
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { source } = (await api.ask(CreateSourceDocument, { input })).createSource;
	output.one(source, () => [
		`Source "${source.name}" (${source.id}) of project "${project.name}" watches ${source.rootPath}.`,
	]);
}

async function findSource(api: Api, text: string): Promise<ListedSource> {
	return pick(withProjectNames(await readSources(api), text), text, "source", describeSource);
}

interface UpdateOptions {
	readonly name?: string;
	readonly root?: string;
	readonly settings?: string;
	readonly message?: string;
}

async function updateSource({ api, output, surroundings }: Session, text: string, given: UpdateOptions): Promise<void> {
	const { name, root, message } = given;
	const settings = readJsonObject(given.settings, "--settings", surroundings.workingDirectory);
	const change = {
		...(name === undefined ? {} : { name }),
		...(root === undefined ? {} : { rootPath: absolutePath(root, surroundings.workingDirectory) }),
		...(settings === undefined ? {} : { settings }),
	};
	if (Object.keys(change).length === 0) throw usageFailure("Say what to change: --name, --root or --settings.");
	const { id } = await findSource(api, text);
	const input = { id, ...change, ...(message === undefined ? {} : { message }) };
	const { source } = (await api.ask(UpdateSourceDocument, { input })).updateSource;
	output.one(source, () => [`Source "${source.name}" (${id}) watches ${source.rootPath}.`]);
}

async function archiveSource({ api, output }: Session, text: string, given: { message?: string }): Promise<void> {
	const { id } = await findSource(api, text);
	const { source } = (await api.ask(ArchiveSourceDocument, { input: { id, ...given } })).archiveSource;
	output.one(source, () => [`Source "${source.name}" (${id}) is watched no more; its ${source.tileCount} tiles stay.`]);
}

async function announceTiles(
	{ api, output, surroundings }: Session,
	text: string,
	file: string,
	given: { message?: string },
): Promise<void> {
	const tiles = readJson(`@${file}`, surroundings.workingDirectory);
	if (!Array.isArray(tiles) || !tiles.every(isObject)) {
		throw usageFailure(
			`The file ${file} is not a list of tiles: expected [{"relativePath": "a/001", "isComplete": true}].`,
		);
	}
	const { id } = await findSource(api, text);
	// What a tile has is checked by the server, which names the one that is wrong.
	const input = { sourceId: id, tiles: tiles as unknown as AnnouncedTileInput[], ...given };
	const told = (await api.ask(AnnounceTilesDocument, { input })).announceTiles;
	for (const { relativePath, problem } of told.refused) {
		output.terminal.complain(`${relativePath} is refused: ${problem.message} [${problem.code}]`);
	}
	output.one(told, () => [
		`Tiles: ${told.added} new, ${told.completed} complete now, ${told.reimaged} imaged again, ${told.refused.length} refused.`,
	]);
	if (told.refused.length > 0) surroundings.setExitCode(exitCodes.failed);
}

async function finishSource({ api, output }: Session, text: string, given: { message?: string }): Promise<void> {
	const { id } = await findSource(api, text);
	const { source } = (await api.ask(FinishAcquisitionDocument, { input: { id, ...given } })).finishAcquisition;
	output.one(source, () => [`Source "${source.name}" (${id}) is finished with ${source.tileCount} tiles.`]);
}

async function readSources(api: Api) {
	const { projects } = await api.ask(ListSourcesDocument, {});
	return projects.flatMap(({ id, name, sources }) => sources.map((source) => ({ ...source, project: { id, name } })));
}

type ListedSource = Awaited<ReturnType<typeof readSources>>[number];

/** `project/source` for a name that several projects use. */
function withProjectNames(sources: readonly ListedSource[], text: string): readonly ListedSource[] {
	return text.includes("/")
		? sources.map((source) => ({ ...source, name: `${source.project.name}/${source.name}` }))
		: sources;
}

function describeSource({ id, name, project }: ListedSource): string {
	return name.startsWith(`${project.name}/`) ? `"${name}" (${id})` : `"${project.name}/${name}" (${id})`;
}
