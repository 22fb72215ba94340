import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "../database/database.ts";

/** What would become of the tasks of one stage. */
export interface CountedStage {
	readonly tasksToAdd: number;
	readonly tasksReady: number;
	/** Of the units to add, those without a result that still holds. */
	readonly tasksToRun: number;
	readonly tasksToRetire: number;
	readonly becomeStale: number;
	readonly becomeCurrent: number;
	readonly tasksToRerun: number;
	/** Only where tiles come and go: an edit of the graph touches all programs of the stages it changes. */
	readonly runningAffected?: number;
}

export const noUnits = { tasksToAdd: 0, tasksReady: 0, tasksToRun: 0, tasksToRetire: 0 } as const;

export const noResults = { becomeStale: 0, becomeCurrent: 0, tasksToRerun: 0 } as const;

/** How many tasks of these stages are in a state that is meant, as counted when they changed. */
export async function countStates(
	database: Queryable,
	stageIds: readonly number[],
): Promise<(stageId: number, isMeant: (state: TaskState) => boolean) => number> {
	const rows = await database.query<{ stage_id: number; state: TaskState; count: number }>(
		"select stage_id, state, count from task_count where stage_id = any($1)",
		[stageIds],
	);
	return (stageId, isMeant) =>
		rows.reduce((sum, row) => (row.stage_id === stageId && isMeant(row.state) ? sum + row.count : sum), 0);
}

export async function countLive(database: Queryable, stageId: number): Promise<number> {
	const [row] = await database.query<{ count: number }>(
		"select count(*)::int as count from task where stage_id = $1 and input_count > 0",
		[stageId],
	);
	return row?.count ?? 0;
}
