import type { LeaseTerms, ProgramHandle, ProgramOrder, TaskRunner } from "./task-runner.ts";

/** Two runners as one: orders that ask for a cluster go to it, all others run on this machine. */
export class PlacedRunner implements TaskRunner {
	readonly #local: TaskRunner;
	readonly #cluster: TaskRunner;

	constructor(local: TaskRunner, cluster: TaskRunner) {
		this.#local = local;
		this.#cluster = cluster;
	}

	start(order: ProgramOrder): ProgramHandle {
		return (order.cluster === undefined ? this.#local : this.#cluster).start(order);
	}

	survivors(): readonly ProgramHandle[] {
		return [...this.#local.survivors(), ...this.#cluster.survivors()];
	}

	forget(attemptIds: readonly number[]): void {
		this.#local.forget(attemptIds);
		this.#cluster.forget(attemptIds);
	}

	renewLease(lease: LeaseTerms): void {
		this.#local.renewLease(lease);
		this.#cluster.renewLease(lease);
	}

	async leave(): Promise<void> {
		await Promise.all([this.#local.leave(), this.#cluster.leave()]);
	}

	/** Nothing runs on this machine any more; jobs of the cluster go on. */
	async close(): Promise<void> {
		await Promise.all([this.#local.close(), this.#cluster.leave()]);
	}
}
