import { asSourceId, type ProjectId, type SourceId } from "@tilewright/contract/ids";
import type { SourceKind } from "@tilewright/contract/source-settings";
import { checkSourceSettings } from "../acquisition/checked-source-settings.ts";
import type { Transaction } from "../database/database.ts";
import { nameTaken } from "./name-rules.ts";
import { normaliseRootPath } from "./path-rules.ts";

export interface NewSource {
	readonly name: string;
	readonly kind: SourceKind;
	readonly rootPath: string;
	readonly settings: unknown;
}

export async function insertSource(
	transaction: Transaction,
	projectId: ProjectId,
	source: NewSource,
): Promise<SourceId> {
	const rootPath = normaliseRootPath(source.rootPath, "source's root path");
	const settings = checkSettings(source.kind, source.settings);
	await refuseTakenSourceName(transaction, projectId, source.name, null);
	const [row] = await transaction.query<{ id: number }>(
		"insert into source (project_id, name, kind, root_path, settings) values ($1, $2, $3, $4, $5) returning id",
		[projectId, source.name, source.kind, rootPath, JSON.stringify(settings)],
	);
	return asSourceId(row?.id ?? 0);
}

/** What was set, without the defaults: they may become better. Throws ARGUMENT_INVALID or PATH_PATTERN_INVALID. */
export function checkSettings(kind: SourceKind, settings: unknown): unknown {
	checkSourceSettings(kind, settings);
	return settings;
}

export async function refuseTakenSourceName(
	transaction: Transaction,
	projectId: ProjectId,
	name: string,
	exceptId: SourceId | null,
): Promise<void> {
	const taken = await transaction.query(
		`select id from source where project_id = $1 and lower(name) = lower($2) and archived_at is null
			and id is distinct from $3`,
		[projectId, name, exceptId],
	);
	if (taken.length > 0) throw nameTaken("Source", name, "in this project");
}
