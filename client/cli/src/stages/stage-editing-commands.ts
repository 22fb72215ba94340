import type { Command } from "commander";
import {
	CompareStagesDocument,
	type GraphEditInput,
	type LatticeRegionInput,
	ShowStageDocument,
} from "../api/generated/documents.ts";
import { absolutePath, readJsonObject, readList, readWhole } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { readRegion } from "../command/region.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { describeEdited, editGraph } from "../editing/edit-graph.ts";
import { addEditOptions, type EditOptions } from "../editing/edit-options.ts";
import { addCanaryOptions, type CanaryOptions, readCanary } from "./canary.ts";
import { describeComparison } from "./comparison-lines.ts";
import { findStage, type NamedStage, nameStages, pickStage } from "./find-stage.ts";
import { addNewStageOptions, findDefinition, type NewStageOptions, parseNewStage, readNewStage } from "./new-stage.ts";
import { readUnitRule } from "./unit-rule-text.ts";

/** Edits of the graph, one command for each; every one tells beforehand what it will do. */
export function addStageEditingCommands(stages: Command, surroundings: Surroundings): void {
	addEditOptions(addNewStageOptions(stages.command("insert <name>")))
		.description("a new stage between others and their parents")
		.requiredOption("--before <stages>", "which take their inputs from the new one; several with commas", readList)
		.option("--project <project>", "id or name, where the stages of --before do not say it")
		.option("--paused", "begins paused")
		.action(inSession(surroundings, insertStage));
	addCanaryOptions(
		addEditOptions(stages.command("change <stage>")),
		"tries the change out on so many units, beside the stage as it is",
	)
		.description("changes anything of a stage; with --canary the change is a trial beside it")
		.option("--name <name>", "another name; results stay where they are")
		.option("--definition <definition>", "another task definition, in its newest version")
		.option("--definition-version <version>", 'another version of its definition, or "newest"')
		.option("--parent <stages>", "take the place of those before; several with commas", readList)
		.option("--on <rule>", "what one task works on: each, all, group:z, neighbours:x,y, or JSON")
		.option("--parameters <json>", "take the place of those before; @file reads a file")
		.option("--operations <json>", "laid over those before; @file reads a file")
		.option("--output <folder>", "where results go from now on")
		.option("--description <text>", "free text")
		.option("--priority <n>", "within the project; higher goes first", readWhole)
		.option("--region <region>", "only there: x=1..5,z=3", readRegion)
		.option("--whole-region", "wherever the project works")
		.action(inSession(surroundings, changeStage));
	addEditOptions(stages.command("remove <stage>"))
		.description("takes a stage out of the graph; its results are kept")
		.option("--with-children", "and everything below it, instead of giving its children its parents")
		.action(inSession(surroundings, removeStage));
	addEditOptions(stages.command("duplicate <stage>"))
		.description("a copy with its own output folder")
		.option("--name <name>", "of the copy")
		.option("--with-descendants", "with everything below it")
		.option("--paused", "begins paused")
		.action(inSession(surroundings, duplicateStage));
	addEditOptions(stages.command("promote <stage>"))
		.description("makes a trial what is")
		.action(inSession(surroundings, promoteStage));
	addEditOptions(stages.command("drop <stage>"))
		.description("gives a trial up")
		.action(inSession(surroundings, dropStage));
	stages
		.command("compare <stage>")
		.description("what a trial measured, beside the stage as it is")
		.action(inSession(surroundings, compareStages));
}

export async function tellOfStage({ api, output }: Session, id: string): Promise<void> {
	const { stage } = await api.ask(ShowStageDocument, { id });
	if (stage === null) throw notFoundFailure(`Stage ${id} is gone.`);
	const parents = stage.parents.map((parent) => `"${parent.name}"`).join(" and ");
	output.one(stage, () => [`Stage "${stage.name}" (${stage.id}) works on what ${parents} delivers.`]);
}

async function carryOut(
	session: Session,
	stage: Pick<NamedStage, "project">,
	edit: GraphEditInput,
	given: EditOptions & { readonly isPaused?: boolean },
): Promise<void> {
	const edited = await editGraph(session, stage.project.id, [edit], given);
	if (edited !== null) session.output.one(edited, () => [describeEdited(edited)]);
}

interface InsertOptions extends NewStageOptions, EditOptions {
	readonly before: readonly string[];
	readonly project?: string;
	readonly paused?: boolean;
}

