import type { Command } from "commander";
import {
	ArchiveDefinitionDocument,
	DuplicateDefinitionDocument,
	type GraphEditInput,
	ListDefinitionsDocument,
	ReadDefinitionUseDocument,
	RenderCommandDocument,
	UpdateDefinitionDocument,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { isObject, messageOption, readCount, readJson } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { pick } from "../command/pick.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { describeEdited, editGraph } from "../editing/edit-graph.ts";
import { addEditOptions, type EditOptions } from "../editing/edit-options.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findRepository } from "../repositories/find-repository.ts";
import { findStage, findStages } from "../stages/find-stage.ts";
import { findTile } from "../tasks/choose-tasks.ts";
import { quoteForShell } from "../terminal/quote-for-shell.ts";
import type { Column } from "../terminal/table.ts";
import { type Colours, printable } from "../terminal/terminal.ts";
import { readDefinitionChange } from "./definition-file.ts";
import { describeProgram } from "./program-text.ts";

/** What is done to definitions that are there, and to the stages that keep an older version of them. */
export function addDefinitionEditingCommands(definitions: Command, surroundings: Surroundings): void {
	definitions
		.command("update <definition> [file]")
		.description("changes a definition by a JSON file (- for standard input); stages keep the version they have")
		.option("--name <name>", "another name")
		.option("--description <text>", "free text")
		.option("--repository <repository>", "where its program lies now: id or name")
		.option(
			"--expect-version <n>",
			"refused when somebody else has made a newer version (the version that the file says it is of)",
			readCount,
		)
		.addOption(messageOption())
		.action(inSession(surroundings, updateDefinition));
	definitions
		.command("duplicate <definition>")
		.description("a copy to change without touching the original")
		.option("--name <name>", "of the copy")
		.addOption(messageOption())
		.action(inSession(surroundings, duplicateDefinition));
	definitions
		.command("archive <definition>")
		.description("puts a definition away: no new stage may use it, stages that do go on")
		.addOption(messageOption())
		.action(inSession(surroundings, archiveDefinition));
	definitions
		.command("render <definition>")
		.description("the final command for one tile, rendered as the worker does it")
		.option("--project <project>", "for tiles of this project (the only one there is)")
		.option("--stage <stage>", "with this stage's parameters, inputs and unit rule")
		.option("--tile <tile>", "for this tile (the first): its relative path or a part that only one has, or id:<id>")
		.action(inSession(surroundings, render));
	definitions
		.command("versions [definition]")
		.description("which version the stages run, and which are behind the newest one")
		.option("--behind", "only those that are behind")
		.action(inSession(surroundings, listVersions));
	addEditOptions(definitions.command("upgrade <definition>"))
		.description("gives stages the newest version: all that are behind, in one edit for each project")
		.option("--stage <stage...>", "only these: id, name or project/name")
		.action(inSession(surroundings, upgrade));
}

async function findAny(api: Api, text: string) {
	const { taskDefinitions } = await api.ask(ListDefinitionsDocument, {});
	return pick(taskDefinitions, text, "task definition");
}

interface UpdateOptions {
	readonly name?: string;
	readonly description?: string;
	readonly repository?: string;
	readonly expectVersion?: number;
	readonly message?: string;
}

async function updateDefinition(
	{ api, output, surroundings }: Session,
	text: string,
	file: string | undefined,
	{ name, description, message, repository: said, expectVersion }: UpdateOptions,
): Promise<void> {
	const read = file === undefined ? {} : readJson(`@${file}`, surroundings.workingDirectory);
	const {
		input: change,
		repository,
		version: fileVersion,
	} = readDefinitionChange(
		isObject(read)
			? {
					...read,
					...(name === undefined ? {} : { name }),
					...(description === undefined ? {} : { description }),
					...(said === undefined ? {} : { repository: said }),
				}
			: read,
	);
	if (Object.keys(change).length === 0 && repository === undefined) {
		throw usageFailure("Say what to change: a file, --name, --description or --repository.");
	}
	const { id, version: before } = await findAny(api, text);
	const repositoryId = repository === undefined ? undefined : (await findRepository(api, repository)).id;
	const expectedVersion = expectVersion ?? fileVersion;
	const input = {
		id,
		...change,
		...(expectedVersion === undefined ? {} : { expectedVersion }),
		...(repositoryId === undefined ? {} : { repositoryId }),
		...(message === undefined ? {} : { message }),
	};
	const { taskDefinition } = (await api.ask(UpdateDefinitionDocument, { input })).updateTaskDefinition;
	const { version } = taskDefinition;
	output.one(taskDefinition, () => [
		`Task definition "${taskDefinition.name}" (${id}) has version ${version} and runs ${describeProgram(taskDefinition.content)}.`,
		...(version === before ? [] : [`Its stages keep theirs: see tilewright definitions upgrade ${id}.`]),
		...(taskDefinition.programExists ? [] : ["The coordinator does not find that program; check its path."]),
	]);
}

async function duplicateDefinition(
	{ api, output }: Session,
	text: string,
	given: { readonly name?: string; readonly message?: string },
): Promise<void> {
	const { id } = await findAny(api, text);
	const { taskDefinition } = (await api.ask(DuplicateDefinitionDocument, { input: { id, ...given } }))
		.duplicateTaskDefinition;
	output.one(taskDefinition, () => [
		`Task definition "${taskDefinition.name}" (${taskDefinition.id}) runs ${describeProgram(taskDefinition.content)}.`,
	]);
}

async function archiveDefinition(
	{ api, output }: Session,
	text: string,
	given: { readonly message?: string },
): Promise<void> {
	const { id } = await findAny(api, text);
	const { taskDefinition } = (await api.ask(ArchiveDefinitionDocument, { input: { id, ...given } }))
		.archiveTaskDefinition;
	output.one(taskDefinition, () => [`Task definition "${taskDefinition.name}" (${id}) is archived.`]);
}

interface RenderOptions {
	readonly project?: string;
	readonly stage?: string;
	readonly tile?: string;
}

async function render({ api, output }: Session, text: string, given: RenderOptions): Promise<void> {
	const { content, repository } = await findAny(api, text);
	const named = given.project === undefined ? undefined : await findProjectOrOnly(api, given.project);
	const stage = given.stage === undefined ? undefined : await findStage(api, given.stage, named?.id);
	const projectId = named?.id ?? stage?.project.id ?? (await findProjectOrOnly(api, undefined)).id;
	const { renderCommand: rendered } = await api.ask(RenderCommandDocument, {
		content,
		projectId,
		...(repository === null ? {} : { repositoryId: repository.id }),
		...(stage === undefined ? {} : { stageId: stage.id }),
		...(given.tile === undefined ? {} : { tileId: await findTile(api, projectId, given.tile) }),
	});
	output.one(rendered, () => [printable(rendered.command.map(quoteForShell).join(" "))]);
	if (rendered.tileName === null) output.terminal.complain("The project has no tile yet: names of tiles are missing.");
	if (rendered.unknownNames.length > 0) {
		output.terminal.complain(`Nothing stands for ${rendered.unknownNames.join(", ")}: passed on as it is.`);
	}
}

/** A stage and the version of its definition that it runs. */
interface Use {
	readonly definition: { readonly id: string; readonly name: string };
	readonly stage: { readonly id: string; readonly name: string };
	readonly project: { readonly id: string; readonly name: string };
	readonly version: number;
	readonly newestVersion: number;
	readonly isBehind: boolean;
}

async function readUse(api: Api, text: string | undefined): Promise<Use[]> {
	const { taskDefinitions } = await api.ask(ReadDefinitionUseDocument, {});
	const wanted = text === undefined ? taskDefinitions : [pick(taskDefinitions, text, "task definition")];
	return wanted.flatMap(({ id, name, version: newestVersion, stages }) =>
		stages.map((stage) => {
			const version = stage.definitionVersion ?? 0;
			return {
				definition: { id, name },
				stage: { id: stage.id, name: stage.name },
				project: stage.project,
				version,
				newestVersion,
				isBehind: version < newestVersion,
			};
		}),
	);
}

async function listVersions(
	{ api, output }: Session,
	text: string | undefined,
	{ behind = false }: { readonly behind?: boolean },
): Promise<void> {
	const uses = (await readUse(api, text)).filter(({ isBehind }) => !behind || isBehind);
	const empty = behind ? "No stage is behind its definition." : "No stage runs it.";
	output.list(uses, versionColumns(output.terminal.colours), empty);
}

function versionColumns(colours: Colours): Column<Use>[] {
	return [
		{ title: "DEFINITION", canShrink: true, cell: ({ definition }) => definition.name },
		{ title: "STAGE", canShrink: true, cell: ({ stage, project }) => `${project.name}/${stage.name}` },
		{ title: "VERSION", align: "right", cell: ({ version }) => version },
		{ title: "NEWEST", align: "right", cell: ({ newestVersion }) => newestVersion },
		{ title: "STATE", cell: ({ isBehind }) => (isBehind ? { text: "behind", paint: colours.yellow } : "newest") },
	];
}

async function upgrade(
	session: Session,
	text: string,
	given: EditOptions & { readonly stage?: readonly string[] },
): Promise<void> {
	const { api, output } = session;
	const uses = await readUse(api, text);
	const named = await Promise.all((given.stage ?? []).map(async (stage) => (await findStages(api, [stage]))[0]?.id));
	const chosen = uses.filter(({ stage, isBehind }) => isBehind && (named.length === 0 || named.includes(stage.id)));
	if (chosen.length === 0) output.terminal.complain("No such stage is behind: nothing is to be done.");
	for (const projectId of new Set(chosen.map(({ project }) => project.id))) {
		const edits = chosen
			.filter(({ project }) => project.id === projectId)
			.map(({ stage }): GraphEditInput => ({ changeStage: { stage: { id: stage.id }, definitionVersion: null } }));
		const edited = await editGraph(session, projectId, edits, given);
		if (edited !== null) output.one(edited, () => [describeEdited(edited)]);
	}
}
