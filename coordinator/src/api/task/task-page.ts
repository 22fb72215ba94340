import { asTileId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import { pageTasks, type TaskRow, taskCursorShape } from "../../database/task-reads.ts";
import { conditionWithinStage } from "../../planning/task-selection.ts";
import type { ApiContext } from "../api-context.ts";
import { readId } from "../id-argument.ts";
import { answerPage, type Connection, type PageArguments } from "../page.ts";
import { builder } from "../schema-builder.ts";
import { readSelection, selectionFields } from "./task-selection-input.ts";

export const TaskFilterInput = builder.inputType("TaskFilter", {
	description: "Which tasks; all that is given must hold.",
	fields: (t) => ({
		...selectionFields(t),
		tileId: t.id({ description: "Made from this tile, directly or by way of other stages." }),
		z: t.int({ description: "Of tiles in this plane, or of groups of this plane." }),
	}),
});

interface TaskPageArguments extends PageArguments {
	readonly filter?: typeof TaskFilterInput.$inferInput | null | undefined;
}

/** `stageIds` in the order they are listed in; the filter may choose among them. */
export function pageTasksOfStages(
	context: ApiContext,
	projectId: ProjectId,
	stageIds: readonly StageId[],
	asked: TaskPageArguments,
): Promise<Connection<TaskRow>> {
	const { tileId, z, ...chosen } = asked.filter ?? {};
	const { stageIds: chosenIds, states, outcomes, workerId, ...rest } = readSelection(chosen);
	const filter = {
		states: states ?? null,
		outcomes: outcomes ?? null,
		tileId: tileId == null ? null : readId(tileId, "tile", asTileId),
		z: z ?? null,
		workerId: workerId ?? null,
		also: (first: number) => conditionWithinStage({ ...rest, projectId }, first),
	};
	const wanted = chosenIds ? stageIds.filter((id) => chosenIds.includes(id)) : stageIds;
	return answerPage(asked, taskCursorShape, (request) => pageTasks(context.database, wanted, filter, request));
}
