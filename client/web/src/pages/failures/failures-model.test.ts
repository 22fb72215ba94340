import { describe, expect, it } from "vitest";
import { failingWords, pausedWords, placeWords, retryingWords, timeBars } from "./failures-model.ts";

const minute = 60_000;

describe("failures over time", () => {
	it("are bars of ten minutes from the beginning to now, also where nothing failed", () => {
		const bars = timeBars(
			[
				{ at: new Date(10 * minute).toISOString(), attempts: 4 },
				{ at: new Date(30 * minute).toISOString(), attempts: 2 },
			],
			10 * minute,
			45 * minute,
		);
		expect(bars.map((bar) => bar.attempts)).toEqual([4, 0, 2, 0]);
		expect(bars.map((bar) => bar.height)).toEqual([1, 0, 0.5, 0]);
	});

	it("lose none when a long time is drawn with few bars", () => {
		const overTime = Array.from({ length: 200 }, (_, step) => ({
			at: new Date(step * 10 * minute).toISOString(),
			attempts: 1,
		}));
		const bars = timeBars(overTime, 0, 1_999 * minute);
		expect(bars.length).toBeLessThanOrEqual(72);
		expect(bars.reduce((sum, bar) => sum + bar.attempts, 0)).toBe(200);
	});
});

describe("tasks that are to be tried again", () => {
	it("are told why their stage is paused, in sentences", () => {
		expect(pausedWords(null)).toBe("The stage is paused.");
		expect(pausedWords("cleaning")).toBe("The stage is paused: cleaning.");
		expect(pausedWords("Paused by itself after 20 failures in a row.")).toBe(
			"Paused by itself after 20 failures in a row.",
		);
	});

	it("count as failures, and say what they wait for", () => {
		expect(failingWords(0, 0)).toBe("no task is failed now");
		expect(failingWords(0, 20)).toBe("20 tasks failed and wait for another try");
		expect(failingWords(2, 1)).toBe("2 tasks failed now, 1 task failed and waits for another try");
		expect(retryingWords(20, true)).toBe(
			"20 tasks failed like this and wait for another try: as soon as the stage is resumed.",
		);
		expect(retryingWords(1, false)).toBe("1 task failed like this and waits for another try, which comes by itself.");
	});
});

describe("where a cause is seen", () => {
	it("is a worker by name when it is only one", () => {
		const workers = [{ name: "scope-2", host: "a", attempts: 3, worker: null }];
		expect(placeWords({ workers, hosts: [{ host: "a", attempts: 3, workers: 1 }] })).toBe("on worker scope-2");
	});
});
