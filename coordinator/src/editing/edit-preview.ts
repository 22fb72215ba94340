import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId, TileId } from "@tilewright/contract/ids";
import type { Database, Queryable } from "../database/database.ts";
import { checkOperations } from "../gates/check-gate.ts";
import { type RememberedProject, readProjects } from "../planning/project-graph.ts";
import { type LatticeRegion, type SkippedPlanes, skippedPlanesSchema } from "../planning/scope-rules.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import { type CountedStage, countLive } from "./counted-stage.ts";
import { readEditContext } from "./edit-context-reader.ts";
import { checkedGraph, editGraph } from "./edit-rules.ts";
import type { Graph, GraphStage } from "./graph.ts";
import { refuseOtherVersion, touchedStages } from "./graph-changer.ts";
import { differenceOf, type GraphDifference } from "./graph-difference.ts";
import { describeDifference } from "./graph-difference-words.ts";
import { type EditPolicy, editPolicySchema, type GraphEdit } from "./graph-edit.ts";
import { graphToRestore } from "./graph-history.ts";
import { readGraph } from "./graph-store.ts";
import { Imagination } from "./imagination.ts";
import { imaginedTable } from "./imagined-tasks.ts";
import { ImaginedTiles } from "./imagined-tiles.ts";
import { imagineWithdrawal } from "./imagined-withdrawal.ts";
import { projectOfTiles } from "./projects-of-tiles.ts";
import { type Experience, readExperience, readFreeBytes } from "./stage-experience.ts";
import { stagesWithExcludedUnits, unitSetsOf } from "./unit-sets.ts";

/*
 * What an edit would do, counted before it is done, by the same rules that would do it: the units a stage would have
 * are asked for with the planner's own SQL, over tasks that are partly imagined (stages that would be new, or have
 * other units). Nothing real is written or locked; what is imagined lives in a temporary table.
 */

export interface StagePreview {
	/** Null for a stage that would be new. */
	readonly stageId: number | null;
	readonly name: string;
	readonly change: "added" | "removed" | "changed" | "follows";
	/** Units that would be new, or come back. */
	readonly tasksToAdd: number;
	/** Of these, those that could run at once. */
	readonly tasksReady: number;
	/** Units that would go; their results are kept. */
	readonly tasksToRetire: number;
	readonly becomeStale: number;
	readonly becomeCurrent: number;
	/** Programs that run under what is no longer so. */
	readonly runningAffected: number;
	/** By the policy. */
	readonly tasksToRerun: number;
	/** Of what would run, by the mean of recent runs of the same definition; null when it never ran. */
	readonly coreHours: number | null;
	readonly bytes: number | null;
}

export interface GraphPreview {
	/** The version the preview was made of. */
	readonly graphVersion: number;
	readonly summary: string;
	readonly stages: readonly StagePreview[];
	readonly totals: Omit<StagePreview, "stageId" | "name" | "change">;
	/** Where results go; null when it cannot be told. */
	readonly freeBytes: number | null;
}

export interface PreviewedProject {
	readonly id: ProjectId;
	readonly name: string;
	readonly graphVersion: number;
	readonly outputPath: string;
}

/** Throws what `editGraph` would throw. */
export async function previewGraphEdit(
	database: Pick<Database, "transaction">,
	input: {
		readonly projectId: ProjectId;
		readonly expectedGraphVersion: number | null;
		readonly edits: readonly GraphEdit[];
		readonly policy: EditPolicy;
	},
): Promise<GraphPreview> {
	return imagining(database, async (transaction) => {
		const { project, header } = await readPreviewed(transaction, input.projectId, input.expectedGraphVersion);
		const before = await readGraph(transaction, input.projectId);
		const context = await readEditContext(
			transaction,
			input.projectId,
			input.edits,
			{ imagines: true, checkOperations },
			before.stages.map((stage) => stage.recipe.definitionId),
		);
		const after = editGraph(before, input.edits, context);
		return previewGraph(transaction, project, header, before, after, input.policy);
	});
}

/** `version` null previews undoing the last edit. */
export async function previewRestore(
	database: Database,
	input: {
		readonly projectId: ProjectId;
		readonly expectedGraphVersion: number | null;
		readonly version: number | null;
		readonly policy: EditPolicy;
	},
): Promise<GraphPreview> {
	return imagining(database, async (transaction) => {
		const { project, header } = await readPreviewed(transaction, input.projectId, input.expectedGraphVersion);
		const before = await readGraph(transaction, input.projectId);
		const { graph } = await graphToRestore(transaction, header, input.version);
		return previewGraph(transaction, project, header, before, checkedGraph(graph), input.policy);
	});
}

