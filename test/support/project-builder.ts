import { randomUUID } from "node:crypto";
import { asSourceId, asStageId, type ProjectId, type SourceId, type StageId } from "@tilewright/contract/ids";
import {
	operationsSchema,
	recipeSchema,
	taskDefinitionContentSchema,
	unitRuleSchema,
} from "@tilewright/contract/recipe";
import type { z } from "zod";
import type { ObservedTile } from "../../coordinator/src/acquisition/observed-tile.ts";
import type { Queryable } from "../../coordinator/src/database/database.ts";
import type { RoundEffects } from "../../coordinator/src/effects/round-effects.ts";

/** Rows for tests that are about planning and dispatch, written directly; a test shows only the values it is about. */

export interface TestProject {
	readonly projectId: ProjectId;
	readonly rootStageId: StageId;
	readonly sourceId: SourceId;
}

export async function createTestProject(database: Queryable, rootPath = "/nowhere"): Promise<TestProject> {
	const [project] = await database.query<{ id: ProjectId }>(
		"insert into project (name, root_path, output_path) values ($1, $2, $3) returning id",
		[`project ${randomUUID()}`, rootPath, `${rootPath}-results`],
	);
	if (!project) throw new Error("no project");
	const [stage] = await database.query<{ id: number }>(
		"insert into stage (project_id, name, kind) values ($1, 'Acquisition', 'root') returning id",
		[project.id],
	);
	const [source] = await database.query<{ id: number }>(
		"insert into source (project_id, name, kind, root_path) values ($1, 'tiles', 'announced', $2) returning id",
		[project.id, rootPath],
	);
	if (!stage || !source) throw new Error("no stage or source");
	return { projectId: project.id, rootStageId: asStageId(stage.id), sourceId: asSourceId(source.id) };
}

export async function addTestStage(
	database: Queryable,
	effects: RoundEffects | null,
	project: TestProject,
	stage: {
		readonly name: string;
		readonly parents: readonly StageId[];
		readonly unitRule?: z.input<typeof unitRuleSchema>;
		readonly operations?: z.input<typeof operationsSchema>;
		readonly program?: z.input<typeof taskDefinitionContentSchema>["program"];
		readonly outputPath?: string;
	},
): Promise<StageId> {
	const recipe = recipeSchema.parse({
		definitionId: 0,
		definitionVersion: 1,
		definition: taskDefinitionContentSchema.parse({ program: stage.program ?? { kind: "none" } }),
		repositoryLocation: null,
		parameters: {},
		unitRule: unitRuleSchema.parse(stage.unitRule ?? { kind: "each" }),
		parents: [...stage.parents],
		outputPath: stage.outputPath ?? `/nowhere-results/${stage.name}`,
	});
	const [row] = await database.query<{ id: number }>(
		"insert into stage (project_id, name, kind) values ($1, $2, 'program') returning id",
		[project.projectId, stage.name],
	);
	if (!row) throw new Error("no stage");
	for (const [place, parent] of stage.parents.entries()) {
		await database.query("insert into stage_parent (stage_id, parent_id, place) values ($1, $2, $3)", [
			row.id,
			parent,
			place,
		]);
	}
	await database.query(
		`with version as (
			insert into stage_version (stage_id, version, recipe, operations, result_hash, operations_hash)
			values ($1, 1, $2, $3, $4, 'operations') returning id
		)
		update stage set current_version_id = version.id from version where stage.id = $1`,
		[
			row.id,
			JSON.stringify(recipe),
			JSON.stringify(operationsSchema.parse(stage.operations ?? {})),
			`hash of ${stage.name}`,
		],
	);
	effects?.changedProjects.add(project.projectId);
	effects?.stagesToPlan.add(asStageId(row.id));
	return asStageId(row.id);
}

export function observedTile(
	relativePath: string,
	facts: Partial<ObservedTile> & { readonly at?: readonly [number, number, number] } = {},
): ObservedTile {
	const { at, ...rest } = facts;
	const isComplete = rest.isComplete ?? true;
	return {
		relativePath,
		isComplete,
		lattice: at ? { x: at[0], y: at[1], z: at[2] } : null,
		step: null,
		position: null,
		attributes: {},
		latticeAttributes: [],
		files: [],
		contentSignature: isComplete ? "first content" : null,
		verdict: "",
		...rest,
	};
}
