import type { StageId, WorkerId } from "@tilewright/contract/ids";
import { recipeSchema } from "@tilewright/contract/recipe";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";

/** What a script was found to be, by the coordinator itself or by a worker that started it. */
export interface SeenProgram {
	readonly path: string;
	/** SHA-256 of its bytes. */
	readonly hash: string;
	/** The stages that run it. */
	readonly stageIds: readonly StageId[];
	/** Who says so; null when the coordinator sees the file itself. */
	readonly worker: { readonly id: WorkerId; readonly name: string } | null;
}

/**
 * A script that was edited gives its stages a new version: what they made before is stale. It is no edit of the graph
 * (nobody's expected version is out of date by it), and undoing an edit does not bring the old script back. A script
 * that was never looked at before only becomes known: nobody can say that it changed.
 */
export async function noteProgram(
	transaction: Transaction,
	effects: RoundEffects,
	program: SeenProgram,
): Promise<number> {
	const stages = await transaction.query<{
		id: StageId;
		project_id: number;
		name: string;
		recipe: unknown;
		operations: unknown;
		operations_hash: string;
		result_hash: string;
	}>(
		`select s.id, s.project_id, s.name, v.recipe, v.operations, v.operations_hash, v.result_hash
		from stage s join stage_version v on v.id = s.current_version_id
		where s.id = any($1) and s.removed_at is null and v.recipe ->> 'programHash' is distinct from $2`,
		[program.stageIds, program.hash],
	);
	for (const stage of stages) {
		const before = recipeSchema.parse(stage.recipe);
		const recipe = { ...before, programHash: program.hash };
		const resultHash = resultHashOf(recipe);
		await transaction.query(
			`with version as (
				insert into stage_version (stage_id, version, recipe, operations, result_hash, operations_hash)
				select $1, 1 + max(version), $2, $3, $4, $5 from stage_version where stage_id = $1 returning id
			)
			update stage set current_version_id = version.id from version where stage.id = $1`,
			[stage.id, JSON.stringify(recipe), JSON.stringify(stage.operations), resultHash, stage.operations_hash],
		);
		// The casts name what the columns of the same names hold.
		const projectId = stage.project_id as Parameters<typeof effects.changedProjects.add>[0];
		effects.changedProjects.add(projectId);
		if (before.programHash === null) {
			await transaction.query("update task set result_hash = $2 where stage_id = $1 and result_hash = $3", [
				stage.id,
				resultHash,
				stage.result_hash,
			]);
			continue;
		}
		effects.events.push({
			projectId,
			stageId: stage.id,
			workerId: program.worker?.id ?? null,
			severity: "info",
			kind: "programChanged",
			message: `The script "${program.path}" was changed${program.worker === null ? " on disk" : `, as worker "${program.worker.name}" found when it started it`}: what stage "${stage.name}" made with the old one is stale.`,
			fields: { path: program.path, before: before.programHash, after: program.hash },
		});
	}
	return stages.length;
}
