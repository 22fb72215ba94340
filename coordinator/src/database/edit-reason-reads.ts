import type { TaskId } from "@tilewright/contract/ids";
import type { Queryable } from "./database.ts";
import type { PlanesRow, RegionRow } from "./models/project-model.ts";

/** What people's edits and decisions have to do with where a task is. */
export interface EditReasonRow {
	readonly id: TaskId;
	readonly stageIsRemoved: boolean;
	readonly stageCanaryCount: number | null;
	readonly isCanary: boolean;
	readonly hasResult: boolean;
	readonly region: RegionRow;
	readonly stageRegion: RegionRow | null;
	readonly skippedPlanes: Partial<PlanesRow>;
	readonly onlyNewTiles: boolean;
	readonly x: number | null;
	readonly y: number | null;
	readonly z: number | null;
	readonly withdrawalReason: string | null;
	/** Its unit was taken out of the stage by a person. */
	readonly isTakenOut: boolean;
	readonly decisionKind: string | null;
	readonly decisionActor: string | null;
	readonly decisionReason: string | null;
	/** The version of the stage that made the result, and the one there is now. */
	readonly madeByVersion: number | null;
	readonly currentVersion: number | null;
	readonly hasOtherRecipe: boolean;
	/** All of the recipe is as it was but the content of the script. */
	readonly hasOtherScript: boolean;
	/** The result was made from other inputs, or from inputs with another content. */
	readonly hasOtherInputs: boolean;
	/** The first input that changed after the result was made; null when it has other inputs altogether. */
	readonly changedStageName: string | null;
	readonly changedRelativePath: string | null;
}

/** One statement for all tasks asked for. */
export async function loadEditReasons(database: Queryable, taskIds: readonly TaskId[]): Promise<EditReasonRow[]> {
	return database.query(
		`select t.id, s.removed_at is not null as "stageIsRemoved", (s.canary ->> 'count')::int as "stageCanaryCount",
			t.is_canary as "isCanary", t.result_attempt_id is not null as "hasResult",
			p.region, s.scope -> 'region' as "stageRegion", coalesce(p.skipped_planes, p.plane_markers) as "skippedPlanes",
			t.ordinal <= (s.scope ->> 'firstOrdinal')::bigint is true as "onlyNewTiles",
			tile.lattice_x as x, tile.lattice_y as y, tile.lattice_z as z, tile.withdrawal_reason as "withdrawalReason",
			e.decision_id is not null as "isTakenOut", d.kind as "decisionKind", d.actor as "decisionActor", d.reason as "decisionReason",
			made.version as "madeByVersion", v.version as "currentVersion",
			t.result_hash is distinct from v.result_hash as "hasOtherRecipe",
			(t.result_hash <> v.result_hash and made.recipe - 'programHash' = v.recipe - 'programHash') is true as "hasOtherScript",
			t.result_revision is distinct from t.input_revision as "hasOtherInputs",
			changed."changedStageName", changed."changedRelativePath"
		from task t join stage s on s.id = t.stage_id join project p on p.id = t.project_id
		left join stage_version v on v.id = s.current_version_id
		left join tile on tile.id = t.tile_id
		left join excluded_unit e on e.stage_id = t.stage_id and e.unit_key = t.unit_key
		left join decision d on d.id = coalesce(e.decision_id, t.decision_id)
		left join attempt a on a.id = t.result_attempt_id
		left join stage_version made on made.id = a.stage_version_id
		left join lateral (
			select cs.name as "changedStageName", ct.relative_path as "changedRelativePath"
			from task_input i join task c on c.id = i.input_task_id join stage cs on cs.id = c.stage_id
			left join tile ct on ct.id = c.tile_id
			where t.result_revision is distinct from t.input_revision and i.task_id = t.id and c.content_id > t.result_attempt_id
			order by c.content_id desc limit 1
		) as changed on true
		where t.id = any($1)`,
		[taskIds],
	);
}
