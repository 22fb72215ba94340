import type { Command } from "commander";
import {
	CreateSourceDocument,
	type CreateSourceInput,
	FinishAcquisitionDocument,
	ListSourcesDocument,
	type SourceKind,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { absolutePath, messageOption, readChoice } from "../command/argument-values.ts";
import { pick } from "../command/pick.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProject, findProjectOrOnly } from "../projects/find-project.ts";
import { sourceColumns } from "./source-columns.ts";
import { readSourceSettings, sourceKinds } from "./source-settings.ts";

export function addSourceCommands(program: Command, surroundings: Surroundings): void {
	const sources = program.command("sources").description("where tiles come from: list, add, finish");
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

async function finishSource({ api, output }: Session, text: string, given: { message?: string }): Promise<void> {
	const sources = await readSources(api);
	const { id } = pick(withProjectNames(sources, text), text, "source", describeSource);
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
