import type { GateReport } from "@tilewright/contract/gate";
import type { ProjectId, StageId, TaskId } from "@tilewright/contract/ids";
import type { Operations, UnitRule } from "@tilewright/contract/recipe";
import type { AttemptOutcome, TaskState } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";
import type { UnitRow } from "./task-reads.ts";

interface UnitFactsRow {
	readonly relativePath: string | null;
	readonly verdict: string | null;
	readonly isWithdrawn: boolean | null;
	readonly isSuperseded: boolean | null;
	readonly unit: UnitRow | null;
}

/** Everything of one task that explains where it is; what it shares with all others is read apart. */
export interface ReasonRow extends UnitFactsRow {
	readonly id: TaskId;
	readonly state: TaskState;
	readonly unmetInputs: number;
	readonly inputCount: number;
	readonly isOpen: boolean;
	readonly isStale: boolean;
	readonly notBefore: Date | null;
	readonly changedAt: Date;
	readonly stageId: StageId;
	readonly stageName: string;
	readonly stageIsRoot: boolean;
	readonly unitRule: UnitRule | null;
	readonly workUnits: number | null;
	readonly placement: Operations["placement"];
	readonly clusterWorkUnits: number;
	readonly stageIsPaused: boolean;
	readonly stagePauseReason: string | null;
	readonly projectId: ProjectId;
	readonly projectName: string;
	readonly projectIsArchived: boolean;
	readonly projectIsPaused: boolean;
	readonly projectIsRescoping: boolean;
	readonly attemptNumber: number | null;
	readonly workerName: string | null;
	readonly dispatchedAt: Date | null;
	readonly outcome: AttemptOutcome | null;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly problem: string | null;
	readonly logTail: string | null;
	/** What the gate said of the result. */
	readonly gate: GateReport | null;
	/** What a person last decided about the result there is; null when nobody did. */
	readonly judgedBy: string | null;
	readonly judgeReason: string | null;
	readonly blockerStageName: string | null;
	readonly blockerState: TaskState | null;
	readonly blockerUnit: UnitRow | null;
	readonly blockerRelativePath: string | null;
	readonly blockerOutcome: AttemptOutcome | null;
	readonly blockerExitCode: number | null;
	readonly blockerSignal: string | null;
	readonly blockerWorkerName: string | null;
}

/** One statement for all tasks asked for. Of inputs that have not succeeded a failed one is named before others. */
export async function loadReasonRows(database: Queryable, taskIds: readonly TaskId[]): Promise<ReasonRow[]> {
	return database.query(
		`select t.id, t.state, t.unit, t.unmet_inputs as "unmetInputs", t.input_count as "inputCount", t.is_open as "isOpen",
			t.not_before as "notBefore", t.changed_at as "changedAt",
			t.result_attempt_id is not null and (t.result_revision is distinct from t.input_revision
				or t.result_hash is distinct from v.result_hash) as "isStale",
			tile.relative_path as "relativePath", tile.verdict,
			tile.withdrawn_at is not null as "isWithdrawn", tile.superseded_by is not null as "isSuperseded",
			s.id as "stageId", s.name as "stageName", s.kind = 'root' as "stageIsRoot", v.recipe -> 'unitRule' as "unitRule",
			(v.operations ->> 'workUnits')::float8 as "workUnits",
			coalesce(v.operations ->> 'placement', 'auto') as "placement",
			coalesce((v.operations ->> 'clusterWorkUnits')::float8, 1) as "clusterWorkUnits", s.is_paused as "stageIsPaused", s.pause_reason as "stagePauseReason",
			p.id as "projectId", p.name as "projectName", p.archived_at is not null as "projectIsArchived", p.is_paused as "projectIsPaused",
			p.rescoping is not null as "projectIsRescoping",
			a.number as "attemptNumber", w.name as "workerName", a.dispatched_at as "dispatchedAt", a.outcome,
			a.exit_code as "exitCode", a.signal, a.problem, a.log_tail as "logTail", made.gate, judge.actor as "judgedBy",
			judge.reason as "judgeReason", blocker.*
		from task t join stage s on s.id = t.stage_id join project p on p.id = t.project_id
		left join stage_version v on v.id = s.current_version_id
		left join tile on tile.id = t.tile_id
		left join attempt a on a.id = t.attempt_id
		left join worker w on w.id = a.worker_id
		left join attempt made on made.id = t.result_attempt_id
		left join decision judge on judge.id = t.decision_id and judge.kind in ('approve', 'reject', 'hold') and judge.at >= made.finished_at
		left join lateral (
			select bs.name as "blockerStageName", b.state as "blockerState", b.unit as "blockerUnit",
				bt.relative_path as "blockerRelativePath", ba.outcome as "blockerOutcome", ba.exit_code as "blockerExitCode",
				ba.signal as "blockerSignal", bw.name as "blockerWorkerName"
			from task_input i join task b on b.id = i.input_task_id join stage bs on bs.id = b.stage_id
			left join tile bt on bt.id = b.tile_id
			left join attempt ba on ba.id = b.attempt_id
			left join worker bw on bw.id = ba.worker_id
			where t.state = 'waiting' and t.unmet_inputs > 0 and i.task_id = t.id and b.state <> 'succeeded'
			order by b.state in ('failed', 'rejected', 'cancelled', 'excluded') desc, b.id limit 1
		) as blocker on true
		where t.id = any($1)`,
		[taskIds],
	);
}

