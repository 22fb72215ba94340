import type { LiveAttempt } from "../attempts/live-attempt.ts";
import type { AttemptQueue, WorkQueue } from "./work-queue.ts";

/** One queue for this machine and one for the cluster behind it. Neither holds up the other. */
export class PlacedQueue implements AttemptQueue {
	readonly local: WorkQueue;
	readonly cluster: WorkQueue;

	constructor(local: WorkQueue, cluster: WorkQueue) {
		this.local = local;
		this.cluster = cluster;
	}

	get usedWorkUnits(): number {
		return this.local.usedWorkUnits;
	}

	enqueue(attempt: LiveAttempt): void {
		this.#of(attempt).enqueue(attempt);
	}

	remove(attempt: LiveAttempt): boolean {
		return this.#of(attempt).remove(attempt);
	}

	occupy(attempt: LiveAttempt): void {
		this.#of(attempt).occupy(attempt);
	}

	programEnded(attempt: LiveAttempt): void {
		this.#of(attempt).programEnded(attempt);
	}

	release(attempt: LiveAttempt): void {
		this.#of(attempt).release(attempt);
	}

	setOpen(isOpen: boolean): void {
		this.local.setOpen(isOpen);
		this.cluster.setOpen(isOpen);
	}

	#of(attempt: LiveAttempt): WorkQueue {
		return attempt.place === "cluster" ? this.cluster : this.local;
	}
}
