import { describe, expect, it } from "vitest";
import { nextTile, nextTileWords, rateWords } from "./pace-model.ts";

const arrival = {
	verdict: "ON_TIME" as const,
	sentence: "a tile every 60 s",
	arrived: 10,
	expected: 100,
	tileSeconds: 60,
	tilesPerMinute: 1,
	lastAt: "2026-11-21T03:00:00.000Z",
	nextDueAt: "2026-11-21T03:01:00.000Z",
	alarmAt: "2026-11-21T03:03:00.000Z",
	secondsLeft: 5_400,
};
const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);

describe("the next tile", () => {
	it.each([
		["03:00:48.000", "next tile in 12 s"],
		["03:00:59.000", "next tile now"],
		["03:01:30.000", "next tile a little late (30 s)"],
		["03:05:00.000", "next tile overdue by 4 min"],
	])("at %s is told as: %s", (time, words) => {
		expect(nextTileWords(nextTile(arrival, at(time)))).toBe(words);
	});

	it("is not spoken of after the end", () => {
		expect(nextTileWords(nextTile({ ...arrival, nextDueAt: null, alarmAt: null }, at("04:00:00")))).toBe("");
	});
});

describe("rates", () => {
	it("are per minute, and per hour where that would be less than one", () => {
		expect([42.4, 9.84, 1, 0, 0.2, null].map(rateWords)).toEqual(["42/min", "9.8/min", "1/min", "0/min", "12/h", ""]);
	});
});
