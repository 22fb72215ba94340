import { describe, expect, it } from "vitest";
import { isQuiet, isTimeToTell, isTimeZone, type TellingRule } from "./notification-rules.ts";

const at = (time: string) => Date.parse(`2026-11-21T${time}:00Z`);
const night = { from: 22 * 60, to: 7 * 60, timeZone: "UTC" };
const rule: TellingRule = { digestMinutes: 0, quietHours: null, letsErrorsThrough: true };
const untold = { oldestAtMs: at("12:00"), hasError: false };

describe("quiet hours", () => {
	it("go over midnight, and end at the minute", () => {
		expect(["21:59", "22:00", "03:00", "06:59", "07:00"].map((time) => isQuiet(night, at(time)))).toEqual([
			false,
			true,
			true,
			true,
			false,
		]);
	});

	it("are those of the rule's time zone, also at its midnight", () => {
		// In Vienna it is an hour later in November.
		const vienna = { ...night, timeZone: "Europe/Vienna" };
		expect(isQuiet(vienna, at("21:00"))).toBe(true);
		expect(isQuiet(vienna, at("06:00"))).toBe(false);
		expect(isQuiet({ from: 0, to: 60, timeZone: "Europe/Vienna" }, at("23:30"))).toBe(true);
	});

	it("hold warnings back and let errors through, unless even these are to wait", () => {
		const quiet = { ...rule, quietHours: night };
		expect(isTimeToTell(quiet, untold, null, at("23:00"))).toBe(false);
		expect(isTimeToTell(quiet, { ...untold, hasError: true }, null, at("23:00"))).toBe(true);
		const strict = { ...quiet, letsErrorsThrough: false };
		expect(isTimeToTell(strict, { ...untold, hasError: true }, null, at("23:00"))).toBe(false);
		expect(isTimeToTell(quiet, untold, null, at("07:00"))).toBe(true);
	});
});

describe("a message", () => {
	it("is sent at once, and another one a minute later at the earliest", () => {
		expect(isTimeToTell(rule, untold, null, at("12:00"))).toBe(true);
		expect(isTimeToTell(rule, untold, at("12:00") - 59_000, at("12:00"))).toBe(false);
		expect(isTimeToTell(rule, untold, at("12:00") - 60_000, at("12:00"))).toBe(true);
	});

	it("waits for its digest, counted from the oldest thing it tells", () => {
		const digest = { ...rule, digestMinutes: 30 };
		expect(isTimeToTell(digest, untold, null, at("12:29"))).toBe(false);
		expect(isTimeToTell(digest, untold, null, at("12:30"))).toBe(true);
	});
});

describe("a time zone", () => {
	it("is one that is known", () => {
		expect(isTimeZone("Europe/Vienna")).toBe(true);
		expect(isTimeZone("Mars/Olympus")).toBe(false);
	});
});
