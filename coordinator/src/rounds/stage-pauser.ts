import { asAttemptId, type StageId, type WorkerId } from "@tilewright/contract/ids";
import type { FinishedAttempt } from "../completion/attempt-finisher.ts";
import { saysNothingOfPlace, speaksAgainstStage, speaksAgainstWorker } from "../completion/completion-rules.ts";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { type EndedProbe, noteProbes, quarantineWorkers } from "../workers/quarantine.ts";
import type { Culprit } from "../workers/worker-health.ts";
import type { CoordinatorMemory } from "./coordinator-memory.ts";

/**
 * Notes run times and outcomes. A run of failures is blamed on the worker, or host, when the same stages succeed
 * elsewhere, and puts it into quarantine; otherwise on the stage, which pauses itself and says so.
 */
export async function noteFailures(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	finished: readonly FinishedAttempt[],
	nowMs: number,
): Promise<void> {
	if (finished.length === 0) return;
	const failing = new Set<StageId>();
	const probes: EndedProbe[] = [];
	for (const attempt of finished) {
		const { outcome, stageId } = attempt;
		const stage = memory.stages.stage(stageId);
		if (stage && outcome === "succeeded") memory.stages.noteRun(stageId, attempt.runMs);
		if (stage && speaksAgainstStage(outcome)) failing.add(stageId);
		const live = memory.attempts.get(asAttemptId(attempt.attemptId));
		if (!live) continue;
		const { workerId, taskId } = live;
		memory.health.noteTry(taskId, workerId, !saysNothingOfPlace(outcome) && outcome !== "succeeded");
		const session = memory.session(workerId);
		const hasFailed = outcome === "succeeded" ? false : speaksAgainstWorker(outcome) ? true : null;
		if (session?.quarantine) probes.push({ attemptId: attempt.attemptId, workerId, hasFailed });
		if (hasFailed !== null) {
			// Which node a batch ran on is the cluster's business: its proxy is not to blame.
			const ranOnWorker = !live.isClusterJob || session?.pilot != null;
			memory.health.note({ workerId, host: session?.host ?? "", stageId, taskId, hasFailed, ranOnWorker }, nowMs);
		}
	}
	memory.health.forgetRuns(await noteProbes(transaction, effects, probes));
	const blamed = new Set<WorkerId>();
	for (const culprit of memory.health.findCulprits()) {
		for (const workerId of await quarantine(transaction, effects, memory, culprit)) blamed.add(workerId);
	}
	for (const stageId of failing) await pauseWhenAllFails(transaction, effects, memory, stageId, blamed);
}

async function quarantine(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	culprit: Culprit,
): Promise<readonly WorkerId[]> {
	const stages = culprit.stageIds.flatMap((stageId) => memory.stages.stage(stageId)?.name ?? []);
	const what = stages.length === 1 ? `stage "${stages[0]}"` : `${stages.length} stages`;
	const workerIds = await quarantineWorkers(transaction, effects, {
		workerIds: culprit.workerIds,
		scope: culprit.scope,
		actor: null,
		reason: `${culprit.tasks} tasks of ${what} failed one after the other ${
			culprit.scope === "host" ? `on the workers of ${culprit.host}` : "there"
		}, while ${culprit.succeededElsewhere} succeeded elsewhere.`,
	});
	// What is known of them has had its effect; whoever comes out begins anew.
	memory.health.forgetRuns([...culprit.workerIds, ...workerIds]);
	return workerIds;
}

async function pauseWhenAllFails(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	stageId: StageId,
	blamed: ReadonlySet<WorkerId>,
): Promise<void> {
	const stage = memory.stages.stage(stageId);
	const limit = stage?.operations.pauseAfterFailures ?? null;
	if (!stage || limit === null || stage.isPaused) return;
	const failures = memory.health.failuresInARow(
		stageId,
		(workerId) =>
			blamed.has(workerId) || memory.session(workerId)?.quarantine != null || memory.offers.isSuspected(workerId),
	);
	if (failures < limit) return;
	memory.health.forgetFailuresOf(stageId);
	await transaction.query(
		"update stage set is_paused = true, paused_itself_after = $2, pause_reason = $3 where id = $1",
		[
			stageId,
			failures,
			`Paused by itself after ${failures} failures in a row. Look at the last attempts, then resume the stage and retry what failed.`,
		],
	);
	effects.changedProjects.add(stage.projectId);
	effects.events.push({
		projectId: stage.projectId,
		stageId,
		severity: "error",
		kind: "stagePausedItself",
		message: `Stage "${stage.name}" paused itself after ${failures} failures in a row.`,
		fields: { failures },
	});
}
