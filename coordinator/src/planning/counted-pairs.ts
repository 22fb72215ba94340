import type { LatticeOffset } from "@tilewright/contract/recipe";
import { areShort, placeCode, seen, stepWindows } from "./pair-windows.ts";
import { boundsOf, isInScope } from "./scope-conditions.ts";
import type { LatticeRegion } from "./scope-rules.ts";
import type { UnitWishes, WantedUnits } from "./wanted-units.ts";

/**
 * How many pairs of tiles a new stage would have, and of how many all inputs have succeeded: one row of (units, ready,
 * is_countable), the last false where a place is too far out to be counted like this.
 */
export function countedPairs(
	wishes: UnitWishes & { readonly projectRegion: LatticeRegion },
	offsets: readonly LatticeOffset[],
	relation: string,
): WantedUnits {
	const { parents, rootStageId, region, skippedPlanes, firstOrdinal } = wishes;
	// What the root stage's tasks say is what the tiles say themselves.
	const joined = parents.filter((parent) => parent !== rootStageId);
	const joins = joined.map(
		(parent, place) =>
			`join ${relation} p${place} on p${place}.tile_id = t.id and p${place}.unit is null and p${place}.stage_id = ${Math.trunc(parent)} and p${place}.input_count > 0`,
	);
	const succeeded = [
		...joined.map((_parent, place) => `p${place}.state = 'succeeded'`),
		...(joined.length < parents.length ? ["t.content_signature is not null"] : []),
	];
	const windows = stepWindows("step", offsets, { partition: "key", code: "code" });
	const sum = (isReady: boolean) =>
		windows
			.map(({ name }) => {
				const ready = isReady ? ["is_ready"] : [];
				const all = seen(ready, name);
				const counts =
					firstOrdinal === null ? all : `case when is_late then ${all} else ${seen([...ready, "is_late"], name)} end`;
				return isReady ? `case when is_ready then ${counts} else 0 end` : counts;
			})
			.join(" + ");
	return {
		parameters: [],
		text: `
			with place as materialized (
				select t.neighbour_key as key, ${firstOrdinal === null ? "true" : `t.id > ${firstOrdinal}`} as is_late,
					${succeeded.join(" and ")} as is_ready, ${placeCode(skippedPlanes, "t")} as code
				from tile t ${joins.join(" ")}
				where t.project_id = (select project_id from stage where id = ${rootStageId}) and t.lattice_x is not null
					and t.superseded_by is null and t.withdrawn_at is null
					and ${isInScope(wishes.projectRegion, skippedPlanes, "t")} and ${region ? boundsOf(region, "t") : "true"}
			), counted as (
				select ${sum(false)} as units, ${sum(true)} as ready from place where code is not null
				window ${windows.map(({ definition }) => definition).join(", ")}
			)
			select coalesce(sum(units), 0)::int as units, coalesce(sum(ready), 0)::int as ready,
				not exists (select from place where code is null) and ${areShort(offsets)} as is_countable
			from counted`,
	};
}
