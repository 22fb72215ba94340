import { asStageId, asTileId, type StageId } from "@tilewright/contract/ids";
import { pageTasks, type TaskRow, taskCursorShape } from "../../database/task-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { AttemptOutcomeEnum, TaskStateEnum } from "../enums.ts";
import { readId, readSmallId, readWorkerId } from "../id-argument.ts";
import { answerPage, type Connection, type PageArguments } from "../page.ts";
import { builder } from "../schema-builder.ts";

export const TaskFilterInput = builder.inputType("TaskFilter", {
	description: "Which tasks; all that is given must hold.",
	fields: (t) => ({
		stageIds: t.idList({ description: "Of these stages." }),
		states: t.field({ type: [TaskStateEnum], description: "In one of these states." }),
		outcomes: t.field({ type: [AttemptOutcomeEnum], description: "Whose last attempt ended in one of these ways." }),
		tileId: t.id({ description: "Made from this tile, directly or by way of other stages." }),
		z: t.int({ description: "Of tiles in this plane, or of groups of this plane." }),
		workerId: t.id({ description: "Whose last attempt this worker has or had." }),
	}),
});

interface TaskPageArguments extends PageArguments {
	readonly filter?: typeof TaskFilterInput.$inferInput | null | undefined;
}

/** `stageIds` in the order they are listed in; the filter may choose among them. */
export function pageTasksOfStages(
	context: ApiContext,
	stageIds: readonly StageId[],
	asked: TaskPageArguments,
): Promise<Connection<TaskRow>> {
	const { stageIds: chosen, states, outcomes, tileId, z, workerId } = asked.filter ?? {};
	const chosenIds = chosen && new Set(chosen.map((id) => readSmallId(id, "stage", asStageId)));
	const filter = {
		states: states ?? null,
		outcomes: outcomes ?? null,
		tileId: tileId == null ? null : readId(tileId, "tile", asTileId),
		z: z ?? null,
		workerId: workerId == null ? null : readWorkerId(workerId),
	};
	const wanted = chosenIds ? stageIds.filter((id) => chosenIds.has(id)) : stageIds;
	return answerPage(asked, taskCursorShape, (request) => pageTasks(context.database, wanted, filter, request));
}
