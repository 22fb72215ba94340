import { asProjectId, type SourceId } from "@tilewright/contract/ids";
import type { ImportedTiles, ObservedTile } from "../acquisition/observed-tile.ts";
import { importTiles, type TileImport } from "../acquisition/tile-importer.ts";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { releaseFrom } from "./child-releaser.ts";
import { closeGroups } from "./group-keeper.ts";
import { type DirtyTasks, planDownstream } from "./planner.ts";
import { plannedStage, readProjects } from "./project-graph.ts";

/** Imports tiles and plans what follows from them: children of completed tiles move, new units get their tasks. */
export async function takeTiles(
	transaction: Transaction,
	effects: RoundEffects,
	sourceId: SourceId,
	tiles: readonly ObservedTile[],
): Promise<ImportedTiles> {
	const imported = await importTiles(transaction, effects, sourceId, tiles);
	await releaseFrom(transaction, effects, imported.rootMoves);
	if (imported.addedRootTasks.length > 0 || imported.changedByStage.size > 0) {
		const [project] = await readProjects(transaction, [asProjectId(imported.projectId)]);
		const stages = project ? project.stages.map((stage) => plannedStage(project, stage)) : [];
		await planDownstream(transaction, effects, stages, dirtyTasksOf(imported), {
			isBackfill: false,
			acquisitionIsFinished: project?.acquisitionIsFinished ?? false,
		});
	}
	for (const refused of imported.refused) {
		effects.events.push({
			projectId: asProjectId(imported.projectId),
			stageId: null,
			severity: "warning",
			kind: "tileRefused",
			message: refused.message,
			fields: { code: refused.code, relativePath: refused.relativePath },
		});
	}
	return {
		added: imported.added,
		completed: imported.completed,
		reimaged: imported.reimaged,
		refused: imported.refused,
	};
}

function dirtyTasksOf(imported: TileImport): Map<number, DirtyTasks> {
	const dirty = new Map<number, DirtyTasks>();
	for (const [stageId, changed] of imported.changedByStage) dirty.set(stageId, { added: [], changed });
	dirty.set(imported.rootStageId, {
		added: imported.addedRootTasks,
		changed: imported.changedByStage.get(imported.rootStageId) ?? [],
	});
	return dirty;
}

/** The instrument said that nothing more will come from this source. Groups close when that is true of all sources. */
export async function finishSource(transaction: Transaction, effects: RoundEffects, sourceId: SourceId): Promise<void> {
	const [source] = await transaction.query<{ project_id: number }>(
		"update source set finished_at = now() where id = $1 and finished_at is null returning project_id",
		[sourceId],
	);
	if (!source) return;
	const projectId = asProjectId(source.project_id);
	effects.changedSources.add(sourceId);
	effects.changedProjects.add(projectId);
	const [project] = await readProjects(transaction, [projectId]);
	if (!project?.acquisitionIsFinished) return;
	effects.events.push({
		projectId,
		stageId: null,
		severity: "info",
		kind: "acquisitionFinished",
		message: "The acquisition has ended: every source says that nothing more will come.",
	});
	const grouped = project.stages.filter(
		({ recipe }) => recipe.unitRule.kind === "group" || recipe.unitRule.kind === "all",
	);
	await closeGroups(transaction, effects, { kind: "all", stageIds: grouped.map((stage) => stage.id) });
}
