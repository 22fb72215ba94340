import { describe, expect, it } from "vitest";
import { stateCounts } from "../live/live-store-model.ts";
import { barParts } from "./state-bar-model.ts";

describe("the bar of states", () => {
	it("shows one failed task among a hundred thousand", () => {
		const parts = barParts(
			stateCounts([
				{ state: "SUCCEEDED", count: 99_999 },
				{ state: "FAILED", count: 1 },
			]),
			100_000,
		);
		expect(parts.map(({ state }) => state)).toEqual(["SUCCEEDED", "FAILED"]);
		expect(parts[1]?.percent).toBe(1.5);
		expect(parts.reduce((sum, part) => sum + part.percent, 0)).toBeCloseTo(100);
	});

	it("leaves room for what is still to come", () => {
		const parts = barParts(stateCounts([{ state: "SUCCEEDED", count: 25 }]), 100);
		expect(parts).toEqual([{ state: "SUCCEEDED", count: 25, percent: 25 }]);
	});

	it("is empty when there is nothing", () => {
		expect(barParts(stateCounts([]), 0)).toEqual([]);
	});
});
