import type { Command } from "commander";
import {
	CreateDefinitionDocument,
	ListDefinitionsDocument,
	type ListDefinitionsResult,
	ShowDefinitionDocument,
	type ShowDefinitionResult,
} from "../api/generated/documents.ts";
import { isObject, messageOption, readJson } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { pick } from "../command/pick.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findRepository } from "../repositories/find-repository.ts";
import { formatTime, formatValue } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours, Terminal } from "../terminal/terminal.ts";
import { addDefinitionEditingCommands } from "./definition-editing-commands.ts";
import { readDefinitionFile } from "./definition-file.ts";
import { describeProgram } from "./program-text.ts";

export function addDefinitionCommands(program: Command, surroundings: Surroundings): void {
	const definitions = program
		.command("definitions")
		.description("how programs are run: list, show, add, update, duplicate, archive, …");
	definitions
		.command("list", { isDefault: true })
		.description("task definitions and the stages that use them")
		.option("--archived", "archived ones too")
		.action(inSession(surroundings, listDefinitions));
	definitions
		.command("show <definition>")
		.description("program, arguments, outputs and defaults of a definition (id or name)")
		.option("--script", "the text of its script only")
		.action(inSession(surroundings, showDefinition));
	definitions
		.command("add <file>")
		.description("a new definition from a JSON file (- for standard input), as show --json prints it")
		.option("--name <name>", "instead of the file's")
		.addOption(messageOption())
		.action(inSession(surroundings, addDefinition));
	addDefinitionEditingCommands(definitions, surroundings);
}

async function listDefinitions({ api, output }: Session, { archived = false }: { archived?: boolean }): Promise<void> {
	const { taskDefinitions } = await api.ask(ListDefinitionsDocument, {});
	const shown = taskDefinitions.filter(({ archivedAt }) => archived || archivedAt === null);
	output.list(shown, definitionColumns(output.terminal.colours), "There is no task definition.");
}

type ListedDefinition = ListDefinitionsResult["taskDefinitions"][number];

function definitionColumns(colours: Colours): Column<ListedDefinition>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "DEFINITION", canShrink: true, cell: ({ name }) => ({ text: name, paint: colours.bold }) },
		{ title: "VERSION", align: "right", cell: ({ version }) => version },
		{ title: "REPOSITORY", leaveOut: 2, canShrink: true, cell: ({ repository }) => repository?.name ?? "" },
		{ title: "PROGRAM", canShrink: true, cell: ({ content }) => describeProgram(content) },
		{
			title: "FOUND",
			leaveOut: 4,
			cell: ({ programExists }) => (programExists ? "yes" : { text: "missing", paint: colours.red }),
		},
		{ title: "USED BY", leaveOut: 3, canShrink: true, cell: ({ stages }) => stages.map(({ name }) => name).join(", ") },
		{ title: "DESCRIPTION", leaveOut: 1, canShrink: true, cell: ({ description }) => description },
	];
}

async function showDefinition(
	{ api, output }: Session,
	text: string,
	{ script = false }: { readonly script?: boolean },
): Promise<void> {
	const { taskDefinitions } = await api.ask(ListDefinitionsDocument, {});
	const { id } = pick(taskDefinitions, text, "task definition");
	const { taskDefinition } = await api.ask(ShowDefinitionDocument, { id });
	if (taskDefinition === null) throw notFoundFailure(`Task definition ${id} is gone.`);
	if (!script) {
		output.one(taskDefinition, () => describeDefinition(taskDefinition, output.terminal));
		return;
	}
	const { programText } = taskDefinition;
	if (programText === null) {
		throw notFoundFailure(
			`The program of "${taskDefinition.name}" is not a text inside a repository that the server can read.`,
		);
	}
	if (output.isJson) output.json({ programText });
	else output.terminal.write(programText);
}

function describeDefinition(
	definition: NonNullable<ShowDefinitionResult["taskDefinition"]>,
	terminal: Terminal,
): string[] {
	const { colours } = terminal;
	const content = isObject(definition.content) ? definition.content : {};
	const { program, ...rest } = content;
	return [
		`${colours.bold(definition.name)} (task definition ${definition.id}, version ${definition.version})${definition.description === "" ? "" : `: ${definition.description}`}`,
		...formatFacts(
			[
				["program", describeProgram(content)],
				["found", definition.programExists ? "yes, by the coordinator" : "not by the coordinator"],
				[
					"repository",
					definition.repository === null ? null : `${definition.repository.name} (${definition.repository.location})`,
				],
				...Object.entries(rest)
					.filter(([, value]) => !isEmpty(value))
					.map(([name, value]): [string, string] => [spaced(name), formatValue(value)]),
				["by default", formatValue(definition.defaultOperations)],
				["used by", definition.stages.map(({ name, project }) => `${project.name}/${name}`).join(", ") || "no stage"],
				["archived", definition.archivedAt === null ? null : formatTime(definition.archivedAt)],
			],
			terminal,
		),
	];
}

async function addDefinition(
	{ api, output, surroundings }: Session,
	file: string,
	{ name, message }: { readonly name?: string; readonly message?: string },
): Promise<void> {
	const read = readJson(`@${file}`, surroundings.workingDirectory);
	const definition = readDefinitionFile(name !== undefined && isObject(read) ? { ...read, name } : read);
	const repository = definition.repository === undefined ? undefined : await findRepository(api, definition.repository);
	const input = {
		...definition.input,
		...(repository === undefined ? {} : { repositoryId: repository.id }),
		...(message === undefined ? {} : { message }),
	};
	const { taskDefinition } = (await api.ask(CreateDefinitionDocument, { input })).createTaskDefinition;
	output.one(taskDefinition, () => [
		`Task definition "${taskDefinition.name}" (${taskDefinition.id}) runs ${describeProgram(taskDefinition.content)}.`,
		...(taskDefinition.programExists ? [] : ["The coordinator does not find that program; check its path."]),
	]);
}

function isEmpty(value: unknown): boolean {
	if (value === null || value === "") return true;
	return typeof value === "object" && Object.keys(value).length === 0;
}

/** `expectedExitCode` → `expected exit code`. */
function spaced(name: string): string {
	return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
