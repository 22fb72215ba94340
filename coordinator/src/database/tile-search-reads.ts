import type { ProjectId, TileId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";

export interface TileSearch {
	/** Looked for in the relative path, capitals or not (of letters of ASCII). */
	readonly text: string;
	/** Tiles there are found as well; null for a text that is no position. */
	readonly position: { readonly x: number | null; readonly y: number | null; readonly z: number | null } | null;
	readonly limit: number;
}

export interface FoundTiles {
	readonly ids: readonly TileId[];
	/** Of all that fit, those beyond the limit included. */
	readonly totalCount: number;
}

/**
 * What fits best first: the position that was asked for, then the very name, then names that begin so; each in the
 * order of arrival. One walk through the project's tiles, without an index to keep: a part of a text is found by looking
 * at all of them (collation "C", because others take three times as long to lower letters).
 */
export async function searchTiles(
	database: Queryable,
	projectId: ProjectId,
	{ text, position, limit }: TileSearch,
): Promise<FoundTiles> {
	const lowered = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
	const found = await database.query<{ id: TileId; total: number }>(
		`select id, count(*) over ()::int as total from (
			select t.id,
				($3 and t.lattice_x is not null and ($4::int is null or t.lattice_x = $4) and ($5::int is null or t.lattice_y = $5)
					and ($6::int is null or t.lattice_z = $6)) as "isThere",
				strpos(lower(t.relative_path collate "C"), $2) as place,
				length(t.relative_path) - length(t.name) as "nameFrom", length(t.name) as "nameLength"
			from tile t where t.project_id = $1
		) as t
		where "isThere" or place > 0
		order by case when "isThere" then 0 when place = "nameFrom" + 1 then case when "nameLength" = length($2) then 1 else 2 end else 3 end, id
		limit $7`,
		[projectId, lowered, position !== null, position?.x ?? null, position?.y ?? null, position?.z ?? null, limit],
	);
	return { ids: found.map(({ id }) => id), totalCount: found[0]?.total ?? 0 };
}
