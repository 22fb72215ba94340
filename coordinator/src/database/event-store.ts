import type { ProjectId, SourceId, WorkerId } from "@tilewright/contract/ids";
import type { NewEvent } from "../effects/round-effects.ts";
import type { Queryable } from "./database.ts";

/** Who an alarm is acknowledged by when its cause has gone by itself. */
export const acknowledgedByItself = "tilewright";

/** Writes events for people to read later. */
export async function storeEvents(
	database: Queryable,
	events: readonly NewEvent[],
): Promise<{ id: number; projectId: ProjectId | null }[]> {
	if (events.length === 0) return [];
	return database.query(
		`insert into event (project_id, stage_id, worker_id, severity, kind, message, fields)
		select e.project_id, e.stage_id, e.worker_id, e.severity, e.kind, e.message, e.fields
		from jsonb_to_recordset($1::jsonb) as e(project_id int, stage_id int, worker_id uuid, severity text, kind text, message text, fields jsonb)
		returning id, project_id as "projectId"`,
		[
			JSON.stringify(
				events.map((event) => ({
					project_id: event.projectId,
					stage_id: event.stageId,
					worker_id: event.workerId ?? null,
					severity: event.severity,
					kind: event.kind,
					message: event.message,
					fields: event.fields ?? {},
				})),
			),
		],
	);
}

/** What of a project no longer holds: alarms of these kinds, and what was said to be left over. */
export interface OverAlarms {
	readonly projectId: ProjectId;
	readonly kinds: readonly string[];
	/** Nothing is failed any more, and nothing waits for a review: what was told of them is over. */
	readonly noneFailed: boolean;
	readonly noneInReview: boolean;
}

export async function endAlarms(database: Queryable, over: OverAlarms): Promise<void> {
	await endThose(
		database,
		`project_id = $2 and (kind = any($3) or (kind = 'projectDone'
			and (case when coalesce((fields ->> 'failed')::int, 1) > 0 then $4::boolean else $5::boolean end)))`,
		[over.projectId, over.kinds, over.noneFailed, over.noneInReview],
	);
}

/** That a stage paused itself is over when somebody resumed it, paused it on purpose, or removed it. */
export async function endSelfPauseAlarms(database: Queryable): Promise<void> {
	await endThose(
		database,
		`kind = 'stagePausedItself' and not exists (select from stage s
			where s.id = event.stage_id and s.paused_itself_after is not null and s.removed_at is null)`,
		[],
	);
}

/** Whatever was wrong with a source is over. */
export async function endSourceAlarms(database: Queryable, sourceId: SourceId): Promise<void> {
	await endThose(database, "kind = 'sourceProblem' and (fields ->> 'sourceId')::int = $2", [sourceId]);
}

/**
 * That a worker was lost is over when it has come back, that it is in quarantine when it was let out. Returns whose
 * loss is over.
 */
export async function endWorkerAlarms(database: Queryable): Promise<WorkerId[]> {
	const ended = await endThose(
		database,
		`((kind = 'workerLeft' and exists (select from worker_session s
			where s.worker_id = event.worker_id and s.ended_at is null and s.started_at > event.at))
		or (kind = 'workerQuarantined' and not exists (select from worker w
			where w.id = event.worker_id and w.quarantined_at is not null)))`,
		[],
	);
	return ended.flatMap(({ kind, workerId }) => (kind === "workerLeft" && workerId !== null ? [workerId] : []));
}

/** Nobody has to acknowledge an alarm whose cause has gone. The parameters of the condition begin at $2. */
async function endThose(
	database: Queryable,
	condition: string,
	parameters: readonly unknown[],
): Promise<{ readonly kind: string; readonly workerId: WorkerId | null }[]> {
	return database.query(
		`update event set acknowledged_at = now(), acknowledged_by = $1
		where severity <> 'info' and acknowledged_at is null and ${condition}
		returning kind, worker_id as "workerId"`,
		[acknowledgedByItself, ...parameters],
	);
}
