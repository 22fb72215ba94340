import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "./database.ts";

/** Counters of a project and of each of its stages, in one statement. */
export interface ProjectCountsRow {
	readonly tileCount: number;
	readonly completeTileCount: number;
	readonly stages: readonly {
		readonly stageId: StageId;
		readonly isPaused: boolean;
		readonly counts: ReadonlyMap<TaskState, number>;
	}[];
}

export async function readProjectCounts(database: Queryable, projectId: ProjectId): Promise<ProjectCountsRow> {
	const found = await database.query<{
		stageId: StageId;
		kind: "root" | "program";
		isPaused: boolean;
		counts: Partial<Record<TaskState, number>>;
	}>(
		`select s.id as "stageId", s.kind, s.is_paused as "isPaused",
			coalesce(jsonb_object_agg(c.state, c.count) filter (where c.count > 0), '{}') as counts
		from stage s left join task_count c on c.stage_id = s.id
		where s.project_id = $1 and s.removed_at is null group by s.id order by s.id`,
		[projectId],
	);
	const stages = found.map(({ stageId, isPaused, counts, kind }) => ({
		stageId,
		isPaused,
		isRoot: kind === "root",
		// The keys are values of the database's type task_state.
		counts: new Map(Object.entries(counts) as [TaskState, number][]),
	}));
	const tiles = stages.find((stage) => stage.isRoot)?.counts ?? new Map<TaskState, number>();
	return {
		tileCount: [...tiles.values()].reduce((total, count) => total + count, 0),
		completeTileCount: tiles.get("succeeded") ?? 0,
		stages: stages.map(({ stageId, isPaused, counts }) => ({ stageId, isPaused, counts })),
	};
}
