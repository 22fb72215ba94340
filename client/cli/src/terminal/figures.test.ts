import { describe, expect, it } from "vitest";
import { formatAge, formatDuration, formatNumber, formatSize, formatTime, formatValue } from "./figures.ts";

describe("figures for people", () => {
	it.each([
		[0.034, "0.03 s"],
		[3.27, "3.3 s"],
		[59.6, "1 min 00 s"],
		[125, "2 min 05 s"],
		[7_800, "2 h 10 min"],
		[270_000, "3 d 3 h"],
		[null, "–"],
	])("say %s seconds as %s", (seconds, text) => {
		expect(formatDuration(seconds)).toBe(text);
	});

	it("say how long ago in one unit", () => {
		const now = new Date("2026-11-21T12:00:00Z");
		const ages = ["2026-11-21T12:00:00.400Z", "2026-11-21T11:59:30Z", "2026-11-21T11:00:01Z", "2026-11-20T13:00:00Z"];
		expect(ages.map((time) => formatAge(time, now))).toEqual(["now", "30 s", "59 min", "23 h"]);
		expect(formatAge(null, now)).toBe("–");
	});

	it("write times in the local zone", () => {
		expect(formatTime(new Date(2026, 10, 21, 9, 5, 3).toISOString())).toBe("2026-11-21 09:05:03");
		expect(formatTime(null)).toBe("–");
	});

	it.each([
		[0, "0 B"],
		[999, "999 B"],
		[999.7, "1 kB"],
		[4_200, "4.2 kB"],
		[99_600, "100 kB"],
		[1_530_000_000, "1.5 GB"],
	])("say %s bytes as %s", (bytes, text) => {
		expect(formatSize(bytes)).toBe(text);
	});

	it("keep two decimals of a number, and texts as they are", () => {
		expect([formatNumber(1.5), formatNumber(2), formatNumber(0.333_3), formatNumber(null)]).toEqual([
			"1.5",
			"2",
			"0.33",
			"–",
		]);
		expect([formatValue("a b"), formatValue({ sigma: 2 })]).toEqual(["a b", '{"sigma":2}']);
	});
});
