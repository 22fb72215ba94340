import type { ProgramHandle, ProgramOrder, TaskRunner } from "../task-runner.ts";
import type { ClusterAccess } from "./cluster-access.ts";

/** A cluster's batches as a runner; leaving it leaves everything the worker has at the scheduler. */
export class ClusterRunner implements TaskRunner {
	readonly #access: ClusterAccess;

	constructor(access: ClusterAccess) {
		this.#access = access;
	}

	start(order: ProgramOrder): ProgramHandle {
		return this.#access.batches.start(order);
	}

	survivors(): readonly ProgramHandle[] {
		return this.#access.batches.survivors();
	}

	forget(attemptIds: readonly number[]): void {
		this.#access.batches.forget(attemptIds);
	}

	renewLease(): void {
		this.#access.batches.renewLease();
	}

	leave(): Promise<void> {
		return this.#access.leave();
	}

	close(): Promise<void> {
		return this.#access.leave();
	}
}
