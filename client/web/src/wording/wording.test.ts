import { describe, expect, it } from "vitest";
import { measureWords, plural, shortCountWords, sizeWords, unitsWords } from "./number-words.ts";
import { ageWords, agoWords, aheadWords, durationWords, quietWords, utcWords } from "./time-words.ts";
import { unitPlane, unitWords, viewUnitRule } from "./unit-words.ts";

describe("times in words", () => {
	it.each([
		[400, "0.4 s"],
		[12_900, "12 s"],
		[59_999, "59 s"],
		[61_000, "1 min"],
		[7_500_000, "2 h 05 min"],
		[400_000_000, "4 d"],
		[-50, "0.0 s"],
	])("says the age %d ms as %s", (ageMs, words) => expect(ageWords(ageMs)).toBe(words));

	it("says just now for an age below two seconds", () => {
		expect([agoWords(300), agoWords(4_200), agoWords(90_000)]).toEqual(["just now", "4 s ago", "1 min ago"]);
	});

	it("says what lies ahead no more exactly than it can be known", () => {
		expect([400, 12_300, 47_000, 88_000, 110_000, 3_540_000, 6_700_000].map(aheadWords)).toEqual([
			"1 s",
			"12 s",
			"45 s",
			"90 s",
			"2 min",
			"59 min",
			"1 h 50 min",
		]);
	});

	it("says since when nothing new has come", () => {
		expect([null, 19_000, 300_000].map(quietWords)).toEqual([
			"nothing has come yet",
			"something new within the last minute",
			"nothing new for 5 min",
		]);
	});

	it("says durations with the precision that matters at their length", () => {
		expect([12, 1_250, 42_000, 187_000, 7_500_000].map(durationWords)).toEqual([
			"12 ms",
			"1.25 s",
			"42.0 s",
			"3 min 07 s",
			"2 h 05 min",
		]);
	});

	it("gives the UTC time for the hover", () => {
		expect(utcWords(new Date("2026-11-21T03:12:45.678Z"))).toBe("2026-11-21 03:12:45 UTC");
	});
});

describe("numbers in words", () => {
	it("shortens counts from ten thousand on", () => {
		expect([9_999, 12_345, 100_000, 1_250_000].map(shortCountWords)).toEqual(["9,999", "12.3k", "100k", "1.3M"]);
	});

	it("gives sizes in decimal units", () => {
		expect([0, 999, 1_000, 2_345_678, 5e15].map(sizeWords)).toEqual(["0 B", "999 B", "1 kB", "2.3 MB", "5 PB"]);
	});

	it("keeps three digits of a measure and the fractions of work units", () => {
		expect([measureWords(0.04217), measureWords(1234.5), measureWords(0.00001)]).toEqual(["0.0422", "1,235", "1.0e-5"]);
		expect([unitsWords(0.5), unitsWords(3), unitsWords(0.30000000004)]).toEqual(["0.5", "3", "0.3"]);
		expect([plural(1, "tile"), plural(1_200, "tile")]).toEqual(["1 tile", "1,200 tiles"]);
	});
});

describe("units in words", () => {
	it("says each kind of unit rule", () => {
		const offsets = [
			{ x: 1, y: 0, z: 0 },
			{ x: 0, y: -1, z: 2 },
		];
		expect(viewUnitRule(null).words).toBe("each tile");
		expect(viewUnitRule({ kind: "neighbours", offsets }).words).toBe("pairs of neighbours (x+1, y−1 z+2)");
		expect(viewUnitRule({ kind: "group", by: ["plate", "well"] }).words).toBe("groups of the same plate and well");
		expect(viewUnitRule({ kind: "all" }).words).toBe("everything together");
	});

	it("says what tells one unit from the others of its tile", () => {
		expect(unitWords(null)).toBe("");
		expect(unitWords({ offset: { x: 1, y: 0, z: 0 } })).toBe("x+1");
		expect(unitWords({ attributes: { z: 3, channel: "DAPI" } })).toBe("z 3, channel DAPI");
		expect(unitWords({ attributes: {} })).toBe("everything");
		expect([unitPlane({ attributes: { z: 3 } }), unitPlane({ attributes: { well: "A1" } }), unitPlane(null)]).toEqual([
			3,
			null,
			null,
		]);
	});
});
