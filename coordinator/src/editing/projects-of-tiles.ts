import type { ProjectId, TileId } from "@tilewright/contract/ids";
import { invalid, notFound } from "../commands/name-rules.ts";
import type { Queryable } from "../database/database.ts";

/** The one project of these tiles. Throws NOT_FOUND for a tile that is not there, ARGUMENT_INVALID for several projects. */
export async function projectOfTiles(database: Queryable, ids: readonly TileId[]): Promise<ProjectId> {
	const rows = await database.query<{ id: TileId; project_id: ProjectId }>(
		"select id, project_id from tile where id = any($1)",
		[ids],
	);
	const found = new Set(rows.map((row) => row.id));
	const missing = ids.find((id) => !found.has(id));
	if (missing !== undefined) throw notFound("tile", missing);
	const [first] = rows;
	if (!first || rows.some((row) => row.project_id !== first.project_id)) {
		throw invalid("The tiles belong to several projects: withdraw or restore those of one project at a time.");
	}
	return first.project_id;
}
