import type { AttemptId, TaskId, TileId } from "@tilewright/contract/ids";
import type { ArtifactRow } from "./attempt-reads.ts";
import type { Queryable } from "./database.ts";
import type { UnitRow } from "./task-reads.ts";

/** Where files are that the API serves, and the folders of their project they must lie in. */

export interface ResultPlace {
	/** Of the stage version the accepted result was made with. */
	readonly outputPath: string;
	readonly unitKey: string;
	readonly unit: UnitRow | null;
	readonly relativePath: string | null;
	readonly artifacts: readonly ArtifactRow[];
	readonly roots: readonly string[];
}

const rootsOfProject = `
	array(select root_path from source where project_id = p.id) || p.root_path || p.output_path`;

/** Null when the task does not exist or has no result. */
export async function findResult(database: Queryable, taskId: TaskId): Promise<ResultPlace | null> {
	const [row] = await database.query<ResultPlace>(
		`select v.recipe ->> 'outputPath' as "outputPath", t.unit_key as "unitKey", t.unit, tile.relative_path as "relativePath",
			coalesce(a.artifacts, '[]') as artifacts, ${rootsOfProject} || (v.recipe ->> 'outputPath') as roots
		from task t join project p on p.id = t.project_id
		join attempt a on a.id = t.result_attempt_id
		join stage_version v on v.id = a.stage_version_id
		left join tile on tile.id = t.tile_id
		where t.id = $1`,
		[taskId],
	);
	return row ?? null;
}

export interface AttemptPlace {
	readonly outputPath: string;
	readonly roots: readonly string[];
}

export async function findAttempt(database: Queryable, attemptId: AttemptId): Promise<AttemptPlace | null> {
	const [row] = await database.query<AttemptPlace>(
		`select v.recipe ->> 'outputPath' as "outputPath", ${rootsOfProject} || (v.recipe ->> 'outputPath') as roots
		from attempt a join project p on p.id = a.project_id join stage_version v on v.id = a.stage_version_id
		where a.id = $1`,
		[attemptId],
	);
	return row ?? null;
}

export interface TilePlace {
	readonly rootPath: string;
	readonly files: readonly { readonly path: string }[];
	readonly roots: readonly string[];
}

export async function findTile(database: Queryable, tileId: TileId): Promise<TilePlace | null> {
	const [row] = await database.query<TilePlace>(
		`select s.root_path as "rootPath", t.files, ${rootsOfProject} as roots
		from tile t join project p on p.id = t.project_id join source s on s.id = t.source_id where t.id = $1`,
		[tileId],
	);
	return row ?? null;
}
