import { describe, expect, it } from "vitest";
import { countBeyond, keepDomain, steppedDomain } from "./plot-domain-model.ts";

const of = "focus against arrival";

describe("the scale of a plot", () => {
	it("is rounded outwards, so that the next values seldom change it", () => {
		expect(steppedDomain({ least: 1, most: 620 })).toEqual({ least: 0, most: 700 });
		expect(steppedDomain({ least: 0.176, most: 0.824 })).toEqual({ least: 0.1, most: 0.9 });
		expect(steppedDomain({ least: -3, most: 5 })).toEqual({ least: -3, most: 5 });
	});

	it("stays while the values fit, and grows in steps when they do not", () => {
		const first = keepDomain(null, of, Float64Array.of(1, 620), false);
		expect(keepDomain(first, of, Float64Array.of(1, 700), false)).toBe(first);
		expect(keepDomain(first, of, Float64Array.of(300, 310), false)).toBe(first);
		const grown = keepDomain(first, of, Float64Array.of(1, 701), false);
		expect(grown.domain).toEqual({ least: 0, most: 800 });
		let [changes, shown] = [0, keepDomain(null, of, Float64Array.of(1, 100), false)];
		for (let count = 101; count <= 1_000; count++) {
			const next = keepDomain(shown, of, Float64Array.of(1, count), false);
			if (next !== shown) changes++;
			shown = next;
		}
		expect(changes).toBeLessThan(20);
	});

	it("does not move while somebody holds it, says what lies beyond, and follows afterwards", () => {
		const shown = keepDomain(null, of, Float64Array.of(0, 10), false);
		const values = Float64Array.of(0, 10, 25, Number.NaN);
		expect(keepDomain(shown, of, values, true)).toBe(shown);
		const across = Float64Array.of(1, 2, 3, 4);
		expect(countBeyond(across, values, { least: 0, most: 10 }, shown.domain)).toBe(1);
		expect(keepDomain(shown, of, values, false).domain.most).toBe(25);
	});

	it("begins anew for another metric, also under the pointer", () => {
		const shown = keepDomain(null, of, Float64Array.of(0, 1_000), false);
		expect(keepDomain(shown, "mean against arrival", Float64Array.of(0, 1), true).domain).toEqual({
			least: 0,
			most: 1,
		});
		expect(keepDomain(null, of, Float64Array.of(), false).domain.most).toBeGreaterThan(0);
	});
});