async function insertStage(session: Session, name: string, given: InsertOptions): Promise<void> {
	const { api } = session;
	const parsed = parseNewStage(session, given);
	const known = await nameStages(api);
	const [first, ...others] = given.before;
	if (first === undefined) throw usageFailure("Give with --before the stages that come after the new one.");
	const follower = pickStage(known, first);
	const projectId = follower.project.id;
	const followers = [follower, ...others.map((text) => pickStage(known, text, projectId))];
	const { stage } = await api.ask(ShowStageDocument, { id: follower.id });
	const edit = await readNewStage(
		session,
		projectId,
		name,
		given,
		parsed,
		followers.map(({ id }) => ({ id })),
		stage?.parents.map(({ id }) => ({ id })),
	);
	const edited = await editGraph(session, projectId, [edit], { ...given, isPaused: given.paused ?? false });
	const id = edited?.addedStages[0]?.id;
	if (id !== undefined) await tellOfStage(session, id);
}

interface ChangeOptions extends EditOptions, CanaryOptions {
	readonly name?: string;
	readonly definition?: string;
	readonly definitionVersion?: string;
	readonly parent?: readonly string[];
	readonly on?: string;
	readonly parameters?: string;
	readonly operations?: string;
	readonly output?: string;
	readonly description?: string;
	readonly priority?: number;
	readonly region?: LatticeRegionInput;
	readonly wholeRegion?: boolean;
}

async function changeStage(session: Session, text: string, given: ChangeOptions): Promise<void> {
	const { api, surroundings } = session;
	const { workingDirectory } = surroundings;
	const { yes, dryRun, rerun, rerunRegion, acceptAsIs, stopRunning, message, ...what } = given;
	if (Object.keys(what).length === 0) throw usageFailure("Say what to change: see tilewright stages change --help.");
	const parameters = readJsonObject(given.parameters, "--parameters", workingDirectory);
	const operations = readJsonObject(given.operations, "--operations", workingDirectory);
	const known = await nameStages(api);
	const stage = pickStage(known, text);
	const change = {
		...(given.name === undefined ? {} : { name: given.name }),
		...(given.definition === undefined ? {} : { definitionId: await findDefinition(api, given.definition) }),
		...(given.definitionVersion === undefined ? {} : { definitionVersion: readVersion(given.definitionVersion) }),
		...(given.parent === undefined
			? {}
			: { parents: given.parent.map((parent) => ({ id: pickStage(known, parent, stage.project.id).id })) }),
		...(given.on === undefined ? {} : { unitRule: readUnitRule(given.on, workingDirectory) }),
		...(parameters === undefined ? {} : { parameters }),
		...(operations === undefined ? {} : { operations }),
		...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
		...(given.description === undefined ? {} : { description: given.description }),
		...(given.priority === undefined ? {} : { priority: given.priority }),
		...(given.region === undefined ? {} : { region: given.region }),
		...(given.wholeRegion === true ? { region: null } : {}),
		...(await readCanary(api, stage.project.id, given)),
	};
	await carryOut(session, stage, { changeStage: { stage: { id: stage.id }, ...change } }, given);
}

/** Null for the newest. */
function readVersion(text: string): number | null {
	if (text === "newest") return null;
	const version = Number(text);
	if (Number.isInteger(version) && version > 0) return version;
	throw usageFailure(`"${text}" is no version of a definition: expected a number, or "newest".`);
}

async function removeStage(
	session: Session,
	text: string,
	given: EditOptions & { readonly withChildren?: boolean },
): Promise<void> {
	const stage = await findStage(session.api, text);
	const children = given.withChildren === true ? "REMOVE" : "REATTACH";
	await carryOut(session, stage, { removeStage: { stage: { id: stage.id }, children } }, given);
}

async function duplicateStage(
	session: Session,
	text: string,
	given: EditOptions & { readonly name?: string; readonly withDescendants?: boolean; readonly paused?: boolean },
): Promise<void> {
	const { id, project } = await findStage(session.api, text);
	const { name, withDescendants = false, paused = false } = given;
	const edit = { duplicateStage: { stage: { id }, withDescendants, ...(name === undefined ? {} : { name }) } };
	await carryOut(session, { project }, edit, { ...given, isPaused: paused });
}

async function promoteStage(session: Session, text: string, given: EditOptions): Promise<void> {
	const stage = await findStage(session.api, text);
	await carryOut(session, stage, { promoteCanary: { stage: { id: stage.id } } }, given);
}

async function dropStage(session: Session, text: string, given: EditOptions): Promise<void> {
	const { api } = session;
	const found = await findStage(api, text);
	const { stage } = await api.ask(ShowStageDocument, { id: found.id });
	if (stage?.canary == null) {
		throw usageFailure(`Stage "${found.name}" is no trial: take it out with tilewright stages remove.`);
	}
	await carryOut(session, found, { removeStage: { stage: { id: found.id }, children: "REMOVE" } }, given);
}

async function compareStages({ api, output }: Session, text: string): Promise<void> {
	const { id } = await findStage(api, text);
	const { compareStages: comparison } = await api.ask(CompareStagesDocument, { candidateId: id });
	output.one(comparison, () => describeComparison(comparison, output.terminal));
}
