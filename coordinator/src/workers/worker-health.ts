import type { StageId, TaskId, WorkerId } from "@tilewright/contract/ids";
import { judgeRun, restMs, type Suspicion } from "./quarantine-rules.ts";

/** How one attempt ended, as far as it says something about its worker. */
export interface EndedAttempt {
	readonly workerId: WorkerId;
	readonly host: string;
	readonly stageId: StageId;
	readonly taskId: TaskId;
	readonly hasFailed: boolean;
	/** It ran on the worker itself, not on some node of the cluster the worker submits to. */
	readonly ranOnWorker: boolean;
}

/** Workers that only they fail on: one, or all of a host. */
export interface Culprit {
	readonly scope: "worker" | "host";
	readonly host: string;
	readonly workerIds: readonly WorkerId[];
	readonly tasks: number;
	readonly stageIds: readonly StageId[];
	readonly succeededElsewhere: number;
}

interface Run {
	readonly host: string;
	readonly tasks: Set<TaskId>;
	readonly stages: Set<StageId>;
	/** Number of the first of its outcomes; those with higher numbers came later. */
	readonly since: number;
	lastMs: number;
}

interface Outcome {
	readonly number: number;
	readonly workerId: WorkerId;
	readonly host: string;
	readonly hasFailed: boolean;
}

const outcomesPerStage = 200;
/** A run that is this long says all it can. */
const tasksPerRun = 1_000;
const rememberedTries = 20_000;

/**
 * What the active coordinator remembers of who fails: runs of failures per worker, the last outcomes per stage, and
 * where each task failed last. Lost with a coordinator, and soon known again; a quarantine is a row.
 */
export class WorkerHealth {
	readonly #runs = new Map<WorkerId, Run>();
	readonly #outcomes = new Map<StageId, Outcome[]>();
	/** Failures since the stage's last success, by worker. */
	readonly #failuresInARow = new Map<StageId, Map<WorkerId, number>>();
	readonly #failedOn = new Map<TaskId, WorkerId>();
	#number = 0;

	note(attempt: EndedAttempt, nowMs: number): void {
		const number = ++this.#number;
		const outcomes = this.#outcomes.get(attempt.stageId) ?? [];
		outcomes.push({ number, workerId: attempt.workerId, host: attempt.host, hasFailed: attempt.hasFailed });
		if (outcomes.length > 2 * outcomesPerStage) outcomes.splice(0, outcomesPerStage);
		this.#outcomes.set(attempt.stageId, outcomes);
		if (attempt.hasFailed) this.#noteFailure(attempt, number, nowMs);
		else {
			if (attempt.ranOnWorker) this.#runs.delete(attempt.workerId);
			this.#failuresInARow.delete(attempt.stageId);
		}
	}

