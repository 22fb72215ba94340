import type { Openness } from "./openness-rules.ts";

/** Units from their inputs, for the planner and for what previews imagine: how many inputs, which, and whether more may come. */

/** Wanted inputs without those of units that a person has taken out of the stage. */
export function withoutExcluded(wanted: string, stageId: number): string {
	return `select * from (${wanted}) as w
		where not exists (select from excluded_unit x where x.stage_id = ${Math.trunc(stageId)} and x.unit_key = w.unit_key)`;
}

/**
 * A query of (unit_key, tile_id, unit, ordinal, input_count, input_digest, unmet_inputs, is_open), one row per unit.
 * `from` has the wanted inputs as `w` (WantedUnits), `inputState` is the state of each, `more` are further columns.
 */
export function gatheredUnits({
	from,
	inputState,
	openness,
	more = [],
}: {
	readonly from: string;
	readonly inputState: string;
	readonly openness: Openness;
	readonly more?: readonly string[];
}): string {
	const columns = [
		"w.unit_key",
		"min(w.tile_id) as tile_id",
		"(array_agg(w.unit) filter (where w.unit is not null))[1] as unit",
		"max(w.ordinal) as ordinal",
		"count(*)::int as input_count",
		"bit_xor(input_hash(w.input_task_id)) as input_digest",
		`(count(*) filter (where ${inputState} <> 'succeeded'))::int as unmet_inputs`,
		`${isOpen(openness)} as is_open`,
		...more,
	];
	return `select ${columns.join(", ")} from ${from} group by w.unit_key`;
}

function isOpen({ kind, expected, firstParent }: Openness): string {
	switch (kind) {
		case "closed":
			return "false";
		case "open":
			return "true";
		case "count":
			return `count(*) filter (where w.input_stage_id = ${Math.trunc(firstParent)}) < ${Math.trunc(expected)}`;
	}
}
