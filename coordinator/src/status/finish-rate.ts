import type { StageId } from "@tilewright/contract/ids";

const secondsKept = 60;

/** How many tasks of each stage finished in the last minute: one counter per second, reused in a circle. */
export class FinishRate {
	readonly #counters = new Map<StageId, { counts: Uint32Array; seconds: Float64Array }>();

	/** `second` is a whole number of seconds of a clock that never goes back. */
	add(stageId: StageId, second: number): void {
		let counter = this.#counters.get(stageId);
		if (!counter) {
			counter = { counts: new Uint32Array(secondsKept), seconds: new Float64Array(secondsKept).fill(-1) };
			this.#counters.set(stageId, counter);
		}
		const place = second % secondsKept;
		if (counter.seconds[place] !== second) {
			counter.seconds[place] = second;
			counter.counts[place] = 0;
		}
		counter.counts[place] = (counter.counts[place] ?? 0) + 1;
	}

	/** Over the 60 seconds that end with this one. */
	inLastMinute(stageId: StageId, second: number): number {
		const counter = this.#counters.get(stageId);
		if (!counter) return 0;
		let total = 0;
		for (const [place, count] of counter.counts.entries()) {
			if ((counter.seconds[place] ?? -1) > second - secondsKept) total += count;
		}
		return total;
	}
}
