import { asAttemptId, type WorkerId } from "@tilewright/contract/ids";
import type { FinishedAttempt } from "../completion/attempt-finisher.ts";
import type { Transaction } from "../database/database.ts";
import { noteProgram } from "../editing/program-changer.ts";
import { programPath } from "../editing/program-hash.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import type { CoordinatorMemory } from "./coordinator-memory.ts";
import type { ProgramReport } from "./reported-programs.ts";
import { usedScripts } from "./used-scripts.ts";

/**
 * What workers said of the scripts they ran, in the round that records the results. Where the coordinator sees a script
 * itself, a report that differs only makes it look; where it does not, reports decide what is current.
 */
export async function noteReportedPrograms(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	finished: readonly FinishedAttempt[],
	nowMs: number,
): Promise<void> {
	const hidden: ProgramReport[] = [];
	for (const attempt of finished) {
		const report = attempt.script === null ? null : reportOf(memory, attempt, attempt.script, nowMs);
		if (report === null) continue;
		if (memory.programs.isHidden(report.path)) hidden.push(report);
		else if (memory.stages.stage(report.stageId)?.recipe.programHash !== report.hash) memory.programs.wait(report);
	}
	await takeReports(transaction, effects, memory, hidden);
}

/** Of scripts that only workers see. */
export async function takeReports(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	reports: readonly ProgramReport[],
): Promise<void> {
	// Memory of the stages is read again only later in the round.
	const noted = new Map<string, string>();
	for (const report of reports) {
		const { path, hash } = report;
		const stage = memory.stages.stage(report.stageId);
		if (!stage) continue;
		const current = noted.get(path) ?? stage.recipe.programHash ?? (await adopt(transaction, effects, memory, path));
		const verdict = memory.programs.judge(report, current);
		switch (verdict) {
			case "current":
			case "old":
				break;
			case "first":
			case "changed": {
				noted.set(path, hash);
				const stageIds = (usedScripts(memory.stages).get(path) ?? []).map((user) => user.stageId);
				const worker = { id: report.workerId, name: workerName(memory, report.workerId) };
				await noteProgram(transaction, effects, { path, hash, stageIds, worker });
				break;
			}
			case "differs":
				if (current !== null) nameWorker(effects, memory, report, current);
		}
	}
}

/** A stage that is new runs a script of which is known already what it is. */
async function adopt(
	transaction: Transaction,
	effects: RoundEffects,
	memory: CoordinatorMemory,
	path: string,
): Promise<string | null> {
	const users = usedScripts(memory.stages).get(path) ?? [];
	const hash = memory.programs.currentOf(path) ?? users.find((user) => user.hash !== null)?.hash ?? null;
	if (hash === null) return null;
	const stageIds = users.filter((user) => user.hash === null).map((user) => user.stageId);
	await noteProgram(transaction, effects, { path, hash, stageIds, worker: null });
	return hash;
}

/** Says, once and when it lasts, that a worker has another copy of a script than the one that counts. */
export function nameWorker(
	effects: RoundEffects,
	memory: CoordinatorMemory,
	report: ProgramReport,
	current: string,
): void {
	const stage = memory.stages.stage(report.stageId);
	if (!stage || !memory.programs.names(report, current)) return;
	const { path, hash, workerId } = report;
	const others = memory.programs.isHidden(path) ? "than other workers" : "than the coordinator sees";
	effects.events.push({
		projectId: stage.projectId,
		stageId: stage.id,
		workerId,
		severity: "warning",
		kind: "programDiffers",
		message: `Worker "${workerName(memory, workerId)}" ran another copy of the script "${path}" ${others}: what it made for stage "${stage.name}" is stale. Give all workers the same copy.`,
		fields: { path, current, reported: hash },
	});
}

/** Null when it says nothing of the script the stage has now. */
function reportOf(
	memory: CoordinatorMemory,
	{ attemptId, stageId, pendingMs, runMs }: FinishedAttempt,
	{ hash, recipe }: NonNullable<FinishedAttempt["script"]>,
	nowMs: number,
): ProgramReport | null {
	const live = memory.attempts.get(asAttemptId(attemptId));
	const stage = memory.stages.stage(stageId);
	const path = programPath(recipe.definition.program, recipe.repositoryLocation);
	if (!live || !stage || path === null) return null;
	const { program } = stage.recipe.definition;
	if (stage.recipe !== recipe && programPath(program, stage.recipe.repositoryLocation) !== path) return null;
	const { workerId, dispatchedAtMs } = live;
	const session = memory.session(workerId);
	// The script of a batch was hashed when its job was written: at some time after the dispatch.
	const isBatch = live.isClusterJob && session?.pilot == null;
	// After a restart of the coordinator it is not known when it was dispatched, but how long it ran.
	const startedAtMs = Math.min(dispatchedAtMs + (isBatch ? 0 : pendingMs), nowMs - runMs);
	return { path, hash, startedAtMs, stageId, workerId, host: session?.host ?? workerId };
}

function workerName(memory: CoordinatorMemory, workerId: WorkerId): string {
	return memory.session(workerId)?.name ?? workerId;
}
