import type { ProjectId, SourceId, StageId } from "@tilewright/contract/ids";
import type { SourceKind } from "@tilewright/contract/source-settings";
import type { Transaction } from "../database/database.ts";
import { notFound } from "./name-rules.ts";

/** The rows a command changes, held until its transaction ends. */

export interface LockedProject {
	readonly id: ProjectId;
	readonly name: string;
	readonly rootPath: string;
	readonly outputPath: string;
	readonly graphVersion: number;
	readonly isArchived: boolean;
}

/** Throws NOT_FOUND. */
export async function lockProject(transaction: Transaction, id: number): Promise<LockedProject> {
	const [project] = await transaction.query<LockedProject>(
		`select id, name, root_path as "rootPath", output_path as "outputPath", graph_version as "graphVersion",
			archived_at is not null as "isArchived"
		from project where id = $1 for update`,
		[id],
	);
	if (!project) throw notFound("project", id);
	return project;
}

export interface LockedSource {
	readonly id: SourceId;
	readonly projectId: ProjectId;
	readonly kind: SourceKind;
	readonly rootPath: string;
}

/** Throws NOT_FOUND, also for archived sources. */
export async function lockSource(transaction: Transaction, id: number): Promise<LockedSource> {
	const [source] = await transaction.query<LockedSource>(
		`select id, project_id as "projectId", kind, root_path as "rootPath" from source
		where id = $1 and archived_at is null for update`,
		[id],
	);
	if (!source) throw notFound("source", id);
	return source;
}

export interface LockedStage {
	readonly id: StageId;
	readonly projectId: ProjectId;
	readonly name: string;
	readonly kind: "root" | "program";
}

/** Throws NOT_FOUND, also for removed stages. */
export async function lockStage(transaction: Transaction, id: number): Promise<LockedStage> {
	const [stage] = await transaction.query<LockedStage>(
		`select id, project_id as "projectId", name, kind from stage where id = $1 and removed_at is null for update`,
		[id],
	);
	if (!stage) throw notFound("stage", id);
	return stage;
}
