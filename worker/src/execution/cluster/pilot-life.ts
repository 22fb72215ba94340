import type { Logger } from "pino";
import { machineMs } from "../../machine-clock.ts";
import type { PilotDescription } from "../../pilot-description.ts";

export interface PilotLifeOptions {
	readonly pilot: PilotDescription;
	readonly logger: Logger;
	/** By the machine's clock. */
	readonly startedAtMs: number;
	/** Attempts it has, or whose results are not committed. */
	readonly attempts: () => number;
	/** It takes no more: to be told at once. */
	readonly draining: () => void;
}

const lookMs = 200;

/*
 *   taking ──idle, warned, or near the end of the walltime──► draining ──told, and nothing left──► over
 */

/** When a pilot takes no more work, and when it gives its allocation back. */
export class PilotLife {
	readonly #options: PilotLifeOptions;
	readonly #timer: NodeJS.Timeout;
	readonly over: Promise<void>;
	#settle: () => void = () => {};
	#busyAtMs = machineMs();
	#isDraining = false;
	/** The coordinator has answered a heartbeat that said so: it assigns nothing more. */
	#isKnown = false;

	constructor(options: PilotLifeOptions) {
		this.#options = options;
		this.over = new Promise((resolve) => {
			this.#settle = resolve;
		});
		this.#timer = setInterval(() => this.#look(), lookMs);
	}

	get isDraining(): boolean {
		return this.#isDraining;
	}

	/** Until nothing new is taken. */
	remainingMs(): number {
		const { pilot, startedAtMs } = this.#options;
		return startedAtMs + (pilot.walltimeSeconds - pilot.drainSeconds) * 1_000 - machineMs();
	}

	drain(reason: string): void {
		if (this.#isDraining) return;
		this.#isDraining = true;
		this.#options.logger.info({ reason }, "The pilot takes no more work.");
		this.#options.draining();
	}

	/** A heartbeat was answered. */
	heartbeatAnswered(saidDraining: boolean): void {
		this.#isKnown ||= saidDraining;
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	#look(): void {
		const nowMs = machineMs();
		if (this.#options.attempts() > 0) this.#busyAtMs = nowMs;
		if (this.remainingMs() <= 0) this.drain("its walltime is nearly over");
		if (nowMs - this.#busyAtMs >= this.#options.pilot.idleSeconds * 1_000) this.drain("it had nothing to do");
		if (this.#isDraining && this.#isKnown && this.#options.attempts() === 0) this.#settle();
	}
}
