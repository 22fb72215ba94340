import { leaseClockMs } from "../machine-clock.ts";

/**
 * The end of the lease as every thread sees it: one number in shared memory, compared with the machine's
 * clock at the moment of asking, so that a process that was stopped for a while is not believed.
 */
export class LeaseSignal {
	readonly memory: SharedArrayBuffer;
	readonly #endsAtMs: Float64Array;

	constructor(memory = new SharedArrayBuffer(8)) {
		this.memory = memory;
		this.#endsAtMs = new Float64Array(memory);
	}

	get isValid(): boolean {
		return leaseClockMs() < (this.#endsAtMs[0] ?? 0);
	}

	set(endsAtMs: number): void {
		this.#endsAtMs[0] = endsAtMs;
	}

	/** From now on invalid. */
	clear(): void {
		this.#endsAtMs[0] = 0;
	}
}
