import type { Command } from "commander";
import {
	ArchiveProjectDocument,
	CreateProjectDocument,
	type CreateProjectInput,
	ListProjectsDocument,
	type ProjectSummaryFragment,
	RestoreProjectDocument,
	SetProjectPausedDocument,
	ShowProjectDocument,
	type SourceKind,
} from "../api/generated/documents.ts";
import { absolutePath, messageOption, readChoice, readJsonObject, readWhole } from "../command/argument-values.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { addPauseOptions, type PauseOptions, tellOfPause } from "../pauses/preview-pause.ts";
import { readSourceSettings, sourceKinds } from "../sources/source-settings.ts";
import { findProject } from "./find-project.ts";
import { projectColumns } from "./project-columns.ts";
import { addProjectEditingCommands } from "./project-editing-commands.ts";
import { addProjectFileCommands } from "./project-file-commands.ts";
import { describeProject } from "./project-lines.ts";

export function addProjectCommands(program: Command, surroundings: Surroundings): void {
	const projects = program
		.command("projects")
		.description("projects: list, show, create, edit, duplicate, export, import, apply, …");
	projects
		.command("list", { isDefault: true })
		.description("all projects with their progress")
		.option("--archived", "archived ones too")
		.action(inSession(surroundings, listProjects));
	projects
		.command("show <project>")
		.description("sources, stages and settings of a project (id or name)")
		.action(inSession(surroundings, showProject));
	projects
		.command("create <name>")
		.description("begins to watch a folder that an instrument writes tiles into")
		.requiredOption("--root <folder>", "what the instrument writes into")
		.option("--output <folder>", "where results go (<root>-results, beside the acquisition)")
		.option("--description <text>", "free text")
		.option("--source <kind>", "how tiles are found: list, directory or announced (list)", readChoice(sourceKinds))
		.option("--pattern <pattern>", "of a directory source, such as {plate}/{well}_s{site:int}.tif")
		.option("--settings <json>", "of the source; @file reads a file")
		.option("--parameters <json>", "of the project, for its programs; @file reads a file")
		.option("--priority <n>", "higher goes first (0)", readWhole)
		.option("--paused", "begins paused")
		.addOption(messageOption())
		.action(inSession(surroundings, createProject));
	addProjectEditingCommands(projects, surroundings);
	addProjectFileCommands(projects, surroundings);
	// Also without naming the kind, as other tools have it.
	addProjectFileCommands(program, surroundings);
	addPauseOptions(projects.command("pause <project>"))
		.description("starts nothing new; what runs finishes, results are taken")
		.action(inSession(surroundings, (session, text: string, given: PauseOptions) => pause(session, text, given, true)));
	projects
		.command("resume <project>")
		.description("goes on")
		.addOption(messageOption())
		.action(
			inSession(surroundings, (session, text: string, given: PauseOptions) => pause(session, text, given, false)),
		);
	projects
		.command("archive <project>")
		.description("puts a project away; nothing is deleted")
		.addOption(messageOption())
		.action(inSession(surroundings, archiveProject));
	projects
		.command("restore <project>")
		.description("takes an archived project up again")
		.addOption(messageOption())
		.action(inSession(surroundings, restoreProject));
}

async function listProjects({ api, output }: Session, { archived = false }: { archived?: boolean }): Promise<void> {
	const { projects } = await api.ask(ListProjectsDocument, { includeArchived: archived });
	output.list(projects, projectColumns(output.terminal.colours), "There is no project yet.");
}

async function showProject({ api, output }: Session, text: string): Promise<void> {
	const { id } = await findProject(api, text);
	const { project } = await api.ask(ShowProjectDocument, { id });
	if (project === null) throw notFoundFailure(`Project ${id} is gone.`);
	output.one(project, () => describeProject(project, output.terminal));
}

interface CreateOptions {
	readonly root: string;
	readonly output?: string;
	readonly description?: string;
	readonly source?: SourceKind;
	readonly pattern?: string;
	readonly settings?: string;
	readonly parameters?: string;
	readonly priority?: number;
	readonly paused?: boolean;
	readonly message?: string;
}

async function createProject(session: Session, name: string, given: CreateOptions): Promise<void> {
	const { workingDirectory } = session.surroundings;
	const settings = readSourceSettings(given, workingDirectory);
	const parameters = readJsonObject(given.parameters, "--parameters", workingDirectory);
	const kind = given.source ?? (given.pattern === undefined ? "LIST" : "DIRECTORY");
	const input: CreateProjectInput = {
		name,
		rootPath: absolutePath(given.root, workingDirectory),
		...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
		...(given.description === undefined ? {} : { description: given.description }),
		...(parameters === undefined ? {} : { parameters }),
		...(given.priority === undefined ? {} : { priority: given.priority }),
		...(given.paused === undefined ? {} : { isPaused: given.paused }),
		...(given.message === undefined ? {} : { message: given.message }),
		source: { kind, ...(settings === undefined ? {} : { settings }) },
	};
	const { project } = (await session.api.ask(CreateProjectDocument, { input })).createProject;
	tell(session, project, `Project "${project.name}" (${project.id}) watches ${project.rootPath}.`);
}

async function pause(session: Session, text: string, given: PauseOptions, isPaused: boolean): Promise<void> {
	const { id, name } = await findProject(session.api, text);
	const { dryRun = false, ...why } = given;
	if (dryRun) return tellOfPause(session, { projectId: id }, `Project "${name}"`, given);
	const input = { id, isPaused, ...why };
	const { project, stoppedCount } = (await session.api.ask(SetProjectPausedDocument, { input })).setProjectPaused;
	const stopped = stoppedCount === 0 ? "" : `, and ${stoppedCount} programs were stopped`;
	tell(session, project, `Project "${project.name}" (${id}) ${isPaused ? "is paused" : "goes on"}${stopped}.`);
}

async function archiveProject(session: Session, text: string, given: { message?: string }): Promise<void> {
	const { id } = await findProject(session.api, text);
	const { project } = (await session.api.ask(ArchiveProjectDocument, { input: { id, ...given } })).archiveProject;
	tell(session, project, `Project "${project.name}" (${id}) is archived.`);
}

async function restoreProject(session: Session, text: string, given: { message?: string }): Promise<void> {
	const { id } = await findProject(session.api, text);
	const { project } = (await session.api.ask(RestoreProjectDocument, { input: { id, ...given } })).restoreProject;
	tell(session, project, `Project "${project.name}" (${id}) is back.`);
}

function tell({ output }: Session, project: ProjectSummaryFragment, sentence: string): void {
	output.one(project, () => [sentence]);
}
