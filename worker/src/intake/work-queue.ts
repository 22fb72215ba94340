import type { AttemptOutcome } from "@tilewright/contract/states";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import { fitsEver, fitsNow, sumWorkUnits } from "./capacity-rules.ts";

/** Programs that have ended may pile up before their outputs are looked at, up to this many. */
const maximumCollecting = 64;

/** What others do with the attempts that wait: in this queue, or in one queue for each place. */
export type AttemptQueue = Pick<
	WorkQueue,
	"enqueue" | "remove" | "occupy" | "programEnded" | "release" | "setOpen" | "usedWorkUnits"
>;

export interface WorkQueueOptions {
	readonly capacity: number;
	readonly start: (attempt: LiveAttempt) => void;
	readonly refuse: (attempt: LiveAttempt, outcome: AttemptOutcome, problem: string) => void;
}

/**
 * Attempts wait here, in the order they came, until the machine has work units free. The coordinator gives
 * no more than fits, but its view is older than ours: capacity may be lowered while assignments travel.
 * The first one waits for its place and nobody overtakes it, so a heavy one is not starved by light ones.
 */
export class WorkQueue {
	readonly #options: WorkQueueOptions;
	readonly #waiting: LiveAttempt[] = [];
	/** Work units by attempt. */
	readonly #inUse = new Map<number, number>();
	/** Their programs have ended, their outputs are being looked at. */
	readonly #collecting = new Set<number>();
	#capacity: number;
	#isOpen = false;

	constructor(options: WorkQueueOptions) {
		this.#options = options;
		this.#capacity = options.capacity;
	}

	get usedWorkUnits(): number {
		return sumWorkUnits(this.#inUse.values());
	}

	/** There is more to do when something that runs has ended. */
	get hasWaiting(): boolean {
		return this.#waiting.length > 0;
	}

	get capacity(): number {
		return this.#capacity;
	}

	/** A task heavier than the whole worker could only wait for ever: it is refused. */
	enqueue(attempt: LiveAttempt): void {
		const { workUnits } = attempt;
		if (!fitsEver(workUnits, this.#capacity)) {
			this.#options.refuse(
				attempt,
				"couldNotStart",
				`It needs ${workUnits} work units and this worker offers ${this.#capacity}. Raise the worker's capacity or lower the stage's work units.`,
			);
			return;
		}
		this.#waiting.push(attempt);
		this.#startWaiting();
	}

	/** True when it was waiting and now is not. */
	remove(attempt: LiveAttempt): boolean {
		const index = this.#waiting.indexOf(attempt);
		if (index >= 0) this.#waiting.splice(index, 1);
		if (index === 0) this.#startWaiting();
		return index >= 0;
	}

	/** For a program that runs already, after a restart of the worker. */
	occupy(attempt: LiveAttempt): void {
		this.#inUse.set(attempt.id, attempt.workUnits);
	}

	/** Its program has ended; the outputs still have to be looked at. */
	programEnded(attempt: LiveAttempt): void {
		if (!this.#inUse.delete(attempt.id)) return;
		this.#collecting.add(attempt.id);
		this.#startWaiting();
	}

	/** It has its result. */
	release(attempt: LiveAttempt): void {
		const wasInUse = this.#inUse.delete(attempt.id);
		if (this.#collecting.delete(attempt.id) || wasInUse) this.#startWaiting();
	}

	/** What waits and has become too heavy is given back; it costs no retry of its own. */
	setCapacity(capacity: number): void {
		if (capacity === this.#capacity) return;
		this.#capacity = capacity;
		for (const attempt of this.#waiting.filter((waiting) => !fitsEver(waiting.workUnits, capacity))) {
			this.remove(attempt);
			const { workUnits } = attempt;
			this.#options.refuse(
				attempt,
				"preempted",
				`The worker's capacity was lowered to ${capacity} work units while it waited; it needs ${workUnits}.`,
			);
		}
		this.#startWaiting();
	}

	/** Without a lease nothing is started. */
	setOpen(isOpen: boolean): void {
		this.#isOpen = isOpen;
		this.#startWaiting();
	}

	#startWaiting(): void {
		while (this.#isOpen && this.#collecting.size < maximumCollecting) {
			const [next] = this.#waiting;
			if (next === undefined || !fitsNow(this.usedWorkUnits, next.workUnits, this.#capacity)) return;
			this.#waiting.shift();
			this.occupy(next);
			this.#options.start(next);
		}
	}
}
