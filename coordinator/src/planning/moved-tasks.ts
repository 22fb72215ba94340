import { asAttemptId, asProjectId, asStageId, asTaskId, asTileId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { RoundEffects } from "../effects/round-effects.ts";

/** What every statement that moves tasks returns, one row per task it touched. */
export interface MovedTaskRow {
	readonly id: number;
	readonly project_id: number;
	readonly stage_id: number;
	readonly tile_id: number | null;
	/** Null for a task that was inserted. */
	readonly old_state: TaskState | null;
	readonly state: TaskState;
	readonly ordinal: number;
	readonly is_backfill: boolean;
	readonly rank: number;
	readonly is_canary: boolean;
	/** Until a retry's back-off ends, by the database's clock; null or 0 when there is none. */
	readonly delay_ms: number | null;
	readonly attempt_id: number | null;
	/** Arrived at `succeeded` with another content than its children were last released with. */
	readonly content_changed: boolean;
	/** Its children were never released before. */
	readonly is_first_content: boolean;
}

/** The columns of a MovedTaskRow for a statement that updates `task t` joined with its old row `old`. */
export const movedTaskColumns = `
	t.id, t.project_id, t.stage_id, t.tile_id, old.state as old_state, t.state, t.ordinal, t.is_backfill, t.rank, t.is_canary,
	extract(epoch from t.not_before - now())::float8 * 1000 as delay_ms, t.attempt_id, old.released_signature is distinct from t.output_signature as content_changed,
	old.released_signature is null as is_first_content`;

/**
 * What children are released with, for a statement that updates `task t` joined with its old row `old` that knows its
 * `next_state`: set when the task arrives at `succeeded`. `signature` is what its result contains.
 */
export const releasedColumns = (signature = "t.output_signature"): string => `
	released_signature = case when old.next_state = 'succeeded' then ${signature} else t.released_signature end,
	content_id = case when old.next_state = 'succeeded' and t.released_signature is distinct from ${signature}
		then nextval('attempt_id') else t.content_id end`;

/** A parent that arrived at or left `succeeded`, for the children's count of unmet inputs. */
export interface ParentMove {
	readonly taskId: number;
	readonly unmetChange: -1 | 0 | 1;
	readonly contentChanged: boolean;
	/** Its children were never released before: to those that keep their results this is no news. */
	readonly isFirstContent: boolean;
}

/** Notes the moves for the ready queue and for people; returns what children must be told. */
export function noteMovedTasks(rows: readonly MovedTaskRow[], effects: RoundEffects): ParentMove[] {
	const parentMoves: ParentMove[] = [];
	for (const row of rows) {
		if (row.state === "ready") {
			effects.readied.push({
				taskId: asTaskId(row.id),
				stageId: asStageId(row.stage_id),
				isBackfill: row.is_backfill,
				ordinal: row.ordinal,
				rank: row.rank,
				isCanary: row.is_canary,
				delayMs: Math.max(0, row.delay_ms ?? 0),
			});
		}
		if (row.old_state === row.state) continue;
		effects.addTaskChanges(asProjectId(row.project_id), [
			{
				taskId: asTaskId(row.id),
				stageId: asStageId(row.stage_id),
				tileId: row.tile_id === null ? null : asTileId(row.tile_id),
				state: row.state,
				attemptId: row.attempt_id === null ? null : asAttemptId(row.attempt_id),
			},
		]);
		// A new task has no children yet; they are planned after it and count its state themselves.
		if (row.old_state === null) continue;
		if (row.state === "succeeded")
			parentMoves.push({
				taskId: row.id,
				unmetChange: -1,
				contentChanged: row.content_changed,
				isFirstContent: row.is_first_content,
			});
		else if (row.old_state === "succeeded")
			parentMoves.push({ taskId: row.id, unmetChange: 1, contentChanged: false, isFirstContent: false });
	}
	return parentMoves;
}
