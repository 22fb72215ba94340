import { TilewrightError } from "@tilewright/contract/errors";
import { asStageId, asTaskDefinitionId, type ProjectId } from "@tilewright/contract/ids";
import { taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";
import type { EditableDefinition, EditContext } from "./edit-context.ts";
import type { GraphEdit } from "./graph-edit.ts";
import { programPath, readProgramHash } from "./program-hash.ts";
import { StageOutputPaths } from "./stage-output-path.ts";

interface DefinitionRow {
	readonly id: number;
	readonly name: string;
	readonly newest: number;
	readonly version: number;
	readonly content: unknown;
	readonly default_operations: Record<string, unknown>;
	readonly location: string | null;
	readonly is_archived: boolean;
}

/**
 * Reads what the edits may ask for. With `imagines` stages get negative ids, for a preview; otherwise ids are taken
 * from the database.
 */
export async function readEditContext(
	database: Queryable,
	projectId: ProjectId,
	edits: readonly GraphEdit[],
	options: { readonly imagines: boolean; readonly checkOperations: EditContext["checkOperations"] },
	/** Definitions of stages that edits may take over, besides those the edits name. */
	alsoDefinitionIds: readonly number[] = [],
): Promise<EditContext> {
	const named = edits.flatMap((edit) =>
		(edit.kind === "addStage" || edit.kind === "changeStage") && edit.definitionId !== undefined
			? [edit.definitionId]
			: [],
	);
	const definitions = await readDefinitions(database, [...named, ...alsoDefinitionIds]);
	const paths = await StageOutputPaths.read(database, projectId);
	const ids = await newStageIds(database, edits, options.imagines);
	const [newest] = await database.query<{ id: number | null }>("select max(id) as id from tile where project_id = $1", [
		projectId,
	]);
	let imagined = 0;
	return {
		definition(id, version) {
			const found = definitions.find(
				(definition) =>
					definition.id === id && (version === null ? definition.isNewest : definition.version === version),
			);
			if (found) return found;
			throw new TilewrightError({
				code: "NOT_FOUND",
				message: `There is no task definition ${id}${version === null ? "" : ` in version ${version}`} (any more).`,
				fields: { what: "task definition", id, version },
			});
		},
		outputPath: (stageName, asked) => paths.choose(stageName, asked),
		nextStageId() {
			imagined -= 1;
			return asStageId(ids.shift() ?? imagined);
		},
		newestOrdinal: newest?.id ?? 0,
		checkOperations: options.checkOperations,
	};
}

async function readDefinitions(
	database: Queryable,
	ids: readonly number[],
): Promise<(EditableDefinition & { readonly isNewest: boolean })[]> {
	if (ids.length === 0) return [];
	const rows = await database.query<DefinitionRow>(
		`select d.id, d.name, d.version as newest, v.version, v.content, d.default_operations, r.location
		from task_definition d join task_definition_version v on v.definition_id = d.id
		left join task_repository r on r.id = d.repository_id
		where d.id = any($1) and d.archived_at is null`,
		[ids],
	);
	const hashes = new Map<string, Promise<string | null>>();
	return Promise.all(
		rows.map(async (row) => {
			const { program } = taskDefinitionContentSchema.parse(row.content);
			const path = programPath(program, row.location);
			const hash = path === null ? Promise.resolve(null) : (hashes.get(path) ?? readProgramHash(path));
			if (path !== null) hashes.set(path, hash);
			return {
				id: asTaskDefinitionId(row.id),
				name: row.name,
				version: row.version,
				isNewest: row.version === row.newest,
				content: row.content,
				repositoryLocation: row.location,
				programHash: await hash,
				defaultOperations: row.default_operations,
			};
		}),
	);
}

/** As many as the edits can need; what is left over is never used. */
async function newStageIds(database: Queryable, edits: readonly GraphEdit[], imagines: boolean): Promise<number[]> {
	if (imagines) return [];
	const duplicatesAll = edits.some((edit) => edit.kind === "duplicateStage" && edit.withDescendants);
	const [row] = duplicatesAll
		? await database.query<{ count: number }>("select count(*)::int as count from stage where removed_at is null")
		: [];
	const count = edits.length * Math.max(1, row?.count ?? 1);
	const rows = await database.query<{ id: number }>(
		"select nextval(pg_get_serial_sequence('stage', 'id'))::int as id from generate_series(1, $1)",
		[count],
	);
	return rows.map(({ id }) => id);
}
