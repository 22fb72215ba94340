import type { ProjectId } from "@tilewright/contract/ids";
import { countTilesToMove, settleRootTasks, tasksOfMovedTiles, tilesToSettle } from "../acquisition/tile-importer.ts";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { type DirtyTasks, planDownstream } from "./planner.ts";
import { plannedStage, type RememberedProject } from "./project-graph.ts";
import { planesAround, type SkippedPlanes } from "./scope-rules.ts";

/*
 * Region, skipped planes and withdrawn tiles: root tasks of tiles that are not worked on are `excluded`, and what is
 * below them follows by the planner's usual way. Nothing is deleted; results that still hold are found again.
 *
 * Another region can move every task there is. It is noted with the project and carried out by the rounds that follow,
 * some thousand tasks in each, so that results, tiles and other projects do not wait for it; until it is done nothing
 * of the project is started, so that no group runs on half of its members.
 */

/**
 * Notes that the project's region or skipped planes have changed. Returns how many complete tiles will come or go.
 * Of a change that is still being carried out nothing has to be known: where a tile belongs is told from the tile.
 */
export async function beginRescoping(
	transaction: Transaction,
	effects: RoundEffects,
	projectId: ProjectId,
	skippedBefore: SkippedPlanes,
): Promise<number> {
	// What has been noted and not begun (in the same round, or while the project is archived) began with other planes.
	await transaction.query(
		`update project set rescoping = case when rescoping ->> 'settledUpTo' = '0' then rescoping else $2::jsonb end where id = $1`,
		[projectId, JSON.stringify({ settledUpTo: 0, skippedBefore })],
	);
	effects.changedProjects.add(projectId);
	return countTilesToMove(transaction, projectId);
}

/** Carries on with what `beginRescoping` noted, as many tiles as make about `mostTasks` tasks. */
export async function carryOnRescoping(
	transaction: Transaction,
	effects: RoundEffects,
	project: RememberedProject,
	mostTasks: number,
): Promise<void> {
	if (project.rescoping === null) return;
	const { settledUpTo, skippedBefore } = project.rescoping;
	const limit = Math.max(1, Math.ceil(mostTasks / (project.stages.length + 1)));
	const { tileIds, lookedUpTo } = await tilesToSettle(transaction, project, { after: settledUpTo, limit });
	const beside = settledUpTo === 0 ? await tilesBesideChangedPlanes(transaction, project, skippedBefore) : [];
	await settleTiles(transaction, effects, project, [...new Set([...tileIds, ...beside])]);
	const next = lookedUpTo === null ? null : { settledUpTo: lookedUpTo, skippedBefore: project.skippedPlanes };
	await transaction.query("update project set rescoping = $2 where id = $1", [
		project.id,
		next && JSON.stringify(next),
	]);
	if (next === null) effects.changedProjects.add(project.id);
}

/** After tiles have come or gone, have given way to others or taken their place back, or may have other neighbours. */
export async function settleTiles(
	transaction: Transaction,
	effects: RoundEffects,
	project: RememberedProject,
	tileIds: readonly number[],
): Promise<void> {
	if (tileIds.length === 0) return;
	await releaseFrom(transaction, effects, await settleRootTasks(transaction, effects, project.rootStageId, tileIds));
	const dirty = new Map<number, DirtyTasks>();
	for (const [stageId, changed] of await tasksOfMovedTiles(transaction, tileIds))
		dirty.set(stageId, { added: [], changed });
	await planDownstream(
		transaction,
		effects,
		project.stages.map((stage) => plannedStage(project, stage)),
		dirty,
		{ isBackfill: true, acquisitionIsFinished: project.acquisitionIsFinished },
	);
	effects.projectsWithNewTiles.add(project.id);
}

/** Their neighbours may be others now, though they themselves are as they were. */
async function tilesBesideChangedPlanes(
	transaction: Transaction,
	project: RememberedProject,
	before: SkippedPlanes,
): Promise<number[]> {
	const offsets = project.stages.flatMap(({ recipe }) =>
		recipe.unitRule.kind === "neighbours" ? recipe.unitRule.offsets : [],
	);
	if (offsets.length === 0) return [];
	const planes = (axis: "x" | "y" | "z") =>
		planesAround(
			before[axis],
			project.skippedPlanes[axis],
			Math.max(...offsets.map((offset) => Math.abs(offset[axis]))),
		);
	const rows = await transaction.query<{ id: number }>(
		"select id from tile where project_id = $1 and (lattice_x = any($2) or lattice_y = any($3) or lattice_z = any($4))",
		[project.id, planes("x"), planes("y"), planes("z")],
	);
	return rows.map((row) => row.id);
}
