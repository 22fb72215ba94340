import type { ProjectId, StageId, TileId } from "@tilewright/contract/ids";
import type { Recipe } from "@tilewright/contract/recipe";
import type { TaskFileTile } from "@tilewright/contract/task-file";
import type { Queryable } from "./database.ts";

export interface PreviewedProjectRow {
	readonly name: string;
	readonly rootPath: string;
	readonly outputPath: string;
	readonly parameters: Readonly<Record<string, unknown>>;
}

export async function readPreviewedProject(database: Queryable, id: ProjectId): Promise<PreviewedProjectRow | null> {
	const [row] = await database.query<PreviewedProjectRow>(
		`select name, root_path as "rootPath", output_path as "outputPath", parameters from project where id = $1`,
		[id],
	);
	return row ?? null;
}

/** The recipe a stage has now, and where its first parent's results are (null for the acquisition's files). */
export async function readPreviewedRecipe(
	database: Queryable,
	id: StageId,
): Promise<{ readonly recipe: Recipe; readonly inputRoot: string | null } | null> {
	const [row] = await database.query<{ recipe: Recipe; inputRoot: string | null }>(
		`select v.recipe, (select pv.recipe ->> 'outputPath' from stage p join stage_version pv on pv.id = p.current_version_id
			where p.id = (v.recipe -> 'parents' ->> 0)::int) as "inputRoot"
		from stage s join stage_version v on v.id = s.current_version_id where s.id = $1`,
		[id],
	);
	return row ?? null;
}

export interface PreviewedTile {
	readonly tile: TaskFileTile;
	readonly sourceRoot: string;
}

const selectTile = `
	select t.relative_path as "relativePath", t.name, t.attributes, t.files, s.root_path as "sourceRoot",
		case when t.lattice_x is not null then jsonb_build_object('x', t.lattice_x, 'y', t.lattice_y, 'z', t.lattice_z) end as lattice,
		case when t.position_x is not null then jsonb_build_object('x', t.position_x, 'y', t.position_y, 'z', t.position_z) end as position,
		case when t.step_x is not null then jsonb_build_object('x', t.step_x, 'y', t.step_y, 'z', t.step_z) end as step
	from tile t join source s on s.id = t.source_id`;

/** A tile, or the project's first one; null when there is none. */
export async function readPreviewedTile(
	database: Queryable,
	projectId: ProjectId,
	tileId: TileId | null,
): Promise<PreviewedTile | null> {
	const rows = await database.query<TileRow>(
		`${selectTile} where s.project_id = $1 and ($2::bigint is null or t.id = $2) order by t.id limit 1`,
		[projectId, tileId],
	);
	return asTile(rows[0]);
}

export async function readTileAt(
	database: Queryable,
	projectId: ProjectId,
	at: { readonly x: number; readonly y: number; readonly z: number },
): Promise<PreviewedTile | null> {
	const rows = await database.query<TileRow>(
		`${selectTile} where s.project_id = $1 and t.lattice_x = $2 and t.lattice_y = $3 and t.lattice_z = $4
		order by t.id desc limit 1`,
		[projectId, at.x, at.y, at.z],
	);
	return asTile(rows[0]);
}

interface TileRow extends Omit<TaskFileTile, "files"> {
	readonly files: readonly { readonly path: string }[];
	readonly sourceRoot: string;
}

function asTile(row: TileRow | undefined): PreviewedTile | null {
	if (row === undefined) return null;
	const { sourceRoot, files, ...tile } = row;
	return { tile: { ...tile, files: files.map((file) => `${sourceRoot}/${file.path}`) }, sourceRoot };
}
