import type { Queryable } from "../database/database.ts";

/**
 * Fills the table `imagined_tile` with tiles that would be withdrawn or taken up again, and with those that would give
 * way or take their place back by it: `settleTilePrecedence`, imagined. Returns how many tiles are not so already.
 */
export async function imagineWithdrawal(
	database: Queryable,
	tileIds: readonly number[],
	withdraws: boolean,
): Promise<number> {
	await database.query(
		"create temporary table imagined_tile (id bigint primary key, is_withdrawn boolean not null, superseded_by bigint) on commit drop",
	);
	const [row] = await database.query<{ count: number }>(
		`with changed as (
			select id from tile where id = any($1) and (withdrawn_at is null) = $2
		), beside as (
			select t.id, case when c.id is null then t.withdrawn_at is not null else $2 end as is_withdrawn, t.superseded_by,
				t.has_been_complete,
				-- Tiles without a place give way to none.
				case when t.lattice_x is not null then (t.project_id, t.lattice_x, t.lattice_y, t.lattice_z, t.neighbour_key)::text end as place
			from tile t left join changed c on c.id = t.id
			where c.id is not null or (t.project_id, t.lattice_x, t.lattice_y, t.lattice_z, t.neighbour_key) in (
				select project_id, lattice_x, lattice_y, lattice_z, neighbour_key from tile where id in (select id from changed)
			)
		), last as (
			select place, max(id) filter (where has_been_complete and not is_withdrawn) as id from beside where place is not null group by place
		), imagined as (
			insert into imagined_tile
			select b.id, b.is_withdrawn,
				case when b.place is null then b.superseded_by when b.id < last.id then last.id end
			from beside b left join last on last.place = b.place
		)
		select count(*)::int as count from changed`,
		[tileIds, withdraws],
	);
	await database.query("analyze imagined_tile");
	return row?.count ?? 0;
}
