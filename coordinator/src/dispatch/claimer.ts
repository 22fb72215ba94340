import type {
	AttemptId,
	ProjectId,
	StageId,
	StageVersionId,
	TaskId,
	TileId,
	WorkerId,
	WorkerSessionId,
} from "@tilewright/contract/ids";
import type { Transaction } from "../database/database.ts";
import type { Placement } from "./placement-rules.ts";
import type { StoredUnit } from "./unit-rules.ts";

/** An attempt that has just begun to exist; its id is the fencing token. */
export interface ClaimedAttempt {
	readonly attemptId: AttemptId;
	readonly taskId: TaskId;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly stageVersionId: StageVersionId;
	readonly workerId: WorkerId;
	readonly sessionId: WorkerSessionId;
	readonly workUnits: number;
	readonly isClusterJob: boolean;
	readonly isBackfill: boolean;
	readonly number: number;
	readonly unitKey: string;
	readonly unit: StoredUnit;
	readonly tileId: TileId | null;
	readonly isPartial: boolean;
	readonly inputCount: number;
}

interface ClaimedRow {
	readonly attempt_id: number;
	readonly id: number;
	readonly project_id: number;
	readonly stage_id: number;
	readonly unit_key: string;
	readonly unit: StoredUnit;
	readonly tile_id: number | null;
	readonly attempt_count: number;
	readonly is_partial: boolean;
	readonly input_count: number;
}

/**
 * Moves tasks from `ready` to `running` and writes their attempts, in one statement. The guard on the old state
 * passes over tasks that the mirror still held and that have gone elsewhere. No locks beyond the rows: only the
 * active coordinator claims.
 */
const claimReadyTasks = {
	name: "claim-ready-tasks",
	text: `
	with chosen as (
		select * from unnest($1::bigint[], $2::uuid[], $3::uuid[], $4::int[], $5::boolean[])
			as c(task_id, worker_id, session_id, version_id, is_cluster_job)
	), claimed as (
		update task t set state = 'running', attempt_id = nextval('attempt_id'), attempt_count = t.attempt_count + 1,
			attempt_revision = t.input_revision, keeps_result = false, not_before = null, changed_at = now()
		from chosen c
		where t.id = c.task_id and t.state = 'ready' and (t.not_before is null or t.not_before <= now())
		returning t.id, t.project_id, t.stage_id, t.unit_key, t.unit, t.tile_id, t.attempt_id, t.attempt_count,
			t.input_revision, (t.unmet_inputs > 0 or t.is_open) as is_partial,
			t.input_count - t.unmet_inputs as input_count, t.unmet_inputs, t.input_digest, c.worker_id, c.session_id, c.version_id,
			c.is_cluster_job
	), written as (
		insert into attempt (id, task_id, project_id, stage_id, stage_version_id, number, worker_id, session_id,
			input_revision, is_partial, input_count, input_digest, is_cluster_job)
		select attempt_id, id, project_id, stage_id, version_id, attempt_count, worker_id, session_id,
			input_revision, is_partial, input_count,
			case when unmet_inputs = 0 then input_digest else succeeded_input_digest(id) end, is_cluster_job
		from claimed
	)
	select attempt_id, id, project_id, stage_id, unit_key, unit, tile_id, attempt_count, is_partial, input_count from claimed`,
};

export async function claimTasks(
	transaction: Transaction,
	placements: readonly Placement[],
	sessions: ReadonlyMap<WorkerId, WorkerSessionId>,
	versions: (stageId: StageId) => StageVersionId,
): Promise<ClaimedAttempt[]> {
	const byTask = new Map<number, Placement>();
	for (const placement of placements) byTask.set(placement.task.taskId, placement);
	const sessionOf = (placement: Placement) => {
		const session = sessions.get(placement.workerId);
		if (session === undefined) throw new Error(`worker ${placement.workerId} was offered without a session`);
		return session;
	};
	const rows = await transaction.query<ClaimedRow>(claimReadyTasks, [
		placements.map((placement) => placement.task.taskId),
		placements.map((placement) => placement.workerId),
		placements.map(sessionOf),
		placements.map((placement) => versions(placement.task.stageId)),
		placements.map((placement) => placement.isClusterJob),
	]);
	return rows.flatMap((row) => {
		const placement = byTask.get(row.id);
		if (!placement) return [];
		return [
			{
				// The ids come from the columns of the same name.
				attemptId: row.attempt_id as AttemptId,
				taskId: row.id as TaskId,
				projectId: row.project_id as ProjectId,
				stageId: row.stage_id as StageId,
				stageVersionId: versions(placement.task.stageId),
				workerId: placement.workerId,
				sessionId: sessionOf(placement),
				workUnits: placement.workUnits,
				isClusterJob: placement.isClusterJob,
				isBackfill: placement.task.isBackfill,
				number: row.attempt_count,
				unitKey: row.unit_key,
				unit: row.unit,
				tileId: row.tile_id as TileId | null,
				isPartial: row.is_partial,
				inputCount: row.input_count,
			},
		];
	});
}
