import type { Command } from "commander";
import {
	ArchiveRepositoryDocument,
	CreateRepositoryDocument,
	ListRepositoriesDocument,
	type RepositoryFragment,
	ShowRepositoryDocument,
	type ShowRepositoryResult,
	UpdateRepositoryDocument,
} from "../api/generated/documents.ts";
import { absolutePath, messageOption } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { describeProgram } from "../definitions/program-text.ts";
import { formatFacts } from "../terminal/output.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import { type Colours, printable } from "../terminal/terminal.ts";
import { findRepository } from "./find-repository.ts";

export function addRepositoryCommands(program: Command, surroundings: Surroundings): void {
	const repositories = program
		.command("repositories")
		.description("folders of programs: list, show, add, update, archive");
	repositories
		.command("list", { isDefault: true })
		.description("task repositories and the definitions in them")
		.option("--archived", "archived ones too")
		.action(inSession(surroundings, listRepositories));
	repositories
		.command("add <name> <folder>")
		.description("a folder of programs; the same path must exist on every worker")
		.option("--description <text>", "free text")
		.addOption(messageOption())
		.action(inSession(surroundings, addRepository));
	repositories
		.command("show <repository>")
		.description("the definitions in it, and whether their programs are found (id or name)")
		.action(inSession(surroundings, showRepository));
	repositories
		.command("update <repository>")
		.description("another name, folder or description; definitions stay in it")
		.option("--name <name>", "another name")
		.option("--location <folder>", "where its programs are now")
		.option("--description <text>", "free text")
		.addOption(messageOption())
		.action(inSession(surroundings, updateRepository));
	repositories
		.command("archive <repository>")
		.description("puts it away; refused while definitions use it")
		.addOption(messageOption())
		.action(inSession(surroundings, archiveRepository));
}

async function listRepositories({ api, output }: Session, { archived = false }: { archived?: boolean }): Promise<void> {
	const { taskRepositories } = await api.ask(ListRepositoriesDocument, {});
	const shown = taskRepositories.filter(({ archivedAt }) => archived || archivedAt === null);
	output.list(shown, repositoryColumns(output.terminal.colours), "There is no task repository.");
}

function repositoryColumns(colours: Colours): Column<RepositoryFragment>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "REPOSITORY", canShrink: true, cell: ({ name }) => ({ text: name, paint: colours.bold }) },
		{ title: "LOCATION", canShrink: true, cell: ({ location }) => location },
		{
			title: "DEFINITIONS",
			canShrink: true,
			cell: ({ definitions }) => definitions.map(({ name }) => name).join(", "),
		},
		{ title: "DESCRIPTION", leaveOut: 1, canShrink: true, cell: ({ description }) => description },
	];
}

async function addRepository(
	{ api, output, surroundings }: Session,
	name: string,
	folder: string,
	given: { readonly description?: string; readonly message?: string },
): Promise<void> {
	const input = { name, location: absolutePath(folder, surroundings.workingDirectory), ...given };
	const { taskRepository } = (await api.ask(CreateRepositoryDocument, { input })).createTaskRepository;
	output.one(taskRepository, () => [
		`Task repository "${taskRepository.name}" (${taskRepository.id}) is ${taskRepository.location}.`,
	]);
}

async function showRepository({ api, output }: Session, text: string): Promise<void> {
	const { id } = await findRepository(api, text);
	const { taskRepository } = await api.ask(ShowRepositoryDocument, { id });
	if (taskRepository === null) throw notFoundFailure(`Task repository ${id} is gone.`);
	const { terminal } = output;
	output.one(taskRepository, () => [
		`${terminal.colours.bold(printable(taskRepository.name))} (task repository ${id})${taskRepository.description === "" ? "" : `: ${printable(taskRepository.description)}`}`,
		...formatFacts([["location", taskRepository.location]], terminal),
		...formatTable(definitionsInside, taskRepository.definitions, {
			width: terminal.width(),
			colours: terminal.colours,
		}),
	]);
}

type Inside = NonNullable<ShowRepositoryResult["taskRepository"]>["definitions"][number];

const definitionsInside: Column<Inside>[] = [
	{ title: "ID", align: "right", cell: ({ id }) => id },
	{ title: "DEFINITION", canShrink: true, cell: ({ name }) => name },
	{ title: "VERSION", align: "right", cell: ({ version }) => version },
	{ title: "PROGRAM", canShrink: true, cell: ({ content }) => describeProgram(content) },
	{ title: "FOUND", cell: ({ programExists }) => (programExists ? "yes" : "missing") },
];

interface UpdateOptions {
	readonly name?: string;
	readonly location?: string;
	readonly description?: string;
	readonly message?: string;
}

async function updateRepository(session: Session, text: string, given: UpdateOptions): Promise<void> {
	const { api, output, surroundings } = session;
	const { location, message, ...plain } = given;
	const change = {
		...plain,
		...(location === undefined ? {} : { location: absolutePath(location, surroundings.workingDirectory) }),
	};
	if (Object.keys(change).length === 0) {
		throw usageFailure("Say what to change: --name, --location or --description.");
	}
	const { id } = await findRepository(api, text);
	const input = { id, ...change, ...(message === undefined ? {} : { message }) };
	const { taskRepository } = (await api.ask(UpdateRepositoryDocument, { input })).updateTaskRepository;
	output.one(taskRepository, () => [`Task repository "${taskRepository.name}" (${id}) is ${taskRepository.location}.`]);
}

async function archiveRepository({ api, output }: Session, text: string, given: { message?: string }): Promise<void> {
	const { id } = await findRepository(api, text);
	const { taskRepository } = (await api.ask(ArchiveRepositoryDocument, { input: { id, ...given } }))
		.archiveTaskRepository;
	output.one(taskRepository, () => [`Task repository "${taskRepository.name}" (${id}) is archived.`]);
}
