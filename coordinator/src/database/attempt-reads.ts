import type { GateReport } from "@tilewright/contract/gate";
import type {
	AttemptId,
	ProjectId,
	StageId,
	StageVersionId,
	TaskId,
	WorkerId,
	WorkerSessionId,
} from "@tilewright/contract/ids";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";

export interface ArtifactRow {
	/** Relative to where the unit was published. */
	readonly path: string;
	readonly kind: string;
	readonly format: string | null;
	readonly shape: readonly number[] | null;
	readonly sizeBytes: number;
}

export interface AttemptRow {
	readonly id: AttemptId;
	readonly taskId: TaskId;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly stageVersionId: StageVersionId;
	readonly number: number;
	readonly workerId: WorkerId;
	readonly sessionId: WorkerSessionId;
	readonly isPartial: boolean;
	readonly inputCount: number;
	readonly dispatchedAt: Date;
	readonly pendingMs: number | null;
	readonly runMs: number | null;
	readonly finishedAt: Date | null;
	readonly outcome: AttemptOutcome | null;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly problem: string | null;
	readonly logTail: string | null;
	readonly cpuSeconds: number | null;
	readonly maxCpuPercent: number | null;
	readonly maxMemoryMb: number | null;
	readonly command: readonly string[] | null;
	readonly metrics: Readonly<Record<string, number>> | null;
	readonly artifacts: readonly ArtifactRow[] | null;
	/** SHA-256 of its script right before it was started; null without one that could be read, and while it runs. */
	readonly programHash: string | null;
	/** What the gate said of its result; null when it had nothing to say. */
	readonly gate: GateReport | null;
}

const columns = `
	id, task_id as "taskId", project_id as "projectId", stage_id as "stageId", stage_version_id as "stageVersionId",
	number, worker_id as "workerId", session_id as "sessionId", is_partial as "isPartial", input_count as "inputCount",
	dispatched_at as "dispatchedAt", pending_ms as "pendingMs", run_ms as "runMs", finished_at as "finishedAt",
	outcome, exit_code as "exitCode", signal, problem, log_tail as "logTail", cpu_seconds as "cpuSeconds",
	max_cpu_percent as "maxCpuPercent", max_memory_mb as "maxMemoryMb", command, metrics, artifacts,
	program_hash as "programHash", gate`;

export async function loadAttempts(database: Queryable, ids: readonly AttemptId[]): Promise<AttemptRow[]> {
	return database.query(`select ${columns} from attempt where id = any($1)`, [ids]);
}

/** First try first. */
export async function listAttemptsOfTasks(database: Queryable, taskIds: readonly TaskId[]): Promise<AttemptRow[]> {
	return database.query(`select ${columns} from attempt where task_id = any($1) order by task_id, number, id`, [
		taskIds,
	]);
}
