import type { WorkerId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";

export interface MetricCounts {
	readonly tasks: readonly {
		readonly project: string;
		readonly stage: string;
		readonly state: TaskState;
		readonly count: number;
	}[];
	readonly workers: readonly {
		readonly id: WorkerId;
		readonly isConnected: boolean;
		readonly isPaused: boolean;
		readonly capacity: number;
	}[];
}

/** From counters; projects that are archived, stages that are removed and pilots that have ended are left out. */
export async function readMetricCounts(database: Queryable): Promise<MetricCounts> {
	const [tasks, workers] = await Promise.all([
		database.query<MetricCounts["tasks"][number]>(
			`select p.name as project, s.name as stage, c.state, c.count
			from task_count c join stage s on s.id = c.stage_id join project p on p.id = s.project_id
			where p.archived_at is null and s.removed_at is null order by p.id, s.id, c.state`,
		),
		database.query<MetricCounts["workers"][number]>(
			`select w.id, w.is_paused as "isPaused", coalesce(w.set_local_work_units, w.offered_local_work_units) as capacity,
				l.id is not null as "isConnected"
			from worker w left join worker_session l on l.worker_id = w.id and l.ended_at is null
			where w.archived_at is null and (w.proxy_worker_id is null or l.id is not null)`,
		),
	]);
	return { tasks, workers };
}
