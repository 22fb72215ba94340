import { areShort, placeCode, seen, stepsOf, stepWindows } from "../planning/pair-windows.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { type PairSet, type UnitSet, whereOf } from "./unit-sets.ts";

/** Units that are told from the tiles alone, as SQL: how many come and go, and the tasks there would be. */

/** A stage's units as they are and as they would be. */
export interface SetChange<Set extends UnitSet = UnitSet> {
	readonly before: Set;
	readonly after: Set;
}

export type PairChange = SetChange<PairSet>;

/** Pairs by other rules are compared by their names. */
export function arePairs(change: SetChange): change is PairChange {
	const { before, after } = change;
	return (
		before.kind === "pairs" &&
		after.kind === "pairs" &&
		before.firstOrdinal === after.firstOrdinal &&
		String(stepsOf(before.offsets)) === String(stepsOf(after.offsets)) &&
		areShort(after.offsets)
	);
}

/** Tiles of which there are or would be pairs, as (id, lattice_x, lattice_y, lattice_z, `columns`, key, code_before, code_after, is_before, is_after, is_late). */
function places(
	{ before, after }: PairChange,
	tiles: ImaginedTiles,
	{ columns = [], ids }: { readonly columns?: readonly string[]; readonly ids?: string } = {},
): string {
	return `select t.*, ${placeCode(before.skippedPlanes, "t")} as code_before, ${placeCode(after.skippedPlanes, "t")} as code_after
		from (
			select ${[...new Set(["id", "lattice_x", "lattice_y", "lattice_z", ...columns])].map((column) => `t.${column}`).join(", ")}, t.neighbour_key as key,
				${after.firstOrdinal === null ? "true" : `t.id > ${Math.trunc(after.firstOrdinal)}`} as is_late,
				(${tiles.stands("before")} and ${whereOf(before)}) as is_before, (${tiles.stands("after")} and ${whereOf(after)}) as is_after
			from tile t where t.project_id = ${tiles.projectId} and t.lattice_x is not null ${ids === undefined ? "" : `and t.id = any(array(${ids}))`}
		) as t where is_before or is_after`;
}

/**
 * (id, `columns`, before, after, staying, is_far): of how many pairs a tile is the first, and whether its place is too
 * far out to tell. It is said when no tile comes or none goes: that saves work.
 */
export function countedByFirstTile(
	change: PairChange,
	tiles: ImaginedTiles,
	options: { readonly columns?: readonly string[]; readonly tilesCome?: boolean; readonly tilesGo?: boolean } = {},
): string {
	const { columns = [], tilesCome = true, tilesGo = true } = options;
	const { before, after } = change;
	const hasOtherSteps = canonicalJson(before.skippedPlanes) !== canonicalJson(after.skippedPlanes);
	const code = hasOtherSteps ? "code_after" : "code_before";
	const windows = {
		before: stepWindows("before_step", before.offsets, { partition: "key", code: "code_before" }),
		after: stepWindows("after_step", after.offsets, { partition: "key", code }),
	};
	const looked = after.firstOrdinal === null ? everyPair : latePairs;
	const counted = (which: keyof typeof windows, conditions: readonly string[]) =>
		sumWhere(
			conditions,
			windows[which].map(({ name }) => looked(conditions, (some) => seen(some, name))),
		);
	const both = ["is_before", "is_after"];
	// Who is a step away now stays so if the place it will have is a step away. At one place may be several, none complete yet.
	const stayingWithOtherSteps = () =>
		sumWhere(
			both,
			windows.before.map(({ name, step }) => {
				const place = looked(both, (some) => `max(code_after) filter (where ${some.join(" and ")}) over ${name}`);
				return `case when (${place}) = code_after + ${step} then ${looked(both, (some) => seen(some, name))} else 0 end`;
			}),
		);
	// Where tiles only go, all there would be is there now; each window less saves a quarter of the time.
	const stayingWithTheSameSteps = () =>
		tilesCome ? counted("before", tilesGo ? both : ["is_before"]) : counted("after", ["is_after"]);
	const staying = hasOtherSteps ? stayingWithOtherSteps() : stayingWithTheSameSteps();
	// Set apart by `offset`, so that codes are made once and not at each mention.
	return `select ${["id", ...columns].join(", ")}, code_before is null or ${code} is null as is_far,
			${counted("before", ["is_before"])} as before, ${counted("after", ["is_after"])} as after, ${staying} as staying
		from (${places(change, tiles, { columns })} offset 0) as place
		window ${Object.values(windows)
			.flatMap((list) => list.map(({ definition }) => definition))
			.join(", ")}`;
}

