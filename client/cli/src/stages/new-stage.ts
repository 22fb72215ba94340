import type { Command } from "commander";
import {
	type GraphEditInput,
	type LatticeRegionInput,
	ListDefinitionsDocument,
	type StageReferenceInput,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { absolutePath, readJsonObject, readList, readWhole } from "../command/argument-values.ts";
import { pick } from "../command/pick.ts";
import { readRegion } from "../command/region.ts";
import type { Session } from "../command/session.ts";
import { addCanaryOptions, type CanaryOptions, readCanary } from "./canary.ts";
import { nameStages, pickStage } from "./find-stage.ts";
import { readUnitRule } from "./unit-rule-text.ts";

/** What a new stage is, as said on the command line. */
export interface NewStageOptions extends CanaryOptions {
	readonly definition: string;
	readonly parent?: readonly string[];
	readonly on: string;
	readonly parameters?: string;
	readonly operations?: string;
	readonly output?: string;
	readonly description?: string;
	readonly priority?: number;
	readonly region?: LatticeRegionInput;
	readonly newTiles?: boolean;
}

export function addNewStageOptions(command: Command): Command {
	const described = command
		.requiredOption("--definition <definition>", "what it runs: a task definition (id or name)")
		.option("--parent <stages>", "where its inputs come from; several with commas (the root stage)", readList)
		.option("--on <rule>", "what one task works on: each, all, group:z, neighbours:x,y, or JSON", "each")
		.option("--parameters <json>", "for the program; @file reads a file")
		.option("--operations <json>", "work units, limits, retries, gate; @file reads a file")
		.option("--output <folder>", "where its results go (a folder with its name below the project's output)")
		.option("--description <text>", "free text")
		.option("--priority <n>", "within the project; higher goes first (0)", readWhole)
		.option("--region <region>", "only there: x=1..5,z=3", readRegion)
		.option("--new-tiles", "only what arrives from now on");
	return addCanaryOptions(described, "runs on so many units until it is promoted or dropped");
}

interface ParsedOptions {
	readonly unitRule: unknown;
	readonly parameters: Record<string, unknown> | undefined;
	readonly operations: Record<string, unknown> | undefined;
}

/** What can be wrong with the options themselves, before anybody is asked. */
export function parseNewStage({ surroundings }: Session, given: NewStageOptions): ParsedOptions {
	const { workingDirectory } = surroundings;
	return {
		unitRule: readUnitRule(given.on, workingDirectory),
		parameters: readJsonObject(given.parameters, "--parameters", workingDirectory),
		operations: readJsonObject(given.operations, "--operations", workingDirectory),
	};
}

/** `before` are stages that take their inputs from the new one instead of from its parents. */
export async function readNewStage(
	{ api, surroundings }: Session,
	projectId: string,
	name: string,
	given: NewStageOptions,
	{ unitRule, parameters, operations }: ParsedOptions,
	before: readonly StageReferenceInput[] = [],
	/** Without `--parent`. */
	usualParents?: readonly StageReferenceInput[],
): Promise<GraphEditInput> {
	const { workingDirectory } = surroundings;
	const stages = (await nameStages(api)).filter((stage) => stage.project.id === projectId);
	const root = stages.filter(({ kind }) => kind === "ROOT").map(({ id }) => ({ id }));
	const parents = given.parent?.map((text) => ({ id: pickStage(stages, text, projectId).id })) ?? usualParents ?? root;
	return {
		addStage: {
			name,
			definitionId: await findDefinition(api, given.definition),
			parents,
			before,
			unitRule,
			...(parameters === undefined ? {} : { parameters }),
			...(operations === undefined ? {} : { operations }),
			...(given.output === undefined ? {} : { outputPath: absolutePath(given.output, workingDirectory) }),
			...(given.description === undefined ? {} : { description: given.description }),
			...(given.priority === undefined ? {} : { priority: given.priority }),
			...(given.region === undefined ? {} : { region: given.region }),
			...(given.newTiles === true ? { startWith: "NEW_TILES" as const } : {}),
			...(await readCanary(api, projectId, given)),
		},
	};
}

export async function findDefinition(api: Api, text: string): Promise<string> {
	const { taskDefinitions } = await api.ask(ListDefinitionsDocument, {});
	const current = taskDefinitions.filter(({ archivedAt }) => archivedAt === null);
	return pick(current, text, "task definition").id;
}