/** One snapshot of the rows, and a table of its own for what is imagined; rolled back in any case. */
export async function imagining<Result>(
	database: Pick<Database, "transaction">,
	work: (transaction: Queryable) => Promise<Result>,
): Promise<Result> {
	return database.transaction(async (transaction) => {
		await transaction.query("set transaction isolation level repeatable read");
		// Whole stages are compared with whole stages: loops over them would be the slowest way, and nobody has counted
		// what is imagined, so that they would look cheap. (Adding pairs to 100,000 tiles: 1.8 s with, 0.2 s without.)
		await transaction.query("set local enable_nestloop = off");
		await transaction.query("set local work_mem = '64MB'");
		await transaction.query(imaginedTable);
		return work(transaction);
	});
}

export async function readPreviewed(
	database: Queryable,
	projectId: ProjectId,
	expectedGraphVersion: number | null,
): Promise<{ readonly project: RememberedProject; readonly header: PreviewedProject }> {
	const [header] = await database.query<PreviewedProject>(
		`select id, name, graph_version as "graphVersion", output_path as "outputPath" from project where id = $1`,
		[projectId],
	);
	const [project] = await readProjects(database, [projectId]);
	if (!header || !project) throw notWorkedOn(projectId);
	await refuseOtherVersion(database, header, expectedGraphVersion);
	return { project, header };
}

function notWorkedOn(projectId: ProjectId): TilewrightError {
	return new TilewrightError({
		code: "NOT_FOUND",
		message: `There is no project ${projectId} that is worked on (any more): restore it if it is archived.`,
		fields: { what: "project", id: projectId },
	});
}

async function previewGraph(
	database: Queryable,
	project: RememberedProject,
	header: PreviewedProject,
	before: Graph,
	after: Graph,
	policy: EditPolicy,
): Promise<GraphPreview> {
	const difference = differenceOf(before, after);
	const experience = await readExperience(database, [
		...new Set(after.stages.map((stage) => stage.recipe.definitionId)),
	]);
	const running = await countRunning(database, touchedStages(difference));
	const excluded = await stagesWithExcludedUnits(database, project.id);
	const imagined = new Imagination({
		database,
		project,
		difference,
		policy,
		after,
		sets: { before: unitSetsOf(before, project, excluded), after: unitSetsOf(after, project, excluded) },
		tiles: new ImaginedTiles(database, project.id, { movesTiles: false }),
		withExcluded: excluded,
		isEdit: true,
	});
	const stages: StagePreview[] = [];
	for (const stage of after.stages) {
		const counted = await imagined.count(stage);
		if (!counted) continue;
		stages.push({
			...figuresOf(stage, counted, experience),
			change: changeOf(difference, stage),
			runningAffected: running.get(stage.id) ?? 0,
		});
	}
	for (const stage of difference.removed) {
		const tasksToRetire = await countLive(database, stage.id);
		stages.push({
			...nothing,
			stageId: stage.id,
			name: stage.name,
			change: "removed",
			tasksToRetire,
			runningAffected: running.get(stage.id) ?? 0,
		});
	}
	return composePreview(header, describeDifference(difference), stages);
}

/**
 * What `updateProject` would do to tasks with another region or other skipped planes; what is left out stays as it is.
 * An archived project is worked on no more: nothing would happen to its tasks.
 */
export async function previewProjectUpdate(
	database: Pick<Database, "transaction">,
	input: {
		readonly projectId: ProjectId;
		readonly region?: LatticeRegion | null | undefined;
		/** Null goes back to the planes the input file marks. */
		readonly skippedPlanes?: SkippedPlanes | null | undefined;
	},
): Promise<GraphPreview> {
	return imagining(database, async (transaction) => {
		const { project, header } = await readPreviewed(transaction, input.projectId, null);
		const after = {
			...project,
			region: input.region ?? project.region,
			skippedPlanes:
				input.skippedPlanes === undefined
					? project.skippedPlanes
					: (input.skippedPlanes ?? (await readMarkedPlanes(transaction, project.id))),
		};
		const parts = [
			...(canonicalJson(after.region) === canonicalJson(project.region) ? [] : ["region"]),
			...(canonicalJson(after.skippedPlanes) === canonicalJson(project.skippedPlanes) ? [] : ["skipped planes"]),
		];
		const stages = parts.length === 0 ? [] : await previewTiles(transaction, project, after, false);
		return composePreview(header, parts.length === 0 ? "changed nothing" : `changed ${parts.join(", ")}`, stages);
	});
}

/** What withdrawing tiles, or taking them up again, would do to tasks. Throws what the command would throw. */
export async function previewWithdrawal(
	database: Pick<Database, "transaction">,
	input: { readonly tileIds: readonly TileId[]; readonly withdraws: boolean },
): Promise<GraphPreview> {
	return imagining(database, async (transaction) => {
		const { project, header } = await readPreviewed(
			transaction,
			await projectOfTiles(transaction, input.tileIds),
			null,
		);
		const moved = await imagineWithdrawal(transaction, input.tileIds, input.withdraws);
		const words = input.withdraws ? "withdrew" : "took up again";
		const stages = moved === 0 ? [] : await previewTiles(transaction, project, project, true);
		return composePreview(header, `${words} ${moved} of ${input.tileIds.length} tiles`, stages);
	});
}

