import { settleRootTasks, tasksOfMovedTiles } from "../acquisition/tile-importer.ts";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { type DirtyTasks, planDownstream } from "./planner.ts";
import { plannedStage, type RememberedProject } from "./project-graph.ts";
import { planesAround, type SkippedPlanes } from "./scope-rules.ts";

/*
 * Region, skipped planes and withdrawn tiles: root tasks of tiles that are not worked on are `excluded`, and what is
 * below them follows by the planner's usual way. Nothing is deleted; results that still hold are found again.
 */

/** After the project's region or skipped planes (or some tiles) have changed. Returns how many tiles came or went. */
export async function rescopeProject(
	transaction: Transaction,
	effects: RoundEffects,
	project: RememberedProject,
	change: { readonly skippedBefore: SkippedPlanes; readonly tileIds: readonly number[] | null },
): Promise<number> {
	const moves = await settleRootTasks(transaction, project.rootStageId, change.tileIds);
	await releaseFrom(transaction, effects, moves);
	// Tiles that are named may have given way to others, or taken their place back, without moving themselves.
	const tileIds = new Set([...moves.map((move) => move.tileId), ...(change.tileIds ?? [])]);
	for (const id of await tilesBesideChangedPlanes(transaction, project, change.skippedBefore)) tileIds.add(id);
	if (tileIds.size === 0) return 0;
	const dirty = new Map<number, DirtyTasks>();
	for (const [stageId, changed] of await tasksOfMovedTiles(transaction, [...tileIds]))
		dirty.set(stageId, { added: [], changed });
	await planDownstream(
		transaction,
		effects,
		project.stages.map((stage) => plannedStage(project, stage)),
		dirty,
		{ isBackfill: true, acquisitionIsFinished: project.acquisitionIsFinished },
	);
	effects.projectsWithNewTiles.add(project.id);
	return moves.filter((move) => move.unmetChange !== 0).length;
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
