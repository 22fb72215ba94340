import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { StageRow } from "../../database/models/stage-model.ts";
import { listSourcesOfProjects } from "../../database/project-reads.ts";
import {
	countTilesOfProjects,
	listParents,
	listStagesOfProjects,
	type TileCounts,
} from "../../database/stage-reads.ts";
import { parentsFirst } from "../../planning/stage-order-rules.ts";
import { batched, batchedGroups } from "../batched-loader.ts";

export const sourcesOfProject = batchedGroups(
	(ids: readonly ProjectId[], context) => listSourcesOfProjects(context.models, ids),
	(source) => source.projectId,
);

/** Parents before children, root first. */
export const stagesOfProject = batched<ProjectId, readonly StageRow[]>(
	async (ids, context) => {
		const stages = await listStagesOfProjects(context.models, ids);
		const parentIds = new Map<StageId, StageId[]>();
		for (const { stageId, parentId } of await listParents(
			context.models,
			stages.map((stage) => stage.id),
		)) {
			parentIds.set(stageId, [...(parentIds.get(stageId) ?? []), parentId]);
		}
		return new Map(
			ids.map((id) => {
				const own = stages.filter((stage) => stage.projectId === id);
				const parentsOf = (stage: StageRow) => parentIds.get(stage.id) ?? [];
				return [id, parentsFirst(own, { parentsOf, withoutPlace: "last" })];
			}),
		);
	},
	() => [],
);

export const tileCountsOfProject = batched<ProjectId, TileCounts>(
	async (ids, context) => {
		const counts = await countTilesOfProjects(context.database, ids);
		return new Map(counts.map((count) => [count.projectId, count]));
	},
	(projectId) => ({ projectId, known: 0, complete: 0 }),
);