/** Tiles come and go, the graph stays. */
async function previewTiles(
	database: Queryable,
	project: RememberedProject,
	after: RememberedProject,
	movesTiles: boolean,
): Promise<StagePreview[]> {
	const graph = await readGraph(database, project.id);
	const excluded = await stagesWithExcludedUnits(database, project.id);
	const experience = await readExperience(database, [
		...new Set(graph.stages.map((stage) => stage.recipe.definitionId)),
	]);
	const imagined = new Imagination({
		database,
		project: after,
		difference: { added: [], removed: [], changed: [] },
		policy: editPolicySchema.parse({}),
		after: graph,
		sets: { before: unitSetsOf(graph, project, excluded), after: unitSetsOf(graph, after, excluded) },
		tiles: new ImaginedTiles(database, project.id, { movesTiles }),
		withExcluded: excluded,
		isEdit: false,
	});
	const stages: StagePreview[] = [];
	for (const stage of graph.stages) {
		const counted = await imagined.count(stage);
		if (!counted) continue;
		const preview = { ...figuresOf(stage, counted, experience), change: "follows" as const };
		if (isTouched(preview)) stages.push({ ...preview, runningAffected: counted.runningAffected ?? 0 });
	}
	return stages;
}

const isTouched = (stage: Omit<StagePreview, "runningAffected"> & { readonly runningAffected?: number }) =>
	stage.tasksToAdd + stage.tasksToRetire + stage.tasksToRerun + (stage.runningAffected ?? 0) > 0;

async function readMarkedPlanes(database: Queryable, projectId: ProjectId): Promise<SkippedPlanes> {
	const [row] = await database.query<{ planes: unknown }>("select plane_markers as planes from project where id = $1", [
		projectId,
	]);
	return skippedPlanesSchema.parse(row?.planes ?? {});
}

function figuresOf(stage: GraphStage, counted: CountedStage, experience: ReadonlyMap<number, Experience>) {
	const { tasksToRun, ...figures } = counted;
	const seen = experience.get(stage.recipe.definitionId) ?? null;
	return {
		stageId: stage.id < 0 ? null : stage.id,
		name: stage.name,
		...figures,
		...costOf(tasksToRun + counted.tasksToRerun, stage, seen),
	};
}

async function composePreview(
	header: PreviewedProject,
	summary: string,
	stages: readonly StagePreview[],
): Promise<GraphPreview> {
	return {
		graphVersion: header.graphVersion,
		summary,
		stages,
		totals: totalsOf(stages),
		freeBytes: await readFreeBytes(header.outputPath),
	};
}

const nothing = {
	tasksToAdd: 0,
	tasksReady: 0,
	tasksToRetire: 0,
	becomeStale: 0,
	becomeCurrent: 0,
	runningAffected: 0,
	tasksToRerun: 0,
	coreHours: 0,
	bytes: 0,
} as const;

function changeOf(difference: GraphDifference, stage: GraphStage): StagePreview["change"] {
	if (difference.added.some((added) => added.id === stage.id)) return "added";
	return difference.changed.some(({ after }) => after.id === stage.id) ? "changed" : "follows";
}

function costOf(tasks: number, stage: GraphStage, seen: Experience | null): Pick<StagePreview, "coreHours" | "bytes"> {
	if (tasks === 0) return { coreHours: 0, bytes: 0 };
	if (!seen) return { coreHours: null, bytes: null };
	return {
		coreHours: (tasks * seen.meanRunMs * stage.operations.workUnits) / 3_600_000,
		bytes: Math.round(tasks * seen.meanBytes),
	};
}

function totalsOf(stages: readonly StagePreview[]): GraphPreview["totals"] {
	const sum = (read: (stage: StagePreview) => number) => stages.reduce((total, stage) => total + read(stage), 0);
	const known = (read: (stage: StagePreview) => number | null) =>
		stages.some((stage) => read(stage) === null) ? null : sum((stage) => read(stage) ?? 0);
	return {
		tasksToAdd: sum((stage) => stage.tasksToAdd),
		tasksReady: sum((stage) => stage.tasksReady),
		tasksToRetire: sum((stage) => stage.tasksToRetire),
		becomeStale: sum((stage) => stage.becomeStale),
		becomeCurrent: sum((stage) => stage.becomeCurrent),
		runningAffected: sum((stage) => stage.runningAffected),
		tasksToRerun: sum((stage) => stage.tasksToRerun),
		coreHours: known((stage) => stage.coreHours),
		bytes: known((stage) => stage.bytes),
	};
}

async function countRunning(database: Queryable, stageIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
	const rows = await database.query<{ stage_id: number; count: number }>(
		"select stage_id, count from task_count where stage_id = any($1) and state = 'running'",
		[stageIds],
	);
	return new Map(rows.map((row) => [row.stage_id, row.count]));
}
