import type { LatticeOffset, UnitRule } from "@tilewright/contract/recipe";
import { type Axis, axes, boundsOf } from "./scope-conditions.ts";
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
 * the table, or what a preview imagines; `tiles`, likewise, the tiles with who gave way to whom and who is withdrawn.
 */
export function wantedUnits(
	wishes: UnitWishes,
	dirty: readonly number[] | null,
	relation = "task",
	tiles = "tile",
): WantedUnits {
	const { unitRule: rule } = wishes;
	switch (rule.kind) {
		case "each":
			return wantedEach(wishes, dirty, relation);
		case "neighbours":
			return wantedNeighbours(wishes, rule.offsets, dirty, relation, tiles);
		case "group":
			return wantedGroups(wishes, rule.by, dirty, relation, tiles);
		case "all":
			return wantedGroups(wishes, [], dirty, relation, tiles);
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

interface Pairs extends WantedUnits {
	/** A query of (a, b, x, y, z, label), preceded by what it needs; $1 are the parents. */
	readonly with: string;
}

function pairsOf(
	wishes: UnitWishes,
	offsets: readonly LatticeOffset[],
	dirty: readonly number[] | null,
	tiles: string,
): Pairs {
	const { parents, rootStageId, region } = wishes;
	const distinct = distinctOffsets(offsets);
	// With one offset a pair is known by its first tile; with several the label tells pairs of one tile apart.
	const labels = distinct.map((offset) => (offsets.length === 1 ? null : offsetLabel(offset)));
	const parameters: unknown[] = [parents];
	if (dirty) parameters.push(dirty);
	const first = parameters.length + 1;
	parameters.push(
		distinct.map((o) => o.x),
		distinct.map((o) => o.y),
		distinct.map((o) => o.z),
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
	const step = `join ${tiles} b on ${same("b", "a")} and ${meets("b", "a", "+")}`;
	const stepBack = `join ${tiles} a on ${same("a", "b")} and ${meets("a", "b", "-")}`;
	const chosen = "a.id as a, b.id as b, o.x, o.y, o.z, o.label";
	const all = `select ${chosen} from ${tiles} a cross join o ${step}
		where a.project_id = (select project_id from stage where id = ${rootStageId}) and ${counts("a")} and ${counts("b")}`;
	const near = `
		select ${chosen} from (select distinct tile_id from task where id = any($2)) d join ${tiles} a on a.id = d.tile_id
			cross join o ${step} where ${counts("a")} and ${counts("b")}
		union
		select ${chosen} from (select distinct tile_id from task where id = any($2)) d join ${tiles} b on b.id = d.tile_id
			cross join o ${stepBack} where ${counts("a")} and ${counts("b")}`;
	return {
		parameters,
		with: `o as (
				select * from unnest($${first}::int[], $${first + 1}::int[], $${first + 2}::int[], $${first + 3}::text[]) as o(x, y, z, label)
			), pair as (${dirty ? near : all})`,
		text: "select * from pair",
	};
}

/** Both tiles' tasks of the one parent, as `one` and `other`: without either there is no pair. */
const bothTasks = (relation: string, rootStageId: number) => `
	join ${relation} one on one.tile_id = pair.a and one.unit is null and one.stage_id = any($1) and ${isWanted(rootStageId, "one")}
	join ${relation} other on other.tile_id = pair.b and other.unit is null and other.stage_id = any($1) and ${isWanted(rootStageId, "other")}`;

function wantedNeighbours(
	wishes: UnitWishes,
	offsets: readonly LatticeOffset[],
	dirty: readonly number[] | null,
	relation: string,
	tiles: string,
): WantedUnits {
	const { parents, rootStageId } = wishes;
	const pairs = pairsOf(wishes, offsets, dirty, tiles);
	const late = wishes.firstOrdinal === null ? "true" : `last_ordinal > ${wishes.firstOrdinal}`;
	// One parent is the usual case, and needs no counting.
	const inputs =
		parents.length === 1
			? `
			input as (
				select pair.*, greatest(one.ordinal, other.ordinal) as last_ordinal, side.*
				from pair ${bothTasks(relation, rootStageId)}
				cross join lateral (values (one.id, one.stage_id, one.state, one.ordinal, 0), (other.id, other.stage_id, other.state, other.ordinal, 1))
					as side(input_task_id, stage_id, state, ordinal, role)
			)`
			: `
			side as (
				select pair.*, a as tile, 0 as role from pair union all select pair.*, b, 1 from pair
			), found as (
				select side.*, p.id as input_task_id, p.stage_id, p.state, p.ordinal
				from side join ${relation} p on p.tile_id = side.tile
				where p.unit is null and p.stage_id = any($1) and ${isWanted(rootStageId)}
			), complete as (
				select a, b, max(ordinal) as last_ordinal from found group by a, b having count(*) = 2 * cardinality($1::int[])
			), input as (
				select * from found join complete using (a, b)
			)`;
	return {
		parameters: pairs.parameters,
		text: `
			with ${pairs.with}, ${inputs}
			select a || '>' || b as unit_key, a as tile_id,
				jsonb_strip_nulls(jsonb_build_object('offset', jsonb_build_object('x', x, 'y', y, 'z', z), 'label', label)) as unit,
				ordinal, input_task_id, stage_id as input_stage_id, role, state as input_state
			from input where ${late}`,
	};
}

export function distinctOffsets(offsets: readonly LatticeOffset[]): readonly LatticeOffset[] {
	return offsets.filter(
		(offset, place) => offsets.findIndex((o) => o.x === offset.x && o.y === offset.y && o.z === offset.z) === place,
	);
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
	tiles: string,
): WantedUnits {
	const { parents, rootStageId, region } = wishes;
	const parameters: unknown[] = [parents];
	if (dirty) parameters.push(dirty);
	const group = groupColumns(by, parameters.push(...by) - by.length + 1);
	const values = group.valuesOf({
		unit: "p.unit",
		lattice: (axis) => `t.lattice_${axis}`,
		attribute: (name) => `t.attributes -> ${name}`,
	});
	const scope = [
		...(dirty ? ["and p.id = any($2)"] : []),
		...(wishes.firstOrdinal === null ? [] : [`and p.ordinal > ${wishes.firstOrdinal}`]),
		...(region ? [`and (t.id is null or ${boundsOf(region, "t")})`] : []),
	].join(" ");
	return {
		parameters,
		text: `
			with member as (
				select ${["p.id", "p.stage_id", "p.state", "p.ordinal", ...values].join(", ")}
				from ${relation} p
				left join ${tiles} t on t.id = p.tile_id
				where p.stage_id = any($1) ${scope} and ${isWanted(rootStageId)}
					and (p.tile_id is null or (t.superseded_by is null and t.withdrawn_at is null))
			)
			select ${group.key} as unit_key, null::bigint as tile_id, ${group.unit} as unit, ordinal,
				id as input_task_id, stage_id as input_stage_id, 0 as role, state as input_state
			from member where ${group.isKnown}`,
	};
}

/** What a group is known by, from the columns `values`; the attributes' names are the parameters from `first` on. */
export function groupColumns(by: readonly string[], first: number) {
	const attributes = by.map((name, place) => ({
		value: `value_${place}`,
		name: `$${first + place}::text`,
		axis: axisOf(name),
	}));
	// Separators inside values are escaped, so that two groups never share a key.
	const key = attributes.map(
		({ value, name }) =>
			`${name} || '=' || replace(replace(replace(replace(${value} #>> '{}', '%', '%25'), '/', '%2F'), ';', '%3B'), '=', '%3D')`,
	);
	return {
		values: attributes.map(({ value }) => value),
		/** As columns of a member: its unit's attribute, or else its tile's, where the lattice counts before what the tile says. */
		valuesOf: (member: {
			readonly unit: string;
			readonly lattice: (axis: Axis) => string;
			readonly attribute: (name: string, place: number) => string;
		}) =>
			attributes.map(({ value, name, axis }, place) => {
				const lattice = axis ? `, to_jsonb(${member.lattice(axis)})` : "";
				return `coalesce(${member.unit} -> 'attributes' -> ${name}${lattice}, ${member.attribute(name, place)}) as ${value}`;
			}),
		/** A unit that lacks one of the attributes belongs to no group. */
		isKnown: attributes.length === 0 ? "true" : attributes.map(({ value }) => `${value} is not null`).join(" and "),
		key: key.length === 0 ? "'all'" : key.join(" || ';' || "),
		unit: `jsonb_build_object('attributes', jsonb_build_object(${attributes.map(({ value, name }) => `${name}, ${value}`).join(", ")}))`,
	};
}

/** Attributes of these names are coordinates of the lattice. */
export function axisOf(name: string): Axis | undefined {
	return axes.find((axis) => axis === name);
}
