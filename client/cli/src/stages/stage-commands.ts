import { type Command, Option } from "commander";
import { ListStagesDocument, SetStagePausedDocument } from "../api/generated/documents.ts";
import { messageOption } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { editGraph } from "../editing/edit-graph.ts";
import { addEditOptions, type EditOptions } from "../editing/edit-options.ts";
import { addPauseOptions, type PauseOptions, tellOfPause } from "../pauses/preview-pause.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { findStage } from "./find-stage.ts";
import { addNewStageOptions, type NewStageOptions, parseNewStage, readNewStage } from "./new-stage.ts";
import { addRemovedStageCommands } from "./removed-stages.ts";
import { stageColumns } from "./stage-columns.ts";
import { addStageEditingCommands, tellOfStage } from "./stage-editing-commands.ts";
import { addStageShowingCommands } from "./stage-showing-commands.ts";

export function addStageCommands(program: Command, surroundings: Surroundings): void {
	const stages = program
		.command("stages")
		.description("the stages of a project: list, show, add, insert, change, remove, pause, …");
	stages
		.command("list [project]", { isDefault: true })
		.description("stages of a project, parents first, with their progress")
		.action(inSession(surroundings, listStages));
	addEditOptions(addNewStageOptions(stages.command("add [name]")))
		.description("a new stage; it also works on everything that has finished already")
		.addOption(new Option("--name <name>").hideHelp())
		.option("--project <project>", "id or name (the only one there is)")
		.option("--paused", "begins paused")
		.action(inSession(surroundings, addStage));
	addStageEditingCommands(stages, surroundings);
	addStageShowingCommands(stages, surroundings);
	addRemovedStageCommands(stages, surroundings);
	addPauseOptions(stages.command("pause <stage>"))
		.description("starts nothing new of this stage (id, name or project/name)")
		.action(inSession(surroundings, (session, text: string, given: PauseOptions) => pause(session, text, given, true)));
	stages
		.command("resume <stage>")
		.description("goes on")
		.addOption(messageOption())
		.action(
			inSession(surroundings, (session, text: string, given: PauseOptions) => pause(session, text, given, false)),
		);
}

async function listStages({ api, output }: Session, projectText: string | undefined): Promise<void> {
	const { id } = await findProjectOrOnly(api, projectText);
	const { project } = await api.ask(ListStagesDocument, { projectId: id });
	if (project === null) throw notFoundFailure(`Project ${id} is gone.`);
	output.list(project.stages, stageColumns(project.stages, output.terminal.colours), "There is no stage.");
}

interface AddOptions extends NewStageOptions, EditOptions {
	/** Instead of the argument: what people try who think of the API. */
	readonly name?: string;
	readonly project?: string;
	readonly paused?: boolean;
}

async function addStage(session: Session, argument: string | undefined, given: AddOptions): Promise<void> {
	const { api } = session;
	const name = argument ?? given.name;
	if (name === undefined) throw usageFailure("Give the new stage a name.");
	const parsed = parseNewStage(session, given);
	const project = await findProjectOrOnly(api, given.project);
	const edit = await readNewStage(session, project.id, name, given, parsed);
	const edited = await editGraph(session, project.id, [edit], { ...given, isPaused: given.paused ?? false });
	const id = edited?.addedStages[0]?.id;
	if (id !== undefined) await tellOfStage(session, id);
}

async function pause(session: Session, text: string, given: PauseOptions, isPaused: boolean): Promise<void> {
	const { api, output } = session;
	const { id, name } = await findStage(api, text);
	const { dryRun = false, ...why } = given;
	if (dryRun) return tellOfPause(session, { stageId: id }, `Stage "${name}"`, given);
	const answer = (await api.ask(SetStagePausedDocument, { input: { id, isPaused, ...why } })).setStagePaused;
	const { stage, stoppedCount } = answer;
	const stopped = stoppedCount === 0 ? "" : `, and ${stoppedCount} programs were stopped`;
	output.one(stage, () => [`Stage "${stage.name}" (${id}) ${isPaused ? "is paused" : "goes on"}${stopped}.`]);
}
