import type { ProjectId, StageId, StageVersionId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import { Conditions, type Page, type PageRequest, pageOf } from "./keyset-page.ts";
import type { RegionRow } from "./models/project-model.ts";

/** Versions of graphs and of stages, for people who look back. */

export interface GraphVersionRow {
	readonly projectId: ProjectId;
	readonly version: number;
	readonly summary: string;
	readonly actor: string;
	readonly message: string | null;
	readonly createdAt: Date;
	/** The version it is equal to, when it came from undoing. */
	readonly restores: number | null;
	readonly stages: readonly GraphVersionStageRow[];
}

export interface GraphVersionStageRow {
	readonly stageId: StageId;
	readonly versionId: StageVersionId;
	readonly name: string;
	readonly description: string;
	readonly priority: number;
	readonly scope: { readonly firstOrdinal?: number; readonly region?: RegionRow };
	readonly canary: { readonly count: number } | null;
	readonly canaryOf: StageId | null;
}

/** Newest first. */
export async function pageGraphVersions(
	database: Queryable,
	projectId: ProjectId,
	request: PageRequest,
): Promise<Page<GraphVersionRow>> {
	const conditions = new Conditions();
	conditions.add("project_id = ?", projectId);
	if (request.after) conditions.add("version < ?", request.after[0]);
	const limit = conditions.bind(request.size + 1);
	const found = await database.query<GraphVersionRow>(
		`select project_id as "projectId", version, summary, actor, message, created_at as "createdAt", restores, stages
		from graph_version where ${conditions.text} order by version desc limit ${limit}`,
		conditions.parameters,
	);
	return pageOf(found, request, (row) => [row.version]);
}

export interface VersionMaker {
	readonly versionId: StageVersionId;
	readonly graphVersion: number;
	readonly actor: string;
	readonly message: string | null;
}

/**
 * Who made these versions of stages: whoever made the first graph that has them. Those that were there before graphs
 * were remembered have nobody.
 */
export async function readVersionMakers(
	database: Queryable,
	versionIds: readonly StageVersionId[],
): Promise<VersionMaker[]> {
	return database.query(
		`select distinct on (wanted.id) wanted.id as "versionId", g.version as "graphVersion", g.actor, g.message
		from stage_version wanted join stage s on s.id = wanted.stage_id
		join graph_version g on g.project_id = s.project_id
			and g.stages @> jsonb_build_array(jsonb_build_object('versionId', wanted.id))
		where wanted.id = any($1)
		order by wanted.id, g.version`,
		[versionIds],
	);
}
