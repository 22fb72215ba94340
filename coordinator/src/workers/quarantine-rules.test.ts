import { describe, expect, it } from "vitest";
import { judgeRun, restMs } from "./quarantine-rules.ts";

const run = (tasks: number, succeeded: number, failed = 0, isTriedElsewhere = false) =>
	judgeRun({ tasks, elsewhere: { succeeded, failed }, isTriedElsewhere });

describe("a run of failures on one worker", () => {
	it("is the worker's fault when the same stages succeed elsewhere", () => {
		expect(run(5, 3)).toBe("guilty");
		expect(run(5, 40, 1)).toBe("guilty");
	});

	it("needs more tasks while little is known of elsewhere", () => {
		expect(run(5, 1)).toBe("suspected");
		expect(run(7, 1)).toBe("guilty");
	});

	it("makes a suspect before it makes a culprit", () => {
		expect(run(2, 40)).toBe("none");
		expect(run(3, 40)).toBe("suspected");
		expect(run(4, 40)).toBe("suspected");
	});

	it("says nothing of the worker when the stage fails elsewhere as well", () => {
		expect(run(20, 0, 5)).toBe("none");
		expect(run(5, 5, 5)).toBe("suspected");
		expect(run(5, 2, 10)).toBe("none");
	});

	it("waits for those who try it elsewhere, and blames the stage when nobody does", () => {
		expect(run(5, 0, 0, true)).toBe("suspected");
		expect(run(500, 0, 0, false)).toBe("none");
	});

	it("makes a suspect rest, longer each time and at most a minute", () => {
		expect([2, 3, 4, 5, 9, 400].map(restMs)).toEqual([0, 1_000, 2_000, 4_000, 60_000, 60_000]);
	});
});
