import type { AttemptId, WorkerId } from "@tilewright/contract/ids";

/** What a worker said in its last heartbeat; not kept in the database. */
export interface WorkerReading {
	readonly workerId: WorkerId;
	readonly heardAt: Date;
	readonly leaseUntil: Date | null;
	/** Work units in use. */
	readonly localLoad: number;
	readonly clusterLoad: number;
	readonly cpuPercent: number | null;
	readonly freeMemoryMb: number | null;
	/** Assigned and not yet committed. */
	readonly attemptIds: readonly AttemptId[];
}

/** The newest reading of every worker; whoever receives heartbeats puts them here. */
export class WorkerReadings {
	readonly #readings = new Map<WorkerId, WorkerReading>();

	set(reading: WorkerReading): void {
		this.#readings.set(reading.workerId, reading);
	}

	/** After its session has ended. */
	remove(workerId: WorkerId): void {
		this.#readings.delete(workerId);
	}

	get(workerId: WorkerId): WorkerReading | null {
		return this.#readings.get(workerId) ?? null;
	}

	get all(): readonly WorkerReading[] {
		return [...this.#readings.values()];
	}
}