	#noteFailure(attempt: EndedAttempt, number: number, nowMs: number): void {
		const failures = this.#failuresInARow.get(attempt.stageId) ?? new Map<WorkerId, number>();
		failures.set(attempt.workerId, (failures.get(attempt.workerId) ?? 0) + 1);
		this.#failuresInARow.set(attempt.stageId, failures);
		if (!attempt.ranOnWorker) return;
		const known = this.#runs.get(attempt.workerId);
		const run = known ?? { host: attempt.host, tasks: new Set(), stages: new Set(), since: number, lastMs: nowMs };
		if (run.tasks.size < tasksPerRun) run.tasks.add(attempt.taskId);
		run.stages.add(attempt.stageId);
		run.lastMs = nowMs;
		this.#runs.set(attempt.workerId, run);
	}

	/** The task's next try prefers another worker. */
	noteTry(taskId: TaskId, workerId: WorkerId, hasFailed: boolean): void {
		this.#failedOn.delete(taskId);
		if (!hasFailed) return;
		this.#failedOn.set(taskId, workerId);
		if (this.#failedOn.size <= rememberedTries) return;
		for (const oldest of this.#failedOn.keys()) {
			this.#failedOn.delete(oldest);
			break;
		}
	}

	failedOn(taskId: TaskId): WorkerId | undefined {
		return this.#failedOn.get(taskId);
	}

	/** Failures of the stage in a row, without those that speak against a worker. */
	failuresInARow(stageId: StageId, isBlamed: (workerId: WorkerId) => boolean): number {
		let sum = 0;
		for (const [workerId, failures] of this.#failuresInARow.get(stageId) ?? []) {
			if (!isBlamed(workerId)) sum += failures;
		}
		return sum;
	}

	forgetFailuresOf(stageId: StageId): void {
		this.#failuresInARow.delete(stageId);
	}

	/** After a quarantine, or the end of one, everybody begins anew. */
	forgetRuns(workerIds: readonly WorkerId[]): void {
		for (const workerId of workerIds) this.#runs.delete(workerId);
	}

	/** `isTriedElsewhere` says whether attempts of one of the stages run on other workers now. */
	suspicionOf(
		workerId: WorkerId,
		isTriedElsewhere: (workerId: WorkerId, stageIds: ReadonlySet<StageId>) => boolean,
	): Suspicion {
		const run = this.#runs.get(workerId);
		if (!run) return "none";
		return judgeRun({
			tasks: run.tasks.size,
			elsewhere: this.#elsewhere(run, (outcome) => outcome.workerId !== workerId),
			isTriedElsewhere: isTriedElsewhere(workerId, run.stages),
		});
	}

	/** Until when a suspect is left alone, by the clock its failures were noted with. */
	restsUntilMs(workerId: WorkerId): number {
		const run = this.#runs.get(workerId);
		return run ? run.lastMs + restMs(run.tasks.size) : 0;
	}

	/** Hosts first: what all workers of a host have in common is the host. */
	findCulprits(): Culprit[] {
		const hosts = this.#guiltyHosts();
		const named = new Set(hosts.flatMap((culprit) => culprit.workerIds));
		const workers = [...this.#runs].flatMap(([workerId, run]): Culprit[] => {
			if (named.has(workerId)) return [];
			const elsewhere = this.#elsewhere(run, (outcome) => outcome.workerId !== workerId);
			if (judgeRun({ tasks: run.tasks.size, elsewhere, isTriedElsewhere: false }) !== "guilty") return [];
			return [culpritOf("worker", [workerId], [run], elsewhere.succeeded)];
		});
		return [...hosts, ...workers];
	}

	#guiltyHosts(): Culprit[] {
		const byHost = new Map<string, [WorkerId, Run][]>();
		for (const entry of this.#runs) {
			const { host } = entry[1];
			byHost.set(host, [...(byHost.get(host) ?? []), entry]);
		}
		return [...byHost].flatMap(([host, entries]): Culprit[] => {
			// One failure on a second worker may be anything.
			const failing = entries.filter(([, run]) => run.tasks.size >= 2);
			if (failing.length < 2) return [];
			const runs = failing.map(([, run]) => run);
			const together = {
				tasks: new Set(runs.flatMap((run) => [...run.tasks])),
				stages: new Set(runs.flatMap((run) => [...run.stages])),
				since: Math.min(...runs.map((run) => run.since)),
			};
			// A worker of the host on which it goes well says that the host is not to blame.
			if (this.#elsewhere(together, (outcome) => outcome.host === host).succeeded > 0) return [];
			const elsewhere = this.#elsewhere(together, (outcome) => outcome.host !== host);
			if (judgeRun({ tasks: together.tasks.size, elsewhere, isTriedElsewhere: false }) !== "guilty") return [];
			const workerIds = failing.map(([workerId]) => workerId);
			return [culpritOf("host", workerIds, runs, elsewhere.succeeded)];
		});
	}

	/** Only what ended since the run began: a disk that fails for everybody fails here first by chance. */
	#elsewhere(
		run: Pick<Run, "stages" | "since">,
		counts: (outcome: Outcome) => boolean,
	): { readonly succeeded: number; readonly failed: number } {
		let succeeded = 0;
		let failed = 0;
		for (const stageId of run.stages) {
			for (const outcome of this.#outcomes.get(stageId) ?? []) {
				if (outcome.number < run.since || !counts(outcome)) continue;
				if (outcome.hasFailed) failed += 1;
				else succeeded += 1;
			}
		}
		return { succeeded, failed };
	}
}

function culpritOf(
	scope: Culprit["scope"],
	workerIds: readonly WorkerId[],
	runs: readonly Run[],
	succeededElsewhere: number,
): Culprit {
	return {
		scope,
		host: runs[0]?.host ?? "",
		workerIds,
		tasks: new Set(runs.flatMap((run) => [...run.tasks])).size,
		stageIds: [...new Set(runs.flatMap((run) => [...run.stages]))],
		succeededElsewhere,
	};
}
