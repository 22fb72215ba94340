import { TilewrightError } from "@tilewright/contract/errors";
import { asStageId, asStageVersionId, type StageId } from "@tilewright/contract/ids";
import {
	type Operations,
	operationsSchema,
	type Recipe,
	recipeSchema,
	unitRuleSchema,
} from "@tilewright/contract/recipe";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { operationsHashOf, refuseCycle, resultHashOf, unitsOfStage } from "../planning/stage-version-rules.ts";
import { defineCommand } from "./command.ts";
import { type LockedProject, lockProject, lockStage } from "./locked-rows.ts";
import {
	descriptionSchema,
	idSchema,
	invalid,
	nameSchema,
	nameTaken,
	parametersSchema,
	prioritySchema,
} from "./name-rules.ts";
import { type GraphStage, parentsAmong, readGraph } from "./stage-graph.ts";
import { chooseStageOutputPath } from "./stage-output-path.ts";
import { type LockedDefinition, lockDefinition } from "./task-definition-commands.ts";

export const createStage = defineCommand({
	name: "createStage",
	input: z.object({
		projectId: idSchema,
		name: nameSchema,
		description: descriptionSchema.default(""),
		definitionId: idSchema,
		parentIds: z.array(idSchema.transform(asStageId)).min(1, "a stage needs at least one parent"),
		unitRule: unitRuleSchema,
		parameters: parametersSchema.default({}),
		/** Laid over what the definition starts from. */
		operations: z.record(z.string(), z.unknown()).default({}),
		outputPath: z.string().nullish(),
		priority: prioritySchema.default(0),
		isPaused: z.boolean().default(false),
		expectedGraphVersion: z.int().nullish(),
	}),
	async carryOut({ transaction, effects }, input) {
		const project = await lockProject(transaction, input.projectId);
		refuseArchived(project);
		refuseOtherGraph(project, input.expectedGraphVersion ?? null);
		const graph = await readGraph(transaction, project.id);
		refuseTakenName(graph, input.name);
		const parents = parentsAmong(graph, input.parentIds);
		unitsOfStage(input.unitRule, parents);
		const definition = await lockDefinition(transaction, input.definitionId);
		const recipe = recipeSchema.parse({
			definitionId: definition.id,
			definitionVersion: definition.version,
			definition: definition.content,
			repositoryLocation: await locationOf(transaction, definition),
			parameters: input.parameters,
			unitRule: input.unitRule,
			parents: input.parentIds,
			outputPath: await chooseStageOutputPath(transaction, project, input.name, input.outputPath ?? null),
		});
		checkParameters(recipe);
		const operations = composeOperations(definition, input.operations);

		const [row] = await transaction.query<{ id: number }>(
			`insert into stage (project_id, name, description, kind, priority, is_paused)
			values ($1, $2, $3, 'program', $4, $5) returning id`,
			[project.id, input.name, input.description, input.priority, input.isPaused],
		);
		const stageId = asStageId(row?.id ?? 0);
		refuseCycle([...graph, { id: stageId, name: input.name, parentIds: input.parentIds }]);
		await insertParents(transaction, stageId, input.parentIds);
		const versionId = await insertStageVersion(transaction, stageId, 1, recipe, operations);
		await transaction.query("update stage set current_version_id = $2 where id = $1", [stageId, versionId]);
		await transaction.query("update project set graph_version = graph_version + 1 where id = $1", [project.id]);
		effects.changedProjects.add(project.id);
		effects.stagesToPlan.add(stageId);
		return { projectId: project.id, stageId, stageVersionId: versionId };
	},
});

export const setStagePaused = defineCommand({
	name: "setStagePaused",
	input: z.object({ id: idSchema, isPaused: z.boolean(), reason: z.string().max(1000).nullish() }),
	async carryOut({ transaction, effects }, { id, isPaused, reason }) {
		const stage = await lockStage(transaction, id);
		if (stage.kind === "root") {
			throw invalid(`Stage "${stage.name}" is the root stage and runs nothing: pause the project instead.`, { id });
		}
		await transaction.query("update stage set is_paused = $2, pause_reason = $3 where id = $1", [
			stage.id,
			isPaused,
			isPaused ? (reason ?? null) : null,
		]);
		effects.changedProjects.add(stage.projectId);
		return { projectId: stage.projectId, stageId: stage.id };
	},
});

function refuseArchived(project: LockedProject): void {
	if (!project.isArchived) return;
	throw new TilewrightError({
		code: "STATE_CONFLICT",
		message: `Project "${project.name}" is archived: restore it before its graph is changed.`,
		fields: { projectId: project.id },
	});
}

function refuseOtherGraph(project: LockedProject, expected: number | null): void {
	if (expected === null || expected === project.graphVersion) return;
	throw new TilewrightError({
		code: "VERSION_CONFLICT",
		message: `The graph of project "${project.name}" has version ${project.graphVersion} and was expected to have ${expected}: somebody else changed it. Look at it again and repeat the edit.`,
		fields: { expected, actual: project.graphVersion },
	});
}

function refuseTakenName(graph: readonly GraphStage[], name: string): void {
	if (graph.some((stage) => stage.name.toLowerCase() === name.toLowerCase())) {
		throw nameTaken("Stage", name, "in this project");
	}
}

async function locationOf(transaction: Transaction, definition: LockedDefinition): Promise<string | null> {
	if (definition.repositoryId === null) return null;
	const [row] = await transaction.query<{ location: string }>("select location from task_repository where id = $1", [
		definition.repositoryId,
	]);
	return row?.location ?? null;
}

/** Against the JSON Schema of the definition, where it has one. */
function checkParameters(recipe: Recipe): void {
	const { parameterSchema } = recipe.definition;
	if (parameterSchema === null) return;
	// The definition's content was checked to hold an object here; what it says is JSON Schema's business.
	const parsed = z
		.fromJSONSchema(parameterSchema as Parameters<typeof z.fromJSONSchema>[0])
		.safeParse(recipe.parameters);
	if (parsed.success) return;
	throw invalid(`The parameters do not fit the task definition: ${z.prettifyError(parsed.error)}`, {
		parameters: recipe.parameters,
	});
}

function composeOperations(definition: LockedDefinition, asked: Readonly<Record<string, unknown>>): Operations {
	const parsed = operationsSchema.strict().safeParse({ ...definition.defaultOperations, ...asked });
	if (parsed.success) return parsed.data;
	throw invalid(`The operations are not usable: ${z.prettifyError(parsed.error)}`, { operations: asked });
}

async function insertParents(transaction: Transaction, stageId: StageId, parentIds: readonly StageId[]): Promise<void> {
	await transaction.query(
		`insert into stage_parent (stage_id, parent_id, place)
		select $1, parent.id, parent.place - 1 from unnest($2::int[]) with ordinality as parent(id, place)`,
		[stageId, parentIds],
	);
}

async function insertStageVersion(
	transaction: Transaction,
	stageId: StageId,
	version: number,
	recipe: Recipe,
	operations: Operations,
) {
	const [row] = await transaction.query<{ id: number }>(
		`insert into stage_version (stage_id, version, recipe, operations, result_hash, operations_hash)
		values ($1, $2, $3, $4, $5, $6) returning id`,
		[
			stageId,
			version,
			JSON.stringify(recipe),
			JSON.stringify(operations),
			resultHashOf(recipe),
			operationsHashOf(operations),
		],
	);
	return asStageVersionId(row?.id ?? 0);
}
