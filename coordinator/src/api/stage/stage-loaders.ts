import type { StageId, StageVersionId } from "@tilewright/contract/ids";
import { readVersionMakers, type VersionMaker } from "../../database/graph-reads.ts";
import {
	countStaleTasks,
	listCanaries,
	listChildren,
	listParents,
	listStageVersions,
	readRecentRunTimes,
	readTaskCounts,
	type StateCounts,
} from "../../database/stage-reads.ts";
import { batched, batchedGroups } from "../batched-loader.ts";

export const parentsOfStage = batchedGroups(
	(ids: readonly StageId[], context) => listParents(context.models, ids),
	(row) => row.stageId,
);

export const childrenOfStage = batchedGroups(
	(ids: readonly StageId[], context) => listChildren(context.models, ids),
	(row) => row.parentId,
);

export const canariesOfStage = batchedGroups(
	(ids: readonly StageId[], context) => listCanaries(context.models, ids),
	// Asked for by this column.
	(row) => row.canaryOf ?? row.id,
);

/** Newest first. */
export const versionsOfStage = batchedGroups(
	(ids: readonly StageId[], context) => listStageVersions(context.models, ids),
	(row) => row.stageId,
);

/** Null for versions that were there before graphs were remembered. */
export const makerOfVersion = batched<StageVersionId, VersionMaker | null>(
	async (ids, context) => {
		const makers = await readVersionMakers(context.database, ids);
		return new Map(makers.filter(({ actor }) => actor !== "system").map((maker) => [maker.versionId, maker]));
	},
	() => null,
);

export const staleCountOfStage = batched<StageId, number>(
	async (ids, context) => {
		const counts = await countStaleTasks(context.database, ids);
		return new Map(counts.map(({ stageId, count }) => [stageId, count]));
	},
	() => 0,
);

export const countsOfStage = batched<StageId, StateCounts>(
	(ids, context) => readTaskCounts(context.database, ids),
	() => new Map(),
);

/** Seconds; null when none of the stage's tries ended lately. */
export const meanRunSecondsOfStage = batched<StageId, number | null>(
	async (ids, context) => {
		const times = await readRecentRunTimes(context.database, ids);
		return new Map(times.map((time) => [time.stageId, time.meanRunSeconds]));
	},
	() => null,
);
