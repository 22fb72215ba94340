import { boundsOf } from "../planning/scope-conditions.ts";
import { axisOf, groupColumns, type UnitWishes, type WantedUnits } from "../planning/wanted-units.ts";
import type { ImaginedPairs } from "./imagined-pairs.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { arePairs, countedByFirstTile, type PairChange, type SetChange } from "./told-units.ts";
import { type TileSet, whereOf } from "./unit-sets.ts";

interface GroupWishes extends Pick<UnitWishes, "region" | "firstOrdinal"> {
	/** Names of the attributes that tell the groups apart; none for one group of everything. */
	readonly by: readonly string[];
}

/**
 * The groups of members that are told from the tiles, as (unit_key, unit, before, after, is_changed) with how many members
 * there are and would be. Null where the members cannot be told. Which results still hold only the members' tasks can say.
 */
export async function toldGroups(
	wishes: GroupWishes,
	parents: readonly (SetChange | null)[],
	imagined: { readonly tiles: ImaginedTiles; readonly pairs: ImaginedPairs },
): Promise<WantedUnits | null> {
	const members: string[] = [];
	for (const change of parents) {
		const counted = change && (await membersOf(wishes, change, imagined));
		if (!counted) return null;
		members.push(counted);
	}
	const { by } = wishes;
	const group = groupColumns(by, 1);
	const values = group.valuesOf({
		unit: "null::jsonb",
		lattice: (axis) => `lattice_${axis}`,
		attribute: (_name, place) => `attribute_${place}`,
	});
	return {
		parameters: by,
		text: `
			with member as (
				select before, after, staying ${values.map((value) => `, ${value}`).join("")} from (${members.join(" union all ")}) as m
			)
			select ${group.key} as unit_key, ${group.unit} as unit, sum(before)::int as before, sum(after)::int as after,
				sum(staying) < sum(before) or sum(staying) < sum(after) as is_changed
			from member where ${group.isKnown} ${by.length === 0 ? "" : `group by ${group.values.join(", ")}`}`,
	};
}

/** (before, after, staying, lattice_z …, attribute_0 …), summed by what tells groups apart: that is little to make keys of. */
async function membersOf(
	wishes: GroupWishes,
	change: SetChange,
	{ tiles, pairs }: { readonly tiles: ImaginedTiles; readonly pairs: ImaginedPairs },
): Promise<string | null> {
	const { by, region, firstOrdinal } = wishes;
	let members: string;
	if (arePairs(change)) {
		const counts = await pairs.count(change);
		if (!counts || firstOrdinal !== null) return null;
		if (by.length === 0 && region === null)
			return `select ${counts.before} as before, ${counts.after} as after, ${counts.staying} as staying`;
		members = pairsByFirstTile(change, tiles);
	} else if (change.before.kind === "tiles" && change.after.kind === "tiles") {
		members = tileMembers(change.before, change.after, tiles);
	} else return null;
	const columns = [
		...by.flatMap((name) => (axisOf(name) ? [`lattice_${name}`] : [])),
		...by.map((name, place) => {
			const attribute = `attributes -> $${place + 1}::text`;
			return `${axisOf(name) ? `case when lattice_${name} is null then ${attribute} end` : attribute} as attribute_${place}`;
		}),
	];
	const names = columns.map((column) => column.split(" as ").at(-1));
	const late = firstOrdinal === null ? "true" : `id > ${Math.trunc(firstOrdinal)}`;
	return `
		select sum(before) as before, sum(after) as after, sum(staying) as staying ${names.map((name) => `, ${name}`).join("")}
		from (
			select before, after, staying ${columns.map((column) => `, ${column}`).join("")}
			from (${members}) as t where ${late} and ${region === null ? "true" : boundsOf(region, "t")}
		) as t ${names.length === 0 ? "" : `group by ${names.join(", ")}`}`;
}

const memberColumns = ["lattice_x", "lattice_y", "lattice_z", "attributes"] as const;

function pairsByFirstTile(change: PairChange, tiles: ImaginedTiles): string {
	return countedByFirstTile(change, tiles, { columns: memberColumns });
}

function tileMembers(before: TileSet, after: TileSet, tiles: ImaginedTiles): string {
	return `
		select id, ${memberColumns.join(", ")}, is_before::int as before, is_after::int as after, (is_before and is_after)::int as staying
		from (
			select t.id, ${memberColumns.map((column) => `t.${column}`).join(", ")},
				(${tiles.stands("before")} and ${whereOf(before)}) as is_before, (${tiles.stands("after")} and ${whereOf(after)}) as is_after
			from tile t where t.project_id = ${tiles.projectId}
		) as t where is_before or is_after`;
}
