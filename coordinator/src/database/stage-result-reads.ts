import type { StageId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

export interface StaleResults {
	readonly stageId: StageId;
	/** The version of the stage that made them; null where that attempt is not kept. */
	readonly version: number | null;
	/** The recipe is another one now; otherwise only inputs changed. */
	readonly hasOtherRecipe: boolean;
	/** All of the recipe is as it was but the content of the script. */
	readonly hasOtherScript: boolean;
	readonly count: number;
}

/** The older version first. Counted in the rows: not for what is asked every second (60 ms for 100,000 results). */
export async function listStaleResults(database: Queryable, stageIds: readonly StageId[]): Promise<StaleResults[]> {
	return database.query(
		`select t.stage_id as "stageId", made.version,
			t.result_hash is distinct from v.result_hash as "hasOtherRecipe",
			(t.result_hash <> v.result_hash and made.recipe - 'programHash' = v.recipe - 'programHash') is true as "hasOtherScript",
			count(*)::int as count
		from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		left join attempt a on a.id = t.result_attempt_id
		left join stage_version made on made.id = a.stage_version_id
		where t.stage_id = any($1) and t.result_attempt_id is not null and t.input_count > 0
			and (t.result_revision is distinct from t.input_revision or t.result_hash is distinct from v.result_hash)
		group by 1, 2, 3, 4 order by t.stage_id, made.version nulls first, 3 desc`,
		[stageIds],
	);
}

export interface MeasuredNames {
	readonly stageId: StageId;
	readonly names: readonly string[];
}

/** How many of a stage's first results, and how many of the last attempts of all stages, are looked at. */
const firstResults = 200;
const lastAttempts = 2_000;

/**
 * Names of numbers that results of each stage have, in order. Looks at its first results and at what ended last: what a
 * program measures it measures for every unit, but for a change of the program in between.
 */
export async function listMeasuredNames(database: Queryable, stageIds: readonly StageId[]): Promise<MeasuredNames[]> {
	return database.query(
		`select looked.stage_id as "stageId", array_agg(distinct m.key order by m.key) as names
		from (
			select s.id as stage_id, a.metrics from unnest($1::int[]) as s (id)
			cross join lateral (
				select t.result_attempt_id as id from task t where t.stage_id = s.id and t.result_attempt_id is not null
				order by t.rank, t.is_backfill, t.ordinal, t.id limit ${firstResults}
			) as early
			join attempt a on a.id = early.id
			-- Without a result there would be nothing to stop at before the last task.
			where exists (select from task_count c
				where c.stage_id = s.id and c.state in ('succeeded', 'review', 'rejected') and c.count > 0)
			union all
			select v.stage_id, late.metrics
			from (select stage_version_id, outcome, metrics from attempt order by id desc limit ${lastAttempts}) as late
			join stage_version v on v.id = late.stage_version_id
			where v.stage_id = any($1) and late.outcome = 'succeeded'
		) as looked
		cross join lateral jsonb_each(case jsonb_typeof(looked.metrics) when 'object' then looked.metrics else '{}' end) as m
		where jsonb_typeof(m.value) = 'number'
		group by looked.stage_id`,
		[stageIds],
	);
}
