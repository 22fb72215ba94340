import { describe, expect, it } from "vitest";
import {
	endOf,
	failureCount,
	nextTile,
	nextTileWords,
	processingLook,
	rateBasisWords,
	rateWords,
	runwayWords,
	stageRateWords,
} from "./pace-model.ts";

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

describe("the rate of a stage", () => {
	const pace = {
		endedPerMinute: 9.84,
		rateBasis: "MEASURED" as const,
		rateSeconds: 40,
		backlog: 12,
		verdict: "CATCHING_UP" as const,
	};

	it("is told with what it is over, and as being measured before it is known", () => {
		expect([stageRateWords(pace), rateBasisWords(pace)]).toEqual(["9.8/min", "over 40 s in which it could work"]);
		expect(stageRateWords({ ...pace, rateBasis: "ESTIMATED" })).toBe("about 9.8/min");
		expect(stageRateWords({ ...pace, endedPerMinute: null, rateBasis: null })).toBe("measuring …");
		expect(stageRateWords({ ...pace, endedPerMinute: null, rateBasis: null, backlog: 0 })).toBe("");
		expect(stageRateWords({ ...pace, backlog: 0, verdict: "DONE" })).toBe("");
	});
});

describe("how long a disk lasts", () => {
	const disk = {
		hoursLeft: null,
		shrinkingBytesPerHour: null,
		neededBytes: null,
		freeBytes: 68e9,
		verdict: "ENOUGH",
	} as const;

	it("is whether it will do for what is still to come, where that is known", () => {
		expect(runwayWords({ ...disk, neededBytes: 3e9, hoursLeft: 30 })).toBe("enough: about 3 GB more to come");
		expect(runwayWords({ ...disk, neededBytes: 0 })).toBe("enough: nothing more to come");
		expect(runwayWords({ ...disk, neededBytes: 70e9, verdict: "LOW" })).toBe("not enough: about 70 GB more to come");
		expect(
			runwayWords({ ...disk, neededBytes: 3e9, shrinkingBytesPerHour: 2e10, hoursLeft: 3, verdict: "LOW" }),
		).toMatch(/^full in 3 h/);
	});

	it("is said only of what the project writes", () => {
		expect(runwayWords(disk)).toMatch(/measured while the project writes/);
		expect(runwayWords({ ...disk, shrinkingBytesPerHour: 0 })).toBe("this project writes little now");
		expect(runwayWords({ ...disk, hoursLeft: 90_000, shrinkingBytesPerHour: 10 })).toBe(
			"this project writes little now",
		);
		expect(runwayWords({ ...disk, hoursLeft: 3, shrinkingBytesPerHour: 1e9 })).toMatch(/^full in 3 h/);
	});
});

describe("the badge of the failures", () => {
	it("counts what failed and waits for another try as well", () => {
		const pace = { processing: { retrying: 20 } };
		// Only what the rule looks at is here.
		expect(failureCount(3, pace as Parameters<typeof failureCount>[1])).toBe(23);
		expect(failureCount(3, null)).toBe(3);
	});
});

describe("the time to finish", () => {
	const processing = {
		verdict: "CATCHING_UP" as const,
		failed: 0,
		inReview: 0,
		setAside: 0,
		retrying: 0,
		behindSeconds: null,
		limit: null,
		sentence: "",
		secondsLeft: 90,
		isEstimate: true,
		isMeasuring: false,
	};

	it("is not told as done while a person is needed", () => {
		const word = (over: Partial<typeof processing> | { verdict: "DONE" | "PAUSED_ITSELF" | "FAILING" }) =>
			processingLook({ ...processing, ...over }).word;
		expect(word({ verdict: "DONE" })).toBe("all done");
		expect(processingLook({ ...processing, verdict: "DONE", inReview: 16 }).word).toBe("needs you");
		expect(word({ verdict: "PAUSED_ITSELF" })).toBe("needs you");
		expect(word({ verdict: "FAILING" })).toBe("failing");
	});

	it("is a number, an estimate, being measured, or nothing anybody can say", () => {
		expect(endOf(processing)).toEqual({ kind: "known", inSeconds: 90, isEstimate: true });
		expect(endOf({ ...processing, secondsLeft: null, isMeasuring: true })).toEqual({ kind: "measuring" });
		expect(endOf({ ...processing, secondsLeft: null })).toEqual({ kind: "none" });
	});
});
