import type { StageId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

/** What became of a group of failures since a person had its tasks tried again. */
export interface FailureRetry {
	readonly at: Date;
	readonly actor: string;
	readonly reason: string | null;
	/** Tasks that were failed because of it then, and were tried again or still will be. */
	readonly tasks: number;
	readonly succeeded: number;
	readonly running: number;
	/** Not started yet. */
	readonly waiting: number;
	/** In the same way, and in another one. */
	readonly failedAgain: number;
	readonly failedOtherwise: number;
	/** Cancelled or excluded since. */
	readonly leftOut: number;
}

interface AskedRow {
	readonly at: Date;
	readonly actor: string;
	readonly reason: string | null;
}

/**
 * The last time a person had this group's tasks tried again: chosen by its signature, by their ids, or with all that
 * failed in its stage. Null when nobody did.
 */
async function readLastRetry(
	database: Queryable,
	group: { readonly id: number; readonly projectId: number; readonly stageId: StageId; readonly signature: string },
): Promise<AskedRow | null> {
	const [asked] = await database.query<AskedRow>(
		`select c.created_at as at, c.actor, coalesce(c.input ->> 'reason', c.message) as reason from command c
		where c.project_id = $1 and c.finished_at is not null and c.problem is null and (
			(c.kind = 'changeTasks' and c.input #>> '{action,kind}' = 'retry'
				and (c.input #> '{selection,stageIds}' is null or jsonb_typeof(c.input #> '{selection,stageIds}') = 'null'
					or c.input #> '{selection,stageIds}' @> to_jsonb($2::int))
				and (c.input #>> '{selection,signature}' is null or c.input #>> '{selection,signature}' = $3)
				and (c.input #>> '{selection,ids}' is null or exists (
					select from attempt_failure f where f.group_id = $4 and c.input #> '{selection,ids}' @> to_jsonb(f.task_id))))
			or (c.kind = 'retryTasks' and exists (
				select from attempt_failure f where f.group_id = $4 and c.input -> 'ids' @> to_jsonb(f.task_id))))
		order by c.created_at desc limit 1`,
		[group.projectId, group.stageId, group.signature, group.id],
	);
	return asked ?? null;
}

/** Null when nobody had its tasks tried again. Reads the group's attempts: for one group that somebody looks at. */
export async function readFailureRetry(
	database: Queryable,
	group: { readonly id: number; readonly projectId: number; readonly stageId: StageId; readonly signature: string },
): Promise<FailureRetry | null> {
	const asked = await readLastRetry(database, group);
	if (asked === null) return null;
	const rows = await database.query<{ fate: Exclude<keyof FailureRetry, keyof AskedRow | "tasks">; count: number }>(
		`with before as (
			select distinct on (f.task_id) f.task_id, f.attempt_id from attempt_failure f
			where f.group_id = $1 and f.at < $2 order by f.task_id, f.attempt_id desc
		)
		select case
			when t.state in ('succeeded', 'review', 'rejected') then 'succeeded'
			when t.state = 'running' then 'running'
			when t.state in ('waiting', 'ready') then 'waiting'
			when t.state = 'failed' and now_failed.group_id = $1 then 'failedAgain'
			when t.state = 'failed' then 'failedOtherwise'
			else 'leftOut' end as fate, count(*)::int as count
		from before b join task t on t.id = b.task_id left join failed_task now_failed on now_failed.task_id = t.id
		-- Not those that somebody, or a rule, had tried again before; nor those that nobody has touched since.
		where not exists (
				select from attempt a where a.task_id = b.task_id and a.id > b.attempt_id and a.dispatched_at < $2)
			and (t.attempt_id > b.attempt_id or t.state in ('waiting', 'ready', 'running'))
		group by 1`,
		[group.id, asked.at],
	);
	const counts = { succeeded: 0, running: 0, waiting: 0, failedAgain: 0, failedOtherwise: 0, leftOut: 0 };
	for (const { fate, count } of rows) counts[fate] = count;
	const tasks = Object.values(counts).reduce((sum, count) => sum + count, 0);
	return { ...asked, tasks, ...counts };
}

export interface FailedRecipeRow {
	/** Of the newest attempt of the group. */
	readonly failedHash: string | null;
	readonly failedRecipe: unknown;
	readonly currentRecipe: unknown;
	/** When the stage's current version was made. */
	readonly currentSince: Date;
}

/** What the newest attempt of a group ran with, and what its stage runs with now; null when either is gone. */
export async function readFailedRecipe(database: Queryable, groupId: number): Promise<FailedRecipeRow | null> {
	const [row] = await database.query<FailedRecipeRow>(
		`select a.program_hash as "failedHash", failed.recipe as "failedRecipe", v.recipe as "currentRecipe",
			v.created_at as "currentSince"
		from (select attempt_id from attempt_failure where group_id = $1 order by attempt_id desc limit 1) as f
		join attempt a on a.id = f.attempt_id join stage_version failed on failed.id = a.stage_version_id
		join stage s on s.id = a.stage_id join stage_version v on v.id = s.current_version_id`,
		[groupId],
	);
	return row ?? null;
}
