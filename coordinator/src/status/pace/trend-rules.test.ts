import { describe, expect, it } from "vitest";
import { steadyGrowth } from "./trend-rules.ts";

describe("a queue that grows", () => {
	const growth = (ready: readonly number[]) =>
		steadyGrowth(
			ready.map((_, index) => ({ atMs: index * 10_000, tileCount: 0, stages: [] })),
			(sample) => ready[sample.atMs / 10_000] ?? null,
		);

	it("is told from one that only goes up and down, or was filled at once", () => {
		expect(growth([2, 8, 14, 19, 22, 25, 28, 33, 38])).toBe(25);
		expect(growth([10, 40, 10, 40, 10, 40, 10, 40, 10])).toBe(0);
		expect(growth([0, 0, 0, 0, 0, 0, 60, 55, 50])).toBe(0);
		expect(growth([40, 38, 35, 30, 28, 25, 20, 10, 5])).toBe(0);
	});

	it("is not told from a few seconds, or a few tasks", () => {
		expect(growth([2, 30, 60])).toBe(0);
		expect(growth([1, 1, 1, 2, 2, 2, 3, 3, 3])).toBe(0);
	});
});
