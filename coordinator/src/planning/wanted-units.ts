import type { UnitRule } from "@tilewright/contract/recipe";

/**
 * What units a rule wants, as SQL that fills the temporary table `wanted_input`, one row per input of a unit.
 * $1 are the parent stages, $2 (when not planning everything) the parent tasks that are new, gone or changed.
 * The two scopes differ only in where they start looking, so that a tile that just arrived costs no scan.
 */
export interface WantedUnits {
	readonly text: string;
	readonly parameters: readonly unknown[];
}

/** Tasks whose unit no longer exists keep their row and their history, but nobody takes inputs from them. */
const isRetired = "(p.state = 'excluded' and p.input_count = 0)";

export function wantedUnits(rule: UnitRule, parents: readonly number[], dirty: readonly number[] | null): WantedUnits {
	switch (rule.kind) {
		case "each":
			return wantedEach(parents, dirty);
		case "neighbours":
			return wantedNeighbours(parents, rule.offsets, dirty);
		case "group":
			return wantedGroups(parents, rule.by, dirty);
		case "all":
			return wantedGroups(parents, [], dirty);
	}
}

function wantedEach(parents: readonly number[], dirty: readonly number[] | null): WantedUnits {
	const scope = dirty ? "and p.unit_key in (select unit_key from task where id = any($2))" : "";
	return {
		parameters: dirty ? [parents, dirty] : [parents],
		text: `
			insert into wanted_input (unit_key, tile_id, unit, ordinal, input_task_id, input_stage_id, role)
			with complete as (
				select p.unit_key from task p
				where p.stage_id = any($1) and not ${isRetired} ${scope}
				group by p.unit_key having count(*) = cardinality($1::int[])
			)
			select p.unit_key, p.tile_id, p.unit, p.ordinal, p.id, p.stage_id, 0
			from complete join task p on p.unit_key = complete.unit_key and p.stage_id = any($1)`,
	};
}

function wantedNeighbours(
	parents: readonly number[],
	offsets: readonly { readonly x: number; readonly y: number; readonly z: number }[],
	dirty: readonly number[] | null,
): WantedUnits {
	// With one offset a pair is known by its first tile; with several the label tells pairs of one tile apart.
	const labels = offsets.map((offset) => (offsets.length === 1 ? null : offsetLabel(offset)));
	const parameters: unknown[] = [
		parents,
		offsets.map((o) => o.x),
		offsets.map((o) => o.y),
		offsets.map((o) => o.z),
		labels,
	];
	const first = "a.superseded_by is null and a.withdrawn_at is null";
	const second = "b.superseded_by is null and b.withdrawn_at is null";
	const step = `join tile b on b.project_id = a.project_id and b.neighbour_key = a.neighbour_key
		and b.lattice_z = a.lattice_z + o.z and b.lattice_y = a.lattice_y + o.y and b.lattice_x = a.lattice_x + o.x`;
	const stepBack = `join tile a on a.project_id = b.project_id and a.neighbour_key = b.neighbour_key
		and a.lattice_z = b.lattice_z - o.z and a.lattice_y = b.lattice_y - o.y and a.lattice_x = b.lattice_x - o.x`;
	const chosen = "a.id as a, b.id as b, o.x, o.y, o.z, o.label";
	const all = `select distinct ${chosen} from tile a cross join o ${step}
		where a.project_id = (select project_id from stage where id = ($1::int[])[1]) and ${first} and ${second}`;
	const near = `
		select ${chosen} from (select distinct tile_id from task where id = any($6)) d join tile a on a.id = d.tile_id
			cross join o ${step} where ${first} and ${second}
		union
		select ${chosen} from (select distinct tile_id from task where id = any($6)) d join tile b on b.id = d.tile_id
			cross join o ${stepBack} where ${first} and ${second}`;
	if (dirty) parameters.push(dirty);
	return {
		parameters,
		text: `
			insert into wanted_input (unit_key, tile_id, unit, ordinal, input_task_id, input_stage_id, role)
			with o as (
				select * from unnest($2::int[], $3::int[], $4::int[], $5::text[]) as o(x, y, z, label)
			), pair as (${dirty ? near : all}
			), input as (
				select pair.*, p.id as input_task_id, p.stage_id, p.ordinal, (p.tile_id = pair.b)::int as role
				from pair join task p on p.stage_id = any($1)
					and (p.unit_key = pair.a::text or p.unit_key = pair.b::text) and not ${isRetired}
			), complete as (
				select a, b from input group by a, b having count(*) = 2 * cardinality($1::int[])
			)
			select a || '>' || b, a,
				jsonb_strip_nulls(jsonb_build_object('offset', jsonb_build_object('x', x, 'y', y, 'z', z), 'label', label)),
				ordinal, input_task_id, stage_id, role
			from input join complete using (a, b)`,
	};
}

function offsetLabel(offset: { readonly x: number; readonly y: number; readonly z: number }): string {
	const parts = (["x", "y", "z"] as const).flatMap((axis) => {
		const n = offset[axis];
		return n === 0 ? [] : [`${axis}${n > 0 ? "+" : ""}${n}`];
	});
	return parts.join("");
}

function wantedGroups(parents: readonly number[], by: readonly string[], dirty: readonly number[] | null): WantedUnits {
	const scope = dirty ? "p.id = any($3)" : "true";
	return {
		parameters: dirty ? [parents, by, dirty] : [parents, by],
		// A unit that lacks one of the attributes belongs to no group. Separators inside values are escaped, so
		// that two groups never share a key.
		text: `
			insert into wanted_input (unit_key, tile_id, unit, ordinal, input_task_id, input_stage_id, role)
			with member as (
				select p.id, p.stage_id, p.ordinal, attribute.pairs, attribute.key
				from task p
				left join tile t on t.id = p.tile_id
				cross join lateral (
					select coalesce(jsonb_object_agg(name, value order by place), '{}'::jsonb) as pairs,
						coalesce(string_agg(name || '=' || replace(replace(replace(replace(value #>> '{}', '%', '%25'), '/', '%2F'), ';', '%3B'), '=', '%3D'), ';' order by place), 'all') as key,
						count(value) as found
					from unnest($2::text[]) with ordinality as wanted(name, place)
					cross join lateral (
						select coalesce(
							p.unit -> 'attributes' -> name,
							case name when 'x' then to_jsonb(t.lattice_x) when 'y' then to_jsonb(t.lattice_y) when 'z' then to_jsonb(t.lattice_z) end,
							t.attributes -> name
						) as value
					) as found
					where value is not null
				) as attribute
				where p.stage_id = any($1) and ${scope} and not ${isRetired}
					and (p.tile_id is null or (t.superseded_by is null and t.withdrawn_at is null))
					and attribute.found = cardinality($2::text[])
			)
			select key, null, jsonb_build_object('attributes', pairs), ordinal, id, stage_id, 0 from member`,
	};
}
