import { type Command, Option } from "commander";
import {
	CreateStageDocument,
	type CreateStageInput,
	ListDefinitionsDocument,
	ListStagesDocument,
	SetStagePausedDocument,
} from "../api/generated/documents.ts";
import { absolutePath, messageOption, readJsonObject, readList, readWhole } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { pick } from "../command/pick.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findStage, nameStages, pickStage } from "./find-stage.ts";
import { stageColumns } from "./stage-columns.ts";
import { readUnitRule } from "./unit-rule-text.ts";

export function addStageCommands(program: Command, surroundings: Surroundings): void {
	const stages = program.command("stages").description("the graph of a project: list, add, pause, resume");
	stages
		.command("list [project]", { isDefault: true })
		.description("stages of a project, parents first, with their progress")
		.action(inSession(surroundings, listStages));
	stages
		.command("add [name]")
		.description("a new stage; it also works on everything that has finished already")
		.addOption(new Option("--name <name>").hideHelp())
		.option("--project <project>", "id or name (the only one there is)")
		.requiredOption("--definition <definition>", "what it runs: a task definition (id or name)")
		.option("--parent <stages>", "where its inputs come from; several with commas (the root stage)", readList)
		.option("--on <rule>", "what one task works on: each, all, group:z, neighbours:x,y, or JSON", "each")
		.option("--parameters <json>", "for the program; @file reads a file")
		.option("--operations <json>", "work units, limits, retries; @file reads a file")
		.option("--output <folder>", "where its results go (a folder with its name below the project's output)")
		.option("--description <text>", "free text")
		.option("--priority <n>", "within the project; higher goes first (0)", readWhole)
		.option("--paused", "begins paused")
		.addOption(messageOption())
		.action(inSession(surroundings, addStage));
	stages
		.command("pause <stage>")
		.description("starts nothing new of this stage (id, name or project/name)")
		.option("--reason <text>", "shown as long as it is paused")
		.addOption(messageOption())
		.action(inSession(surroundings, (session, text: string, given: PauseOptions) => pause(session, text, given, true)));
	stages
		.command("resume <stage>")
		.description("goes on")
		.addOption(messageOption())
		.action(
			inSession(surroundings, (session, text: string, given: PauseOptions) => pause(session, text, given, false)),
		);
}

interface PauseOptions {
	readonly reason?: string;
	readonly message?: string;
}

async function listStages({ api, output }: Session, projectText: string | undefined): Promise<void> {
	const { id } = await findProjectOrOnly(api, projectText);
	const { project } = await api.ask(ListStagesDocument, { projectId: id });
	if (project === null) throw notFoundFailure(`Project ${id} is gone.`);
	output.list(project.stages, stageColumns(project.stages, output.terminal.colours), "There is no stage.");
}

interface AddOptions {
	/** Instead of the argument: what people try who think of the API. */
	readonly name?: string;
	readonly project?: string;
	readonly definition: string;
	readonly parent?: readonly string[];
	readonly on: string;
	readonly parameters?: string;
	readonly operations?: string;
	readonly output?: string;
	readonly description?: string;
	readonly priority?: number;
	readonly paused?: boolean;
	readonly message?: string;
}

async function addStage(session: Session, argument: string | undefined, given: AddOptions): Promise<void> {
	const { api, output, surroundings } = session;
	const { workingDirectory } = surroundings;
	const name = argument ?? given.name;
	if (name === undefined) throw usageFailure("Give the new stage a name.");
	const unitRule = readUnitRule(given.on, workingDirectory);
	const parameters = readJsonObject(given.parameters, "--parameters", workingDirectory);
	const operations = readJsonObject(given.operations, "--operations", workingDirectory);
	const project = await findProjectOrOnly(api, given.project);
	const [{ taskDefinitions }, allStages] = await Promise.all([api.ask(ListDefinitionsDocument, {}), nameStages(api)]);
	const current = taskDefinitions.filter(({ archivedAt }) => archivedAt === null);
	const stages = allStages.filter((stage) => stage.project.id === project.id);
	const parents =
		given.parent === undefined
			? stages.filter(({ kind }) => kind === "ROOT")
			: given.parent.map((text) => pickStage(stages, text, project.id));
	const input: CreateStageInput = {
		projectId: project.id,
		name,
		definitionId: pick(current, given.definition, "task definition").id,
		parentIds: parents.map(({ id }) => id),
		unitRule,
		...(parameters === undefined ? {} : { parameters }),
		...(operations === undefined ? {} : { operations }),
		...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
		...(given.description === undefined ? {} : { description: given.description }),
		...(given.priority === undefined ? {} : { priority: given.priority }),
		...(given.paused === undefined ? {} : { isPaused: given.paused }),
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { stage } = (await api.ask(CreateStageDocument, { input })).createStage;
	const parentNames = stage.parents.map((parent) => `"${parent.name}"`).join(" and ");
	output.one(stage, () => [`Stage "${stage.name}" (${stage.id}) works on what ${parentNames} delivers.`]);
}

async function pause({ api, output }: Session, text: string, given: PauseOptions, isPaused: boolean): Promise<void> {
	const { id } = await findStage(api, text);
	const { stage } = (await api.ask(SetStagePausedDocument, { input: { id, isPaused, ...given } })).setStagePaused;
	output.one(stage, () => [`Stage "${stage.name}" (${id}) ${isPaused ? "is paused" : "goes on"}.`]);
}
