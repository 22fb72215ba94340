import { describe, expect, it } from "vitest";
import {
	distinctFirst,
	exampleWords,
	failingWords,
	lastAtPlace,
	leftOutWords,
	pausedWords,
	placeWords,
	retryingWords,
	timeBars,
} from "./failures-model.ts";

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

describe("failures of one stage only", () => {
	it("say how many of the others are left out", () => {
		const stage = (id: string, count: number) => ({
			id,
			kind: "PROGRAM" as const,
			counts: [
				{ state: "FAILED" as const, count },
				{ state: "READY" as const, count: 4 },
			],
		});
		expect(leftOutWords([stage("1", 3), stage("2", 3), stage("3", 3)], "1")).toBe(
			"6 failed tasks of other stages are left out.",
		);
		expect(leftOutWords([stage("1", 3), stage("2", 1)], "1")).toBe("1 failed task of other stages is left out.");
		expect(leftOutWords([stage("1", 3)], "1")).toBe("Failures of other stages are left out; none has any now.");
	});
});

describe("where a cause is seen", () => {
	it("is a worker by name when it is only one", () => {
		const workers = [{ name: "scope-2", host: "a", attempts: 3, worker: null }];
		expect(placeWords({ workers, hosts: [{ host: "a", attempts: 3, workers: 1 }] })).toBe("on worker scope-2");
	});
});

describe("examples", () => {
	const attempt = (id: string, task: string) => ({ id, task: { id: task } });

	it("show every task once before one of them is shown again", () => {
		const list = [attempt("a2", "a"), attempt("a1", "a"), attempt("b2", "b"), attempt("b1", "b"), attempt("c2", "c")];
		expect(distinctFirst(list).map(({ id }) => id)).toEqual(["a2", "b2", "c2", "a1", "b1"]);
	});

	it("are called attempts of what they worked on", () => {
		expect(exampleWords(2, "00012", "")).toBe("attempt 2 of tile 00012");
		expect(exampleWords(1, "00012", "with 00013")).toBe("attempt 1 of tile 00012 with 00013");
		expect(exampleWords(1, null, "z 3")).toBe("attempt 1 of z 3");
	});
});

describe("when a place failed last", () => {
	const at = (time: string) => `2026-11-22T${time}Z`;
	const here = { name: "w", host: "h", attempts: 1, worker: null };
	const other = { ...here, name: "v" };
	const place = { name: "w", host: "h", lastAt: at("00:50:00.000") };

	it("is what its newest cause says, where that was seen here only", () => {
		const groups = [
			{ lastAt: at("00:53:29.000"), workers: [here] },
			{ lastAt: at("00:58:10.000"), workers: [here] },
			{ lastAt: at("00:59:00.000"), workers: [other] },
			{ lastAt: at("01:07:00.000"), workers: [here, other] },
		];
		expect(lastAtPlace(place, groups)).toEqual({ at: at("00:58:10.000"), isExact: true });
	});

	it("is only known to ten minutes where others may have been the last", () => {
		const groups = [
			{ lastAt: at("00:53:29.000"), workers: [here] },
			{ lastAt: at("00:58:10.000"), workers: [here, other] },
		];
		expect(lastAtPlace(place, groups)).toEqual({ at: place.lastAt, isExact: false });
		expect(lastAtPlace(place, [])).toEqual({ at: place.lastAt, isExact: false });
	});
});
