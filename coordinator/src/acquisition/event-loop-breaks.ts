import { setImmediate as nextTurn } from "node:timers/promises";

/** Long enough that breaks cost nothing, short enough that nobody waiting for the event loop notices. */
const longestStretchMs = 4;

/** Lets others have the event loop during long computations: `if (breaks.isDue()) await breaks.take()`. */
export class EventLoopBreaks {
	#stretchBeganAt = performance.now();

	isDue(): boolean {
		return performance.now() - this.#stretchBeganAt > longestStretchMs;
	}

	async take(): Promise<void> {
		await nextTurn();
		this.#stretchBeganAt = performance.now();
	}
}
