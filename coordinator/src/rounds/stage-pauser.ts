import type { FinishedAttempt } from "../completion/attempt-finisher.ts";
import { speaksAgainstStage } from "../completion/completion-rules.ts";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import type { CoordinatorMemory } from "./coordinator-memory.ts";

/** Notes run times and outcomes; a stage with too many failures in a row pauses itself and says so. */
export async function noteFailures(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	finished: readonly FinishedAttempt[],
): Promise<void> {
	for (const attempt of finished) {
		const stage = memory.stages.stage(attempt.stageId);
		if (!stage) continue;
		if (attempt.outcome === "succeeded") memory.stages.noteRun(stage.id, attempt.runMs);
		const hasFailed = speaksAgainstStage(attempt.outcome);
		if (!hasFailed && attempt.outcome !== "succeeded") continue;
		const failures = memory.stages.noteOutcome(stage.id, hasFailed);
		const limit = stage.operations.pauseAfterFailures;
		if (limit === null || failures < limit || stage.isPaused) continue;
		memory.stages.noteOutcome(stage.id, false);
		const reason = `Paused by itself after ${failures} failures in a row. Look at the last attempts, then resume the stage and retry what failed.`;
		await transaction.query("update stage set is_paused = true, pause_reason = $2 where id = $1", [stage.id, reason]);
		effects.changedProjects.add(stage.projectId);
		effects.events.push({
			projectId: stage.projectId,
			stageId: stage.id,
			severity: "error",
			kind: "stagePausedItself",
			message: `Stage "${stage.name}" paused itself after ${failures} failures in a row.`,
			fields: { failures },
		});
	}
}
