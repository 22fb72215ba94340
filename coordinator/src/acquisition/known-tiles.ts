import type { SourceId } from "@tilewright/contract/ids";
import type { Queryable } from "../database/database.ts";
import type { KnownTiles } from "./source-reader.ts";

/** What the database remembers of a source's tiles, for `AcquisitionWatcher`. */
export async function readKnownTiles(database: Queryable, sourceId: SourceId): Promise<KnownTiles> {
	const rows = await database.query<{ relative_path: string; content_signature: string | null }>(
		"select relative_path, content_signature from tile where source_id = $1 and withdrawn_at is null",
		[sourceId],
	);
	return new Map(rows.map((row) => [row.relative_path, row.content_signature]));
}
