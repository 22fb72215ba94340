import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describeError } from "@tilewright/contract/errors";
import type { Command } from "commander";
import {
	ApplyProjectFileDocument,
	DiffProjectFileDocument,
	type DiffProjectFileResult,
	ExportProjectDocument,
	ImportProjectDocument,
	ReadProjectFileDocument,
} from "../api/generated/documents.ts";
import { absolutePath, messageOption } from "../command/argument-values.ts";
import { CommandFailure, exitCodes, usageFailure } from "../command/command-failure.ts";
import { confirm } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { addEditOptions, type EditOptions, messageOf, policyOf } from "../editing/edit-options.ts";
import { describePreview } from "../editing/preview-lines.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { findProject, type NamedProject } from "./find-project.ts";

/** Projects as files. `-` is standard input or output. */
export function addProjectFileCommands(projects: Command, surroundings: Surroundings): void {
	projects
		.command("export <project> [file]")
		.description("the project as a YAML file: settings, sources, graph and definitions")
		.action(inSession(surroundings, exportProject));
	projects
		.command("import <file>")
		.description("a new project from a file")
		.option("--name <name>", "instead of the file's")
		.option("--root <folder>", "what the instrument writes into, instead of the file's")
		.option("--output <folder>", "where results go, instead of the file's")
		.option("--paused", "begins paused")
		.addOption(messageOption())
		.action(inSession(surroundings, importProject));
	projects
		.command("diff <file>")
		.description("what applying a file would do; exit code 1 when there is a difference")
		.option("--project <project>", "id or name (the one the file names)")
		.action(inSession(surroundings, diffProject));
	addEditOptions(projects.command("apply <file>"))
		.description("makes a project equal to a file, or creates it where there is none of its name")
		.option("--project <project>", "id or name (the one the file names)")
		.action(inSession(surroundings, applyFile));
}

async function exportProject(
	{ api, output, surroundings }: Session,
	text: string,
	file: string | undefined,
): Promise<void> {
	const { id } = await findProject(api, text);
	const { projectFile } = await api.ask(ExportProjectDocument, { id });
	if (file === undefined || file === "-") {
		if (output.isJson) output.json({ yaml: projectFile });
		else output.terminal.write(projectFile);
		return;
	}
	try {
		writeFileSync(resolve(surroundings.workingDirectory, file), projectFile);
	} catch (error) {
		throw new CommandFailure(`The file ${file} cannot be written: ${describeError(error)}.`, {
			exitCode: exitCodes.failed,
		});
	}
	output.one({ file }, () => [`Written to ${file}.`]);
}

interface ImportOptions {
	readonly name?: string;
	readonly root?: string;
	readonly output?: string;
	readonly paused?: boolean;
	readonly message?: string;
}

async function importProject(session: Session, file: string, given: ImportOptions): Promise<void> {
	const { workingDirectory } = session.surroundings;
	await createFromFile(session, readFile(file, workingDirectory), {
		...(given.name === undefined ? {} : { name: given.name }),
		...(given.root === undefined ? {} : { rootPath: absolutePath(given.root, workingDirectory) }),
		...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
		...(given.paused === undefined ? {} : { isPaused: given.paused }),
		...messageOf(given),
	});
}

async function createFromFile({ api, output }: Session, yaml: string, more: object): Promise<void> {
	const { project } = (await api.ask(ImportProjectDocument, { input: { yaml, ...more } })).importProject;
	output.one(project, () => [
		`Project "${project.name}" (${project.id}) watches ${project.rootPath}; its results go to ${project.outputPath}.`,
	]);
}

type Difference = DiffProjectFileResult["diffProjectFile"];

async function diffProject(
	session: Session,
	file: string,
	{ project: text }: { readonly project?: string },
): Promise<void> {
	const { api, output, surroundings } = session;
	const yaml = readFile(file, surroundings.workingDirectory);
	const project = text === undefined ? await projectOfFile(session, yaml) : await findProject(api, text);
	if (project === null)
		throw usageFailure("There is no project of the name the file has: say which one with --project.");
	const { diffProjectFile: difference } = await api.ask(DiffProjectFileDocument, { projectId: project.id, yaml });
	output.one(difference, () => describeDifference(difference, project, output.terminal));
	if (!difference.isEmpty) surroundings.setExitCode(exitCodes.failed);
}

function describeDifference(difference: Difference, { name }: NamedProject, terminal: Terminal): string[] {
	return [
		difference.isEmpty ? `Project "${printable(name)}" equals the file.` : `Project "${printable(name)}" would change:`,
		...difference.changes.map((change) => `  ${printable(change)}`),
		...difference.notes.map((note) => `  note: ${printable(note)}`),
		...difference.refused.map((refusal) => `  refused: ${printable(refusal)}`),
		...(difference.graph === null ? [] : describePreview(difference.graph, terminal)),
	];
}

async function applyFile(
	session: Session,
	file: string,
	given: EditOptions & { readonly project?: string },
): Promise<void> {
	const { api, output, surroundings } = session;
	const { terminal } = output;
	const yaml = readFile(file, surroundings.workingDirectory);
	const project =
		given.project === undefined ? await projectOfFile(session, yaml) : await findProject(api, given.project);
	if (project === null) {
		terminal.complain("There is no project of the name the file has: it is to be created.");
		if (given.dryRun === true) return;
		await confirm(session, given, "Create it?");
		return createFromFile(session, yaml, messageOf(given));
	}
	const policy = policyOf(given);
	const { diffProjectFile: difference } = await api.ask(DiffProjectFileDocument, {
		projectId: project.id,
		yaml,
		policy,
	});
	if (given.dryRun === true) {
		output.one(difference, () => describeDifference(difference, project, terminal));
		return;
	}
	for (const line of describeDifference(difference, project, terminal)) terminal.complain(line);
	if (difference.refused.length > 0) {
		throw new CommandFailure(`The file cannot be applied: ${difference.refused.join("; ")}.`, {
			exitCode: exitCodes.failed,
			code: "ARGUMENT_INVALID",
		});
	}
	if (!difference.isEmpty) await confirm(session, given, "Do it?");
	const input = {
		projectId: project.id,
		yaml,
		policy,
		expectedGraphVersion: difference.graphVersion,
		...messageOf(given),
	};
	const { changes, project: applied } = (await api.ask(ApplyProjectFileDocument, { input })).applyProjectFile;
	output.one({ changes, project: applied }, () => [
		`Project "${applied.name}" (${applied.id}) equals the file; its graph has version ${applied.graphVersion}.`,
	]);
}

/** The project that has the file's name; null when there is none. */
async function projectOfFile({ api }: Session, yaml: string): Promise<NamedProject | null> {
	return (await api.ask(ReadProjectFileDocument, { yaml })).readProjectFile.project;
}

function readFile(file: string, workingDirectory: string): string {
	try {
		return readFileSync(file === "-" ? 0 : resolve(workingDirectory, file), "utf8");
	} catch (error) {
		throw usageFailure(`The file ${file} cannot be read: ${describeError(error)}.`);
	}
}
