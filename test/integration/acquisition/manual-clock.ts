import type { Clock } from "@tilewright/contract/clock";

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
	#monotonicMs = 1_000_000;

	now(): Date {
		return new Date(Date.UTC(2026, 0, 1) + this.#monotonicMs);
	}

	monotonicMs(): number {
		return this.#monotonicMs;
	}

	forward(milliseconds: number): void {
		this.#monotonicMs += milliseconds;
	}
}
