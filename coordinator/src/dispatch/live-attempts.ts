import type { AttemptId, ProjectId, StageId, TaskId, WorkerId } from "@tilewright/contract/ids";

/** An attempt that is at a worker and not yet answered. */
export interface LiveAttempt {
	readonly attemptId: AttemptId;
	readonly taskId: TaskId;
	readonly projectId: ProjectId;
	readonly stageId: StageId;
	readonly workerId: WorkerId;
	readonly workUnits: number;
	readonly isClusterJob: boolean;
	readonly isBackfill: boolean;
	readonly dispatchedAtMs: number;
	/** Heartbeats of its worker that did not name it. */
	missedHeartbeats: number;
}

export interface PlaceLoad {
	readonly workUnits: number;
	readonly attempts: number;
}

/**
 * A mirror of the attempts of running tasks, with what each worker and project has in use. An attempt whose result
 * is being recorded gives back its work units at once, but is known until the commit: a worker must not be told to
 * forget a result that may yet be rolled back.
 */
export class LiveAttempts {
	readonly #attempts = new Map<AttemptId, LiveAttempt>();
	readonly #ending = new Map<AttemptId, LiveAttempt>();
	readonly #byWorker = new Map<WorkerId, Map<AttemptId, LiveAttempt>>();
	readonly #workUnitsByProject = new Map<ProjectId, number>();
	readonly #countByStage = new Map<StageId, number>();
	#backfillWorkUnits = 0;

	get size(): number {
		return this.#attempts.size;
	}

	get(attemptId: AttemptId): LiveAttempt | undefined {
		return this.#attempts.get(attemptId) ?? this.#ending.get(attemptId);
	}

	ofWorker(workerId: WorkerId): ReadonlyMap<AttemptId, LiveAttempt> {
		return this.#byWorker.get(workerId) ?? new Map();
	}

	/** What a worker has in use on its own machine, and on the cluster behind it or around it. */
	loadOf(workerId: WorkerId): { readonly local: PlaceLoad; readonly cluster: PlaceLoad } {
		const local = { workUnits: 0, attempts: 0 };
		const cluster = { workUnits: 0, attempts: 0 };
		for (const attempt of this.ofWorker(workerId).values()) {
			const load = attempt.isClusterJob ? cluster : local;
			load.workUnits += attempt.workUnits;
			load.attempts += 1;
		}
		return { local, cluster };
	}

	get workUnitsByProject(): ReadonlyMap<ProjectId, number> {
		return this.#workUnitsByProject;
	}

	/** Whose results are not being recorded yet. */
	ofStage(stageId: StageId): number {
		return this.#countByStage.get(stageId) ?? 0;
	}

	/** Of all projects. */
	get backfillWorkUnits(): number {
		return this.#backfillWorkUnits;
	}

	add(attempt: LiveAttempt): void {
		this.#attempts.set(attempt.attemptId, attempt);
		let ofWorker = this.#byWorker.get(attempt.workerId);
		if (!ofWorker) {
			ofWorker = new Map();
			this.#byWorker.set(attempt.workerId, ofWorker);
		}
		ofWorker.set(attempt.attemptId, attempt);
		this.#addWorkUnits(attempt.projectId, attempt.workUnits);
		this.#countByStage.set(attempt.stageId, this.ofStage(attempt.stageId) + 1);
		if (attempt.isBackfill) this.#backfillWorkUnits += attempt.workUnits;
	}

	/** Its result is being recorded. */
	end(attemptId: AttemptId): LiveAttempt | undefined {
		const attempt = this.#attempts.get(attemptId);
		if (!attempt) return undefined;
		this.#attempts.delete(attemptId);
		this.#byWorker.get(attempt.workerId)?.delete(attemptId);
		this.#addWorkUnits(attempt.projectId, -attempt.workUnits);
		this.#countByStage.set(attempt.stageId, this.ofStage(attempt.stageId) - 1);
		if (attempt.isBackfill) this.#backfillWorkUnits -= attempt.workUnits;
		this.#ending.set(attemptId, attempt);
		return attempt;
	}

	/** The commit has come: what was ending has ended. */
	forgetEnded(): void {
		this.#ending.clear();
	}

	#addWorkUnits(projectId: ProjectId, workUnits: number): void {
		this.#workUnitsByProject.set(projectId, (this.#workUnitsByProject.get(projectId) ?? 0) + workUnits);
	}
}
