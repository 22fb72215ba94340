import { describe, expect, it } from "vitest";
import { type DiskSample, type DiskVerdict, diskRunway } from "./disk-rules.ts";

const gigabyte = 1e9;
const minutes = (value: number) => value * 60_000;
const sample = (minute: number, freeGigabytes: number, isWritten = true): DiskSample => ({
	atMs: minutes(minute),
	freeBytes: freeGigabytes * gigabyte,
	isWritten,
});
const writing = { neededBytes: null, isWriting: true, secondsLeft: null, previous: null };

describe("the runway of a disk", () => {
	it("is what is free, divided by how fast it shrinks while the project writes", () => {
		const runway = diskRunway([sample(0, 1_000), sample(30, 980)], 4_000 * gigabyte, writing);
		expect(runway).toMatchObject({ shrinkingBytesPerHour: 40 * gigabyte, hoursLeft: 24.5, verdict: "enough" });
	});

	it("is not guessed from a few minutes, and endless when nothing shrinks", () => {
		expect(diskRunway([sample(0, 100), sample(9, 50)], 200 * gigabyte, writing)).toMatchObject({
			shrinkingBytesPerHour: null,
			hoursLeft: null,
			verdict: "enough",
		});
		expect(diskRunway([sample(0, 100), sample(15, 120)], 200 * gigabyte, writing)).toMatchObject({
			shrinkingBytesPerHour: 0,
			hoursLeft: null,
			verdict: "enough",
		});
		expect(diskRunway([], 1, writing)).toBeNull();
	});

	it("does not count what other programs write before, between and after", () => {
		const samples = [sample(0, 900), sample(20, 890), sample(50, 300, false), sample(70, 290)];
		expect(diskRunway(samples, 1_000 * gigabyte, writing)).toMatchObject({
			shrinkingBytesPerHour: 30 * gigabyte,
			verdict: "low",
		});
		expect(diskRunway(samples, 1_000 * gigabyte, { ...writing, isWriting: false })).toMatchObject({
			shrinkingBytesPerHour: null,
			hoursLeft: null,
			verdict: "enough",
		});
	});

	it("forgets what was more than two hours ago", () => {
		const runway = diskRunway([sample(0, 900), sample(60, 500), sample(200, 495), sample(230, 490)], 1e12, writing);
		expect(runway?.shrinkingBytesPerHour).toBe(10 * gigabyte);
	});

	it("warns when it will be full within hours, is nearly full, or cannot take what is still to come", () => {
		const steady = (freeGigabytes: number, neededBytes: number | null = null) =>
			diskRunway([sample(0, freeGigabytes)], 1_000 * gigabyte, { ...writing, neededBytes })?.verdict;
		expect(steady(500)).toBe("enough");
		expect(steady(500, 600 * gigabyte)).toBe("low");
		expect(steady(40)).toBe("low");
		expect(steady(5)).toBe("critical");
		const filling = diskRunway([sample(0, 500), sample(30, 300)], 1_000 * gigabyte, writing);
		expect(filling).toMatchObject({ hoursLeft: 0.75, verdict: "critical" });
	});

	it("is no matter of a project that is done long before", () => {
		const after = (secondsLeft: number | null, previous: DiskVerdict = "enough") =>
			diskRunway([sample(0, 74), sample(30, 67)], 270 * gigabyte, { ...writing, secondsLeft, previous });
		expect(after(null)).toMatchObject({ verdict: "low" });
		expect(after(3_600 * 2)).toMatchObject({ verdict: "low" });
		expect(after(500)).toMatchObject({ verdict: "enough" });
		// The time to finish wanders, and what was said does not come and go with it.
		expect([after(3_600 * 1.5), after(3_600 * 1.5, "low")]).toMatchObject([{ verdict: "enough" }, { verdict: "low" }]);
		const short = diskRunway([sample(0, 274), sample(30, 67)], 270 * gigabyte, { ...writing, secondsLeft: 60 });
		expect(short).toMatchObject({ verdict: "critical" });
	});

	it("does not change its mind at the limit", () => {
		const after = (hours: number, previous: DiskVerdict) =>
			diskRunway([sample(0, 100 * hours + 50), sample(30, 100 * hours)], 10_000 * gigabyte, { ...writing, previous })
				?.verdict;
		expect([after(11.9, "enough"), after(12.1, "low"), after(17, "low"), after(19, "low")]).toEqual([
			"low",
			"low",
			"low",
			"enough",
		]);
		expect([after(1.9, "low"), after(2.5, "critical"), after(3.1, "critical")]).toEqual([
			"critical",
			"critical",
			"low",
		]);
	});
});
