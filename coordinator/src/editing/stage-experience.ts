import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Queryable } from "../database/database.ts";
import { inTime } from "./in-time.ts";

/** What is known of how long a definition runs and how much it leaves, to say what an edit would cost. */
export interface Experience {
	readonly meanRunMs: number;
	/** Of everything one run publishes. */
	readonly meanBytes: number;
}

/** A bounded look at the newest tries of all stages; a definition that did not run among them is left out. */
const triesLookedAt = 5_000;

export async function readExperience(
	database: Queryable,
	definitionIds: readonly number[],
): Promise<ReadonlyMap<number, Experience>> {
	const rows = await database.query<{ definition_id: number; mean_run_ms: number; mean_bytes: number }>(
		`select (v.recipe ->> 'definitionId')::int as definition_id, avg(a.run_ms)::float8 as mean_run_ms,
			coalesce(avg((select sum((artifact ->> 'sizeBytes')::float8) from jsonb_array_elements(a.artifacts) as artifact)), 0) as mean_bytes
		from (select stage_version_id, outcome, run_ms, artifacts from attempt order by id desc limit ${triesLookedAt}) as a
		join stage_version v on v.id = a.stage_version_id
		where a.outcome = 'succeeded' and (v.recipe ->> 'definitionId')::int = any($1)
		group by 1`,
		[definitionIds],
	);
	return new Map(rows.map((row) => [row.definition_id, { meanRunMs: row.mean_run_ms, meanBytes: row.mean_bytes }]));
}

/** A hung network share must not keep a preview waiting. */
const patienceMs = 100;

/** Of the file system a path is, or will be, on; null when it cannot be told in time. */
export function readFreeBytes(path: string): Promise<number | null> {
	return inTime(freeBytesAt(path), patienceMs);
}

async function freeBytesAt(path: string): Promise<number | null> {
	for (let folder = path; ; folder = dirname(folder)) {
		try {
			const { bavail, bsize } = await statfs(folder);
			return bavail * bsize;
		} catch {
			// The folder will be made when the first result is published; its file system is its parent's.
			if (dirname(folder) === folder) return null;
		}
	}
}
