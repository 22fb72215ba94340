import type { LatticeOffset, UnitRule } from "@tilewright/contract/recipe";
import type { LatticeRegion, SkippedPlanes } from "./scope-rules.ts";

/**
 * What units a rule wants, as one SELECT with a row per input of a unit:
 * (unit_key, tile_id, unit, ordinal, input_task_id, input_stage_id, role, input_state). The planner fills `wanted_input` with it;
 * a preview only counts. $1 are the parent stages, $2 (when not planning everything) the parent tasks that are new,
 * gone or changed. The two differ only in where they start looking, so that a tile that just arrived costs no scan.
 */
export interface WantedUnits {
	readonly text: string;
	readonly parameters: readonly unknown[];
}

/** What of a stage decides which units it has. */
export interface UnitWishes {
	readonly parents: readonly number[];
	readonly rootStageId: number;
	readonly unitRule: UnitRule;
	/** Of the project: neighbours jump over them. */
	readonly skippedPlanes: SkippedPlanes;
	/** Units none of whose tiles arrived after this one are not wanted; null wants all. */
	readonly firstOrdinal: number | null;
	/** Of the stage, within the project's; null wants all. */
	readonly region: LatticeRegion | null;
}

/**
 * `relation` is what holds the parents' tasks (id, stage_id, unit_key, tile_id, unit, ordinal, state, input_count):
 * the table, or what a preview imagines.
 */
export function wantedUnits(wishes: UnitWishes, dirty: readonly number[] | null, relation = "task"): WantedUnits {
	const { unitRule: rule } = wishes;
	switch (rule.kind) {
		case "each":
			return wantedEach(wishes, dirty, relation);
		case "neighbours":
			return wantedNeighbours(wishes, rule.offsets, dirty, relation);
		case "group":
			return wantedGroups(wishes, rule.by, dirty, relation);
		case "all":
			return wantedGroups(wishes, [], dirty, relation);
	}
}

/**
 * Tasks whose unit no longer exists keep their row and their history, but nobody takes inputs from them: they have no
 * inputs themselves. Root tasks never have any; theirs is the tile's own state.
 */
const isWanted = (rootStageId: number, alias = "p") =>
	`(${alias}.input_count > 0 or (${alias}.stage_id = ${rootStageId} and ${alias}.state <> 'excluded'))`;

function wantedEach(wishes: UnitWishes, dirty: readonly number[] | null, relation: string): WantedUnits {
	const { parents, rootStageId } = wishes;
	const near = dirty ? "and p.unit_key in (select unit_key from task where id = any($2))" : "";
	const inRegion = wishes.region ? `join tile t on t.id = p.tile_id and ${boundsOf(wishes.region, "t")}` : "";
	const late = wishes.firstOrdinal === null ? "" : `and p.ordinal > ${wishes.firstOrdinal}`;
	const columns =
		"p.unit_key, p.tile_id, p.unit, p.ordinal, p.id as input_task_id, p.stage_id as input_stage_id, 0 as role, p.state as input_state";
	const candidates = `from ${relation} p ${inRegion} where p.stage_id = any($1) and ${isWanted(rootStageId)} ${late} ${near}`;
	const parameters = dirty ? [parents, dirty] : [parents];
	if (parents.length === 1) return { parameters, text: `select ${columns} ${candidates}` };
	return {
		parameters,
		text: `
			with complete as (
				select p.unit_key ${candidates} group by p.unit_key having count(*) = cardinality($1::int[])
			)
			select ${columns}
			from complete join ${relation} p on p.unit_key = complete.unit_key and p.stage_id = any($1)`,
	};
}

