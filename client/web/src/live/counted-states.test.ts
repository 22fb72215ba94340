import { describe, expect, it } from "vitest";
import { CountedStates } from "./counted-states.ts";

const stage = (stageId: string, failed: number, ready = 0) => ({
	stageId,
	isPaused: false,
	counts: [
		{ state: "FAILED" as const, count: failed },
		{ state: "READY" as const, count: ready },
	],
});

describe("counted states", () => {
	it("tell of a task that failed or fails no more, and of nothing else", () => {
		const counted = new CountedStates(["FAILED"]);
		expect(counted.take({ stages: [stage("1", 2), stage("2", 0)] })).toBe(false);
		expect(counted.take({ stages: [stage("1", 2, 5)] })).toBe(false);
		expect(counted.take({ stages: [stage("2", 1)] })).toBe(true);
		expect(counted.take({ stages: [] })).toBe(false);
		expect(counted.take({ stages: [stage("1", 1)] })).toBe(true);
	});
});
