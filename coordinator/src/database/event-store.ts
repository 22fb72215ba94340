import type { ProjectId } from "@tilewright/contract/ids";
import type { NewEvent } from "../effects/round-effects.ts";
import type { Queryable } from "./database.ts";

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
