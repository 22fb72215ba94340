import type { LiveReading, Reading } from "./live-reading.ts";

/** Several readings seen as one list; it is another list exactly when one of them has changed. */
export interface CombinedReading<Value> {
	readonly subscribe: (listener: () => void) => () => void;
	readonly current: () => readonly Reading<Value>[];
}

export function combineReadings<Value>(readings: readonly LiveReading<Value>[]): CombinedReading<Value> {
	let last: readonly Reading<Value>[] = readings.map((reading) => reading.current());
	return {
		subscribe(listener) {
			const stops = readings.map((reading) => reading.subscribe(listener));
			return () => {
				for (const stop of stops) stop();
			};
		},
		current() {
			const now = readings.map((reading) => reading.current());
			if (now.some((reading, index) => reading !== last[index])) last = now;
			return last;
		},
	};
}
