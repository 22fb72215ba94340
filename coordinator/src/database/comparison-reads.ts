import type { StageId, TaskId, TileId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";

/** Results of two stages side by side, over the units that both have finished: what a canary is judged by. */

export interface NumberSummary {
	readonly mean: number;
	readonly median: number;
	readonly minimum: number;
	readonly maximum: number;
}

export interface ComparedNumber {
	/** The metric's name, or `runSeconds`. */
	readonly name: string;
	/** Units for which both stages have it. */
	readonly count: number;
	readonly baseline: NumberSummary;
	readonly candidate: NumberSummary;
	/** Mean of candidate minus baseline, unit by unit. */
	readonly meanDifference: number;
}

/** Tasks of both stages for the same units, with the attempts whose results are accepted. */
const bothFinished = `
	task b join task c on c.stage_id = $2 and c.unit_key = b.unit_key and c.result_attempt_id is not null
	join attempt ba on ba.id = b.result_attempt_id join attempt ca on ca.id = c.result_attempt_id`;
const ofBaseline = "b.stage_id = $1 and b.result_attempt_id is not null";

const summaryOf = (
	side: string,
) => `jsonb_build_object('mean', avg(${side}), 'median', percentile_cont(0.5) within group (order by ${side}),
	'minimum', min(${side}), 'maximum', max(${side}))`;
const numberColumns = `count(*)::int as count, ${summaryOf("baseline")} as baseline, ${summaryOf("candidate")} as candidate,
	avg(candidate - baseline) as "meanDifference"`;

/** By name; numbers that only one of the two has are left out. */
export async function compareMetrics(
	database: Queryable,
	baseline: StageId,
	candidate: StageId,
): Promise<ComparedNumber[]> {
	return database.query(
		`select name, ${numberColumns} from (
			select bm.key as name, (bm.value #>> '{}')::float8 as baseline, (cm.value #>> '{}')::float8 as candidate
			from ${bothFinished} cross join lateral jsonb_each(ba.metrics) bm join lateral jsonb_each(ca.metrics) cm on cm.key = bm.key
			where ${ofBaseline} and jsonb_typeof(bm.value) = 'number' and jsonb_typeof(cm.value) = 'number'
		) as compared group by name order by name`,
		[baseline, candidate],
	);
}

/** In seconds; null when there is no unit that both have finished. */
export async function compareRunTimes(
	database: Queryable,
	baseline: StageId,
	candidate: StageId,
): Promise<ComparedNumber | null> {
	const [row] = await database.query<ComparedNumber>(
		`select 'runSeconds' as name, ${numberColumns} from (
			select ba.run_ms::float8 / 1000 as baseline, ca.run_ms::float8 / 1000 as candidate
			from ${bothFinished} where ${ofBaseline} and ba.run_ms is not null and ca.run_ms is not null
		) as compared having count(*) > 0`,
		[baseline, candidate],
	);
	return row ?? null;
}

export async function countComparedUnits(database: Queryable, baseline: StageId, candidate: StageId): Promise<number> {
	const [row] = await database.query<{ count: number }>(
		`select count(*)::int as count from ${bothFinished} where ${ofBaseline}`,
		[baseline, candidate],
	);
	return row?.count ?? 0;
}

export interface ComparedUnitRow {
	readonly unitKey: string;
	readonly tileId: TileId | null;
	readonly baselineTaskId: TaskId;
	readonly candidateTaskId: TaskId;
	readonly baselineMetrics: Readonly<Record<string, unknown>> | null;
	readonly candidateMetrics: Readonly<Record<string, unknown>> | null;
	readonly baselineRunSeconds: number | null;
	readonly candidateRunSeconds: number | null;
}

/** In the order in which the candidate's tasks were made. */
export async function pageComparedUnits(
	database: Queryable,
	baseline: StageId,
	candidate: StageId,
	request: PageRequest,
): Promise<Page<ComparedUnitRow>> {
	const conditions = new Conditions();
	conditions.bind(baseline);
	conditions.bind(candidate);
	if (request.after) conditions.add("c.id > ?", request.after[0]);
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<ComparedUnitRow>(
		`select b.unit_key as "unitKey", b.tile_id as "tileId", b.id as "baselineTaskId", c.id as "candidateTaskId",
			ba.metrics as "baselineMetrics", ca.metrics as "candidateMetrics",
			ba.run_ms::float8 / 1000 as "baselineRunSeconds", ca.run_ms::float8 / 1000 as "candidateRunSeconds"
		from ${bothFinished} where ${ofBaseline} and ${conditions.text} order by c.id limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(
		found,
		request,
		(row) => [row.candidateTaskId],
		() => countComparedUnits(database, baseline, candidate),
	);
}
