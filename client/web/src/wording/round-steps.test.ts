import { describe, expect, it } from "vitest";
import { stepFrom, stepUpTo, withoutNoise } from "./round-steps.ts";

describe("steps of a scale", () => {
	it("are 1, 2 or 5 times a power of ten, rounded up", () => {
		expect([0.3, 1, 1.1, 2.5, 6, 40, 51].map(stepFrom)).toEqual([0.5, 1, 2, 5, 10, 50, 100]);
	});

	it("and down", () => {
		expect([0.3, 1, 1.9, 4, 6, 40, 99].map((most) => withoutNoise(stepUpTo(most)))).toEqual([0.2, 1, 1, 2, 5, 20, 50]);
	});

	it("lose only what fractions add", () => {
		expect([0.1 + 0.2, 123456.789012, -2e-7].map(withoutNoise)).toEqual([0.3, 123456.789012, -2e-7]);
	});
});
