import type { StageId } from "@tilewright/contract/ids";
import {
	listChildren,
	listParents,
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
