import type { ProjectId, StageId, WorkerId } from "@tilewright/contract/ids";
import type { Queryable } from "../database/database.ts";
import { actionConditions, type ChosenTasks } from "./task-changes.ts";

/** What can be paused. */
export type Pausable =
	| { readonly projectId: ProjectId }
	| { readonly stageId: StageId }
	| { readonly workerId: WorkerId };

/** The tasks a pause concerns; of a worker those that it runs. */
export function tasksOfPausable(what: Pausable): ChosenTasks {
	if ("projectId" in what) return { text: "t.project_id = $1", parameters: [what.projectId] };
	if ("stageId" in what) return { text: "t.stage_id = $1", parameters: [what.stageId] };
	return {
		text: "t.attempt_id in (select id from attempt where worker_id = $1 and finished_at is null)",
		parameters: [what.workerId],
	};
}

export interface PausePreview {
	/** Tasks that are held back, or let go on; null for a worker, whose tasks others take. */
	readonly ready: number | null;
	/** Programs that finish, or are stopped where that is asked for. */
	readonly running: number;
}

/** What pausing or resuming would concern now. */
export async function previewPause(database: Queryable, what: Pausable): Promise<PausePreview> {
	if ("workerId" in what) {
		const { text, parameters } = tasksOfPausable(what);
		const [row] = await database.query<{ running: number }>(
			`select count(*)::int as running from task t where ${text} and ${actionConditions.requeue}`,
			parameters,
		);
		return { ready: null, running: row?.running ?? 0 };
	}
	const [row] = await database.query<{ ready: number; running: number }>(
		`select coalesce(sum(c.count) filter (where c.state = 'ready'), 0)::int as ready,
			coalesce(sum(c.count) filter (where c.state = 'running'), 0)::int as running
		from task_count c join stage s on s.id = c.stage_id where ${"projectId" in what ? "s.project_id" : "s.id"} = $1`,
		["projectId" in what ? what.projectId : what.stageId],
	);
	return { ready: row?.ready ?? 0, running: row?.running ?? 0 };
}
