import type { Command } from "commander";
import {
	CreateRepositoryDocument,
	ListRepositoriesDocument,
	type RepositoryFragment,
} from "../api/generated/documents.ts";
import { absolutePath, messageOption } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

export function addRepositoryCommands(program: Command, surroundings: Surroundings): void {
	const repositories = program.command("repositories").description("folders of programs: list, add");
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