function wantedNeighbours(
	wishes: UnitWishes,
	offsets: readonly LatticeOffset[],
	dirty: readonly number[] | null,
	relation: string,
): WantedUnits {
	const { parents, rootStageId, region } = wishes;
	// With one offset a pair is known by its first tile; with several the label tells pairs of one tile apart.
	const labels = offsets.map((offset) => (offsets.length === 1 ? null : offsetLabel(offset)));
	const parameters: unknown[] = [parents];
	if (dirty) parameters.push(dirty);
	const first = parameters.length + 1;
	parameters.push(
		offsets.map((o) => o.x),
		offsets.map((o) => o.y),
		offsets.map((o) => o.z),
		labels,
	);
	const counts = (tile: string) =>
		`${tile}.superseded_by is null and ${tile}.withdrawn_at is null${region ? ` and ${boundsOf(region, tile)}` : ""}`;
	const onward = (axis: Axis, from: string, sign: "+" | "-") => {
		const skipped = wishes.skippedPlanes[axis];
		const start = `${from}.lattice_${axis}`;
		return skipped.length === 0
			? `${start} ${sign} o.${axis}`
			: `lattice_step(${start}, ${sign}o.${axis}, '{${skipped.join(",")}}')`;
	};
	const meets = (to: string, from: string, sign: "+" | "-") =>
		axes.map((axis) => `${to}.lattice_${axis} = ${onward(axis, from, sign)}`).join(" and ");
	const same = (to: string, from: string) =>
		`${to}.project_id = ${from}.project_id and ${to}.neighbour_key = ${from}.neighbour_key`;
	const step = `join tile b on ${same("b", "a")} and ${meets("b", "a", "+")}`;
	const stepBack = `join tile a on ${same("a", "b")} and ${meets("a", "b", "-")}`;
	const chosen = "a.id as a, b.id as b, o.x, o.y, o.z, o.label";
	const all = `select distinct ${chosen} from tile a cross join o ${step}
		where a.project_id = (select project_id from stage where id = ${rootStageId}) and ${counts("a")} and ${counts("b")}`;
	const near = `
		select ${chosen} from (select distinct tile_id from task where id = any($2)) d join tile a on a.id = d.tile_id
			cross join o ${step} where ${counts("a")} and ${counts("b")}
		union
		select ${chosen} from (select distinct tile_id from task where id = any($2)) d join tile b on b.id = d.tile_id
			cross join o ${stepBack} where ${counts("a")} and ${counts("b")}`;
	const late = wishes.firstOrdinal === null ? "" : `and max(ordinal) > ${wishes.firstOrdinal}`;
	return {
		parameters,
		text: `
			with o as (
				select * from unnest($${first}::int[], $${first + 1}::int[], $${first + 2}::int[], $${first + 3}::text[]) as o(x, y, z, label)
			), pair as (${dirty ? near : all}
			), input as (
				select pair.*, p.id as input_task_id, p.stage_id, p.state, p.ordinal, (p.tile_id = pair.b)::int as role
				from pair join ${relation} p on p.stage_id = any($1)
					and (p.unit_key = pair.a::text or p.unit_key = pair.b::text) and ${isWanted(rootStageId)}
			), complete as (
				select a, b from input group by a, b having count(*) = 2 * cardinality($1::int[]) ${late}
			)
			select a || '>' || b as unit_key, a as tile_id,
				jsonb_strip_nulls(jsonb_build_object('offset', jsonb_build_object('x', x, 'y', y, 'z', z), 'label', label)) as unit,
				ordinal, input_task_id, stage_id as input_stage_id, role, state as input_state
			from input join complete using (a, b)`,
	};
}

const axes = ["x", "y", "z"] as const;
type Axis = (typeof axes)[number];

/** A tile without a position is inside every region. The bounds are integers, checked where they are set. */
function boundsOf(region: LatticeRegion, alias: string): string {
	const conditions = axes.flatMap((axis) => {
		const { min, max } = region[axis] ?? {};
		const column = `${alias}.lattice_${axis}`;
		return [
			...(min === undefined ? [] : [`coalesce(${column} >= ${Math.trunc(min)}, true)`]),
			...(max === undefined ? [] : [`coalesce(${column} <= ${Math.trunc(max)}, true)`]),
		];
	});
	return conditions.length === 0 ? "true" : conditions.join(" and ");
}

function offsetLabel(offset: LatticeOffset): string {
	const parts = axes.flatMap((axis) => {
		const n = offset[axis];
		return n === 0 ? [] : [`${axis}${n > 0 ? "+" : ""}${n}`];
	});
	return parts.join("");
}

function wantedGroups(
	wishes: UnitWishes,
	by: readonly string[],
	dirty: readonly number[] | null,
	relation: string,
): WantedUnits {
	const { parents, rootStageId, region } = wishes;
	const parameters: unknown[] = [parents];
	if (dirty) parameters.push(dirty);
	parameters.push(by);
	const names = `$${parameters.length}::text[]`;
	const scope = [
		...(dirty ? ["and p.id = any($2)"] : []),
		...(wishes.firstOrdinal === null ? [] : [`and p.ordinal > ${wishes.firstOrdinal}`]),
		...(region ? [`and (t.id is null or ${boundsOf(region, "t")})`] : []),
	].join(" ");
	return {
		parameters,
		// A unit that lacks one of the attributes belongs to no group. Separators inside values are escaped, so
		// that two groups never share a key.
		text: `
			with member as (
				select p.id, p.stage_id, p.state, p.ordinal, attribute.pairs, attribute.key
				from ${relation} p
				left join tile t on t.id = p.tile_id
				cross join lateral (
					select coalesce(jsonb_object_agg(name, value order by place), '{}'::jsonb) as pairs,
						coalesce(string_agg(name || '=' || replace(replace(replace(replace(value #>> '{}', '%', '%25'), '/', '%2F'), ';', '%3B'), '=', '%3D'), ';' order by place), 'all') as key,
						count(value) as found
					from unnest(${names}) with ordinality as wanted(name, place)
					cross join lateral (
						select coalesce(
							p.unit -> 'attributes' -> name,
							case name when 'x' then to_jsonb(t.lattice_x) when 'y' then to_jsonb(t.lattice_y) when 'z' then to_jsonb(t.lattice_z) end,
							t.attributes -> name
						) as value
					) as found
					where value is not null
				) as attribute
				where p.stage_id = any($1) ${scope} and ${isWanted(rootStageId)}
					and (p.tile_id is null or (t.superseded_by is null and t.withdrawn_at is null))
					and attribute.found = cardinality(${names})
			)
			select key as unit_key, null::bigint as tile_id, jsonb_build_object('attributes', pairs) as unit, ordinal,
				id as input_task_id, stage_id as input_stage_id, 0 as role, state as input_state
			from member`,
	};
}
