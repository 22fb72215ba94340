import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId } from "@tilewright/contract/ids";
import { plural } from "@tilewright/contract/sentence";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { defineCommand } from "./command.ts";
import { idSchema, notFound } from "./name-rules.ts";
import { isInside } from "./path-rules.ts";

interface RemovedStage {
	readonly name: string;
	readonly project_id: number;
	readonly is_removed: boolean;
	readonly paths: readonly string[];
}

/**
 * Deletes what a removed stage has published, in every version. Its tasks forget their results, so that they run again
 * should the stage come back; attempts, times and logs stay. Files go in the background.
 */
export const deleteStageOutputs = defineCommand({
	name: "deleteStageOutputs",
	input: z.object({
		stageId: idSchema,
		/** The stage's name once more: what is deleted is gone for good. */
		name: z.string(),
	}),
	async carryOut({ transaction, effects, actor, message }, input) {
		const [stage] = await transaction.query<RemovedStage>(
			`select s.name, s.project_id, s.removed_at is not null as is_removed,
				(select array_agg(distinct v.recipe ->> 'outputPath') from stage_version v where v.stage_id = s.id) as paths
			from stage s where s.id = $1 and s.kind = 'program' for update`,
			[input.stageId],
		);
		if (!stage) throw notFound("stage", input.stageId);
		refuseUnlessMeant(stage, input);
		await refuseSharedPaths(transaction, input.stageId, stage);
		await transaction.query(
			`insert into output_deletion (project_id, stage_id, path, actor, reason)
			select $1, $2, path, $4, $5 from unnest($3::text[]) as path`,
			[stage.project_id, input.stageId, stage.paths, actor, message],
		);
		const forgotten = await transaction.query<{ count: number }>(
			`with forgotten as (
				update task set result_attempt_id = null, result_revision = null, result_hash = null, output_signature = null,
					released_signature = null, gate_verdict = null
				where stage_id = $1 and state <> 'running' and result_attempt_id is not null returning 1
			) select count(*)::int as count from forgotten`,
			[input.stageId],
		);
		const projectId = asProjectId(stage.project_id);
		const count = forgotten[0]?.count ?? 0;
		effects.changedProjects.add(projectId);
		effects.events.push({
			projectId,
			stageId: asStageId(input.stageId),
			severity: "warning",
			kind: "outputsDeleted",
			message: `${actor} deletes the results of removed stage "${stage.name}": ${plural(count, "result")} in ${stage.paths.map((path) => `"${path}"`).join(", ")}.`,
			fields: { paths: stage.paths },
		});
		const summary = `deleted the results of removed stage "${stage.name}" (${plural(count, "result")})`;
		return { projectId, stageId: asStageId(input.stageId), paths: stage.paths, forgotten: count, audit: { summary } };
	},
});

function refuseUnlessMeant(stage: RemovedStage, input: { readonly stageId: number; readonly name: string }): void {
	if (!stage.is_removed) {
		throw new TilewrightError({
			code: "STATE_CONFLICT",
			message: `Stage "${stage.name}" is in the graph: only results of a removed stage can be deleted. Remove it first.`,
			fields: { stageId: input.stageId },
		});
	}
	if (input.name === stage.name) return;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `The stage is called "${stage.name}", not "${input.name}": repeat its name exactly to delete its results for good.`,
		fields: { stageId: input.stageId, name: input.name },
	});
}

/** No two stages get a folder of each other's; a path that was made by other means is better looked at twice. */
async function refuseSharedPaths(transaction: Transaction, stageId: number, stage: RemovedStage): Promise<void> {
	const others = await transaction.query<{ path: string; owner: string }>(
		`select distinct v.recipe ->> 'outputPath' as path, format('stage "%s"', s.name) as owner
		from stage_version v join stage s on s.id = v.stage_id where s.id <> $1
		union all select root_path, format('the acquisition of source "%s"', name) from source
		union all select root_path, format('project "%s"', name) from project
		union all select location, format('task repository "%s"', name) from task_repository`,
		[stageId],
	);
	for (const path of stage.paths) {
		const shared = others.find((other) => isInside(other.path, path));
		if (!shared) continue;
		throw new TilewrightError({
			code: "STATE_CONFLICT",
			message: `"${path}" of stage "${stage.name}" also holds ${shared.owner} ("${shared.path}"): nothing was deleted. Delete what you mean by hand.`,
			fields: { path, owner: shared.owner },
		});
	}
}
