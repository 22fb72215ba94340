import { type Command, InvalidArgumentError } from "commander";
import {
	DuplicateProjectDocument,
	type LatticeRegionInput,
	PreviewProjectUpdateDocument,
	UpdateProjectDocument,
	type UpdateProjectInput,
} from "../api/generated/documents.ts";
import { absolutePath, messageOption, readJsonObject, readWhole } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { addConfirmation, type Confirmation } from "../command/confirmation.ts";
import { readRegion } from "../command/region.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { isPreviewWanted } from "../editing/edit-graph.ts";
import { formatCount } from "../terminal/figures.ts";
import { printable } from "../terminal/terminal.ts";
import { findProject, type NamedProject } from "./find-project.ts";
import { readPlanes } from "./planes-text.ts";

export function addProjectEditingCommands(projects: Command, surroundings: Surroundings): void {
	addConfirmation(projects.command("edit <project>"))
		.description("changes settings of a project: region, skipped planes, priority, …")
		.option("--name <name>", "another name")
		.option("--description <text>", "free text")
		.option("--output <folder>", "where results of stages made from now on go")
		.option("--parameters <json>", "take the place of those before; @file reads a file")
		.option("--priority <n>", "higher goes first", readWhole)
		.option("--region <region>", "only there: x=1..5,z=3", readRegion)
		.option("--whole-region", "everywhere")
		.option("--skip-planes <planes>", 'z=3+7, "none", or "as-marked" by the input file')
		.option("--backfill-share <share>", "of the capacity, while the acquisition goes on: 0.8", readShare)
		.addOption(messageOption())
		.action(inSession(surroundings, editProject));
	projects
		.command("duplicate <project>")
		.description("a copy with the whole graph, sources and settings, and output folders of its own")
		.option("--name <name>", "of the copy")
		.option("--root <folder>", "what its instrument writes into (the same)")
		.option("--output <folder>", "where its results go")
		.option("--paused", "begins paused")
		.addOption(messageOption())
		.action(inSession(surroundings, duplicateProject));
}

function readShare(text: string): number {
	const share = Number(text);
	if (share > 0 && share <= 1) return share;
	throw new InvalidArgumentError("Expected a number above 0, up to 1.");
}

interface ProjectEdit extends Confirmation {
	readonly name?: string;
	readonly description?: string;
	readonly output?: string;
	readonly parameters?: string;
	readonly priority?: number;
	readonly region?: LatticeRegionInput;
	readonly wholeRegion?: boolean;
	readonly skipPlanes?: string;
	readonly backfillShare?: number;
	readonly message?: string;
}

type ProjectChange = Omit<UpdateProjectInput, "id">;

/** Where another region or other planes would touch what is there, somebody is asked. False after a dry run. */
async function isWanted(session: Session, project: NamedProject, change: ProjectChange, given: Confirmation) {
	const { api, output } = session;
	const { region, skippedPlanes } = change;
	// An archived project is worked on no more.
	const movesTiles = project.archivedAt === null && (region !== undefined || skippedPlanes !== undefined);
	if (!movesTiles) {
		if (given.dryRun === true)
			output.one(change, () => [`Nothing happens to tasks of project "${printable(project.name)}".`]);
		return given.dryRun !== true;
	}
	const asked = {
		projectId: project.id,
		...(region === undefined ? {} : { region }),
		...(skippedPlanes === undefined ? {} : { skippedPlanes }),
	};
	return isPreviewWanted(session, (await api.ask(PreviewProjectUpdateDocument, asked)).previewProjectUpdate, given);
}

async function editProject(session: Session, text: string, given: ProjectEdit): Promise<void> {
	const { api, output, surroundings } = session;
	const { workingDirectory } = surroundings;
	const parameters = readJsonObject(given.parameters, "--parameters", workingDirectory);
	const { name, description, priority, region, wholeRegion, skipPlanes, backfillShare, message } = given;
	const change: ProjectChange = {
		...(name === undefined ? {} : { name }),
		...(description === undefined ? {} : { description }),
		...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
		...(parameters === undefined ? {} : { parameters }),
		...(priority === undefined ? {} : { priority }),
		...(region === undefined ? {} : { region }),
		...(wholeRegion === true ? { region: {} } : {}),
		...(skipPlanes === undefined ? {} : { skippedPlanes: skipPlanes === "as-marked" ? null : readPlanes(skipPlanes) }),
		...(backfillShare === undefined ? {} : { backfillShare }),
	};
	if (Object.keys(change).length === 0) throw usageFailure("Say what to change: see tilewright projects edit --help.");
	const found = await findProject(api, text);
	if (!(await isWanted(session, found, change, given))) return;
	const { id } = found;
	const input = { id, ...change, ...(message === undefined ? {} : { message }) };
	const { project, movedTileCount } = (await api.ask(UpdateProjectDocument, { input })).updateProject;
	output.one({ ...project, movedTileCount }, () => [
		`Project "${project.name}" (${id}) is changed${movedTileCount === 0 ? "" : `; ${formatCount(movedTileCount)} tiles come or go`}.`,
	]);
}

interface DuplicateOptions {
	readonly name?: string;
	readonly root?: string;
	readonly output?: string;
	readonly paused?: boolean;
	readonly message?: string;
}

async function duplicateProject(session: Session, text: string, given: DuplicateOptions): Promise<void> {
	const { api, output, surroundings } = session;
	const { workingDirectory } = surroundings;
	const { id } = await findProject(api, text);
	const input = {
		id,
		...(given.name === undefined ? {} : { name: given.name }),
		...(given.root === undefined ? {} : { rootPath: absolutePath(given.root, workingDirectory) }),
		...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
		...(given.paused === undefined ? {} : { isPaused: given.paused }),
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { project } = (await api.ask(DuplicateProjectDocument, { input })).duplicateProject;
	output.one(project, () => [
		`Project "${project.name}" (${project.id}) watches ${project.rootPath}; its results go to ${project.outputPath}.`,
	]);
}