type Looked = (conditions: readonly string[], look: (conditions: readonly string[]) => string) => string;

const everyPair: Looked = (conditions, look) => look(conditions);

/** A tile that came late is paired with all, another one with those that came late. */
const latePairs: Looked = (conditions, look) =>
	`case when is_late then ${look(conditions)} else ${look([...conditions, "is_late"])} end`;

function sumWhere(conditions: readonly string[], counts: readonly string[]): string {
	return `case when ${conditions.join(" and ")} then (${counts.join(" + ")})::int else 0 end`;
}

/** A query of (stage_id, a, b, is_after) for tasks of pairs, `named` by (stage_id, unit_key): whether their pair would be there. */
export function pairsLookedAt(named: string, change: PairChange, tiles: ImaginedTiles): string {
	const steps = stepsOf(change.after.offsets).join(", ");
	return `
		with named as materialized (
			select stage_id, split_part(unit_key, '>', 1)::bigint as a, split_part(unit_key, '>', 2)::bigint as b from (${named}) as n
			-- A stage that had another rule has retired tasks with other keys.
			where unit_key ~ '^[0-9]+>[0-9]+$'
		), place as materialized (${places(change, tiles, { ids: "select a from named union select b from named" })})
		select named.stage_id, named.a, named.b, coalesce(one.is_after and other.is_after and other.key = one.key
			and other.code_after - one.code_after in (${steps}) ${change.after.firstOrdinal === null ? "" : "and (one.is_late or other.is_late)"}, false) as is_after
		from named left join place one on one.id = named.a left join place other on other.id = named.b`;
}

/**
 * The tasks that a stage with other units would have, in the columns of `imagined`; `place` makes ids of those that are
 * not there yet. What they wait for is not looked at: a task that is there keeps its state, one that comes back with a result
 * has succeeded.
 */
export function toldTasks(
	stage: { readonly id: number; readonly isRoot: boolean; readonly place: number },
	units: UnitSet,
	tiles: ImaginedTiles,
): string {
	const id = Math.trunc(stage.id);
	const state = stage.isRoot
		? "case when t.content_signature is null then 'waiting' else 'succeeded' end"
		: "case when p.input_count > 0 then p.state when p.result_attempt_id is not null then 'succeeded' else 'waiting' end";
	const common = (newId: string) => `coalesce(p.id, ${newId}) as id, ${id} as stage_id`;
	const rest = `(${state})::task_state as state, 1 as input_count, coalesce(p.input_digest, 0) as input_digest`;
	const first = `-(${stage.place}::bigint * 1000000000000`;
	if (units.kind === "tiles")
		return `select ${common(`${first} + t.id)`)}, coalesce(p.unit_key, t.id::text) as unit_key, t.id as tile_id, null::jsonb as unit,
				coalesce(p.ordinal, t.id) as ordinal, ${rest}
			from tile t left join task p on p.stage_id = ${id} and p.tile_id = t.id and p.unit is null
			where t.project_id = ${tiles.projectId} and ${tiles.isWorkedOn("after")} and ${whereOf(units)}`;
	const late = units.firstOrdinal === null ? "" : "and (a.is_late or b.is_late)";
	return `select ${common(`${first} + row_number() over ())`)}, t.unit_key, t.tile_id, coalesce(p.unit, '{}'::jsonb) as unit, t.ordinal, ${rest}
		from (
			with place as materialized (select * from (${places({ before: units, after: units }, tiles)}) as place where is_after)
			select a.id || '>' || b.id as unit_key, a.id as tile_id, greatest(a.id, b.id) as ordinal
			from place a cross join unnest('{${stepsOf(units.offsets).join(",")}}'::bigint[]) as step
				join place b on b.key = a.key and b.code_after = a.code_after + step ${late}
		) as t left join task p on p.stage_id = ${id} and p.unit_key = t.unit_key`;
}
