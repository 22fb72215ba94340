import { setTimeout as wait } from "node:timers/promises";
import { type Clock, systemClock } from "@tilewright/contract/clock";

/** A clock one can also wait on. */
export interface SimulationClock extends Clock {
	/** Rejects with the signal's reason when it is aborted. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemSimulationClock: SimulationClock = {
	...systemClock,
	sleep: async (ms, signal) => {
		await wait(Math.max(0, ms), undefined, { signal });
	},
};

/**
 * A clock for tests on which waiting takes no time: `sleep` moves it ahead. `onSleep` sees the world as it is
 * during each wait.
 */
export function createInstantClock(onSleep: (ms: number) => void | Promise<void> = () => {}): SimulationClock {
	let elapsedMs = 0;
	return {
		now: () => new Date(Date.UTC(2021, 3, 9) + elapsedMs),
		monotonicMs: () => elapsedMs,
		sleep: async (ms, signal) => {
			signal.throwIfAborted();
			await onSleep(ms);
			elapsedMs += Math.max(0, ms);
			signal.throwIfAborted();
		},
	};
}
