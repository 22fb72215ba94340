import { asStageId, asStageVersionId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import { operationsSchema, recipeSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import type { Queryable, Transaction } from "../database/database.ts";
import { stageCanarySchema } from "../planning/project-graph.ts";
import { stageScopeSchema } from "../planning/scope-rules.ts";
import { operationsHashOf, resultHashOf } from "../planning/stage-version-rules.ts";
import type { Graph, GraphStage } from "./graph.ts";
import { inOrder } from "./graph-order-rules.ts";

/** Graphs as rows: the current one, those remembered, and the next one. */

const rememberedStageSchema = z.object({
	stageId: z.int(),
	versionId: z.int(),
	name: z.string(),
	description: z.string(),
	priority: z.int(),
	scope: stageScopeSchema,
	canary: stageCanarySchema.nullable(),
	canaryOf: z.int().nullable(),
});
type RememberedStage = z.infer<typeof rememberedStageSchema>;

interface CurrentStageRow extends RememberedStage {
	readonly recipe: unknown;
	readonly operations: unknown;
}

/** The graph as it is. */
export async function readGraph(database: Queryable, projectId: ProjectId): Promise<Graph> {
	const rows = await database.query<CurrentStageRow>(
		`select s.id as "stageId", v.id as "versionId", s.name, s.description, s.priority, s.scope, s.canary,
			s.canary_of as "canaryOf", v.recipe, v.operations
		from stage s join stage_version v on v.id = s.current_version_id
		where s.project_id = $1 and s.removed_at is null and s.kind = 'program' order by s.id`,
		[projectId],
	);
	const rootStageId = await readRootStage(database, projectId);
	const stages = rows.map((row) => toStage(row, row.recipe, row.operations));
	return { projectId, rootStageId, stages: inOrder(rootStageId, stages) };
}

async function readRootStage(database: Queryable, projectId: ProjectId): Promise<StageId> {
	const [row] = await database.query<{ id: number }>("select id from stage where project_id = $1 and kind = 'root'", [
		projectId,
	]);
	return asStageId(row?.id ?? 0);
}

function toStage(row: RememberedStage, recipe: unknown, operations: unknown): GraphStage {
	const { stageId, versionId, name, description, priority, scope, canary, canaryOf } = rememberedStageSchema.parse(row);
	return {
		id: asStageId(stageId),
		versionId: asStageVersionId(versionId),
		name,
		description,
		priority,
		recipe: recipeSchema.parse(recipe),
		operations: operationsSchema.parse(operations),
		scope,
		canary,
		canaryOf: canaryOf === null ? null : asStageId(canaryOf),
	};
}

export interface GraphVersion {
	readonly version: number;
	readonly summary: string;
	readonly actor: string;
	readonly message: string | null;
	readonly createdAt: Date;
	/** The version it is equal to, when it came from undoing. */
	readonly restores: number | null;
}

const versionColumns = `version, summary, actor, message, created_at as "createdAt", restores`;

/** Those after `after`, oldest first. */
export async function listGraphVersions(
	database: Queryable,
	projectId: ProjectId,
	after: number,
): Promise<GraphVersion[]> {
	return database.query(
		`select ${versionColumns} from graph_version where project_id = $1 and version > $2 order by version`,
		[projectId, after],
	);
}

/** A graph the project once had; null when it never had this version, or it is older than the history. */
export async function readGraphVersion(
	database: Queryable,
	projectId: ProjectId,
	version: number,
): Promise<{ readonly graph: Graph; readonly restores: number | null } | null> {
	const [row] = await database.query<{ stages: unknown; restores: number | null }>(
		"select stages, restores from graph_version where project_id = $1 and version = $2",
		[projectId, version],
	);
	if (!row) return null;
	const remembered = z.array(rememberedStageSchema).parse(row.stages);
	const contents = await database.query<{ id: number; recipe: unknown; operations: unknown }>(
		"select id, recipe, operations from stage_version where id = any($1)",
		[remembered.map((stage) => stage.versionId)],
	);
	const byId = new Map(contents.map((content) => [content.id, content]));
	const rootStageId = await readRootStage(database, projectId);
	const stages = remembered.map((stage) => {
		const content = byId.get(stage.versionId);
		return toStage(stage, content?.recipe, content?.operations);
	});
	return { restores: row.restores, graph: { projectId, rootStageId, stages: inOrder(rootStageId, stages) } };
}

/** Writes what is not written down yet, makes `after` the project's graph, and remembers it as `version`. */
export async function writeGraph(
	transaction: Transaction,
	before: Graph,
	after: Graph,
	edit: {
		readonly version: number;
		readonly summary: string;
		readonly actor: string;
		readonly message: string | null;
		readonly restores: number | null;
		/** Of stages that are new. */
		readonly isPaused: boolean;
	},
): Promise<Graph> {
	await rememberGraph(transaction, before, edit.version - 1, {
		summary: "as it was",
		actor: "system",
		message: null,
		restores: null,
	});
	const kept = new Set<number>(after.stages.map((stage) => stage.id));
	const gone = before.stages.filter((stage) => !kept.has(stage.id)).map((stage) => stage.id);
	await transaction.query("update stage set removed_at = now() where id = any($1) and removed_at is null", [gone]);
	const stages: GraphStage[] = [];
	for (const stage of after.stages) stages.push(await writeStage(transaction, before, stage, edit.isPaused));
	const written = { ...after, stages };
	await transaction.query("update project set graph_version = $2 where id = $1", [after.projectId, edit.version]);
	await rememberGraph(transaction, written, edit.version, edit);
	return written;
}

async function rememberGraph(
	transaction: Transaction,
	graph: Graph,
	version: number,
	edit: Pick<GraphVersion, "summary" | "actor" | "message" | "restores">,
): Promise<void> {
	const stages: RememberedStage[] = graph.stages.map((stage) => ({
		stageId: stage.id,
		versionId: stage.versionId ?? 0,
		name: stage.name,
		description: stage.description,
		priority: stage.priority,
		scope: stage.scope,
		canary: stage.canary,
		canaryOf: stage.canaryOf,
	}));
	await transaction.query(
		`insert into graph_version (project_id, version, stages, summary, actor, message, restores)
		values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		[graph.projectId, version, JSON.stringify(stages), edit.summary, edit.actor, edit.message, edit.restores],
	);
}

async function writeStage(
	transaction: Transaction,
	before: Graph,
	stage: GraphStage,
	isPaused: boolean,
): Promise<GraphStage> {
	const known = before.stages.find((other) => other.id === stage.id);
	if (known && known === stage) return stage;
	await transaction.query(
		`insert into stage (id, project_id, name, description, kind, priority, is_paused, scope, canary, canary_of)
		overriding system value values ($1, $2, $3, $4, 'program', $5, $6, $7, $8, $9)
		on conflict (id) do update set name = $3, description = $4, priority = $5, scope = $7, canary = $8, canary_of = $9,
			removed_at = null`,
		[
			stage.id,
			before.projectId,
			stage.name,
			stage.description,
			stage.priority,
			isPaused,
			JSON.stringify(stage.scope),
			stage.canary === null ? null : JSON.stringify(stage.canary),
			stage.canaryOf,
		],
	);
	const versionId = stage.versionId ?? (await insertVersion(transaction, stage));
	await transaction.query("update stage set current_version_id = $2 where id = $1", [stage.id, versionId]);
	await transaction.query("delete from stage_parent where stage_id = $1", [stage.id]);
	await transaction.query(
		`insert into stage_parent (stage_id, parent_id, place)
		select $1, parent.id, parent.place - 1 from unnest($2::int[]) with ordinality as parent(id, place)`,
		[stage.id, stage.recipe.parents],
	);
	return { ...stage, versionId };
}

async function insertVersion(transaction: Transaction, stage: GraphStage) {
	const [row] = await transaction.query<{ id: number }>(
		`insert into stage_version (stage_id, version, recipe, operations, result_hash, operations_hash)
		select $1, 1 + coalesce(max(version), 0), $2, $3, $4, $5 from stage_version where stage_id = $1 returning id`,
		[
			stage.id,
			JSON.stringify(stage.recipe),
			JSON.stringify(stage.operations),
			resultHashOf(stage.recipe),
			operationsHashOf(stage.operations),
		],
	);
	return asStageVersionId(row?.id ?? 0);
}
