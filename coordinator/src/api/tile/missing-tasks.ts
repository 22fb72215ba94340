import type { StageId } from "@tilewright/contract/ids";
import type { StageRow } from "../../database/models/stage-model.ts";
import { listPresentNeighbours } from "../../database/overview-reads.ts";
import type { TileRow } from "../../database/tile-reads.ts";
import { reasonOfMissingTask } from "../../status/missing-task-rules.ts";
import type { ApiContext } from "../api-context.ts";
import { stagesOfProject } from "../project/project-loaders.ts";
import { builder } from "../schema-builder.ts";
import { parentsOfStage } from "../stage/stage-loaders.ts";
import { StageType, StageVersionType } from "../stage/stage-ref.ts";
import { TaskType } from "../task/task-ref.ts";
import { TileType } from "./tile-ref.ts";
import { tasksOfTile } from "./tile-type.ts";

interface MissingTask {
	readonly stageId: StageId;
	readonly reason: string;
}

const MissingTaskType = builder.objectRef<MissingTask>("MissingTask").implement({
	description: "A stage that has no task for a tile, and why.",
	fields: (t) => ({
		stage: t.field({ type: StageType, description: "Which one.", resolve: (missing) => missing.stageId }),
		reason: t.exposeString("reason", { description: "One factual sentence." }),
	}),
});

builder.objectField(TileType, "missingTasks", (t) =>
	t.field({
		type: [MissingTaskType],
		description: "Stages that have no task for it; together with `tasks` there is a sentence for every stage.",
		complexity: { field: 5, multiplier: 5 },
		resolve: (tile, _arguments, context) => missingTasksOf(context, tile),
	}),
);

async function missingTasksOf(context: ApiContext, tile: TileRow): Promise<MissingTask[]> {
	const [stages, made] = await Promise.all([stagesOfProject(context, tile.projectId), tasksOfTile(context, tile.id)]);
	const tasks = await TaskType.getDataloader(context).loadMany(made.map((row) => row.taskId));
	const present = new Set(tasks.flatMap((task) => (task === null || task instanceof Error ? [] : [task.stageId])));
	const missing = stages.filter((stage) => !present.has(stage.id));
	return Promise.all(
		missing.map(async (stage) => ({
			stageId: stage.id,
			reason: await reasonFor(context, tile, stage, stages, present),
		})),
	);
}

async function reasonFor(
	context: ApiContext,
	tile: TileRow,
	stage: StageRow,
	stages: readonly StageRow[],
	present: ReadonlySet<StageId>,
): Promise<string> {
	const version =
		stage.currentVersionId === null ? null : await StageVersionType.getDataloader(context).load(stage.currentVersionId);
	const unitRule = version?.recipe.unitRule ?? null;
	const parents = await parentsOfStage(context, stage.id);
	const offsets = unitRule?.kind === "neighbours" ? unitRule.offsets : [];
	const neighbours = offsets.length === 0 ? [] : await listPresentNeighbours(context.database, tile.id, offsets);
	return reasonOfMissingTask({
		unitRule,
		tile: {
			hasPosition: tile.latticeX !== null,
			isWithdrawn: tile.withdrawnAt !== null,
			isSuperseded: tile.supersededBy !== null,
			attributes: tile.attributes,
		},
		parentsWithout: parents.flatMap(({ parentId }) => {
			const parent = stages.find((candidate) => candidate.id === parentId);
			return parent === undefined || present.has(parentId) ? [] : [parent.name];
		}),
		missingNeighbours: offsets.filter((_, index) => !neighbours.includes(index)),
		hasRegion: stage.scope.region !== undefined,
	});
}