export interface WorkforceRow {
	readonly connectedWorkers: number;
	/** Paused, or in quarantine. */
	readonly pausedWorkers: number;
	readonly largestCapacity: number;
	readonly largestClusterCapacity: number;
	readonly readyTasks: number;
}

/** What all ready tasks have to share. */
export async function readWorkforce(database: Queryable): Promise<WorkforceRow> {
	const [row] = await database.query<WorkforceRow>(
		`select count(*)::int as "connectedWorkers", (count(*) filter (where w.is_paused or w.quarantined_at is not null))::int as "pausedWorkers",
			coalesce(max(coalesce(w.set_local_work_units, w.offered_local_work_units)) filter (where not w.is_paused and w.quarantined_at is null), 0) as "largestCapacity",
			coalesce(max(coalesce(w.set_cluster_work_units, w.offered_cluster_work_units))
				filter (where l.cluster is not null and not w.is_paused and w.quarantined_at is null), 0) as "largestClusterCapacity",
			(select coalesce(sum(c.count), 0)::int from task_count c join stage s on s.id = c.stage_id join project p on p.id = s.project_id
				where c.state = 'ready' and not s.is_paused and s.removed_at is null and not p.is_paused and p.archived_at is null) as "readyTasks"
		from worker w join worker_session l on l.worker_id = w.id and l.ended_at is null`,
	);
	return row ?? { connectedWorkers: 0, pausedWorkers: 0, largestCapacity: 0, largestClusterCapacity: 0, readyTasks: 0 };
}

export interface PauseRow {
	readonly kind: string;
	readonly id: string;
	readonly actor: string;
	readonly reason: string | null;
}

/** Who paused projects and stages last, from the audit. */
export async function readPauses(
	database: Queryable,
	projectIds: readonly ProjectId[],
	stageIds: readonly StageId[],
): Promise<PauseRow[]> {
	return database.query(
		`select distinct on (kind, input ->> 'id') kind, input ->> 'id' as id, actor,
			coalesce(input ->> 'reason', message) as reason
		from command
		where finished_at is not null and problem is null and input ->> 'isPaused' = 'true'
			and ((kind = 'setProjectPaused' and input ->> 'id' = any($1::text[]))
				or (kind = 'setStagePaused' and input ->> 'id' = any($2::text[])))
		order by kind, input ->> 'id', created_at desc`,
		[projectIds.map(String), stageIds.map(String)],
	);
}
