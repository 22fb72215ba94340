import { describe, expect, it } from "vitest";
import { diskRunway } from "./disk-rules.ts";

const gigabyte = 1e9;
const minutes = (value: number) => value * 60_000;

describe("the runway of a disk", () => {
	it("is what is free, divided by how fast it shrinks", () => {
		const runway = diskRunway(
			[
				{ atMs: 0, freeBytes: 1_000 * gigabyte },
				{ atMs: minutes(30), freeBytes: 980 * gigabyte },
			],
			4_000 * gigabyte,
			null,
		);
		expect(runway).toMatchObject({ shrinkingBytesPerHour: 40 * gigabyte, hoursLeft: 24.5, verdict: "enough" });
	});

	it("is not guessed from a few seconds, and endless when nothing shrinks", () => {
		const first = { atMs: 0, freeBytes: 100 * gigabyte };
		expect(
			diskRunway([first, { ...first, atMs: 30_000, freeBytes: 99 * gigabyte }], 200 * gigabyte, null),
		).toMatchObject({ shrinkingBytesPerHour: null, hoursLeft: null });
		expect(diskRunway([first, { atMs: minutes(5), freeBytes: 120 * gigabyte }], 200 * gigabyte, null)).toMatchObject({
			shrinkingBytesPerHour: 0,
			hoursLeft: null,
			verdict: "enough",
		});
		expect(diskRunway([], 1, null)).toBeNull();
	});

	it("forgets what was more than half an hour ago", () => {
		const runway = diskRunway(
			[
				{ atMs: 0, freeBytes: 900 * gigabyte },
				{ atMs: minutes(60), freeBytes: 500 * gigabyte },
				{ atMs: minutes(90), freeBytes: 495 * gigabyte },
			],
			1_000 * gigabyte,
			null,
		);
		expect(runway?.shrinkingBytesPerHour).toBe(10 * gigabyte);
	});

	it("warns when it will be full within hours, is nearly full, or cannot take what is still to come", () => {
		const steady = (freeBytes: number, neededBytes: number | null = null) =>
			diskRunway([{ atMs: 0, freeBytes }], 1_000 * gigabyte, neededBytes)?.verdict;
		expect(steady(500 * gigabyte)).toBe("enough");
		expect(steady(500 * gigabyte, 600 * gigabyte)).toBe("low");
		expect(steady(40 * gigabyte)).toBe("low");
		expect(steady(5 * gigabyte)).toBe("critical");
		const filling = diskRunway(
			[
				{ atMs: 0, freeBytes: 500 * gigabyte },
				{ atMs: minutes(30), freeBytes: 300 * gigabyte },
			],
			1_000 * gigabyte,
			null,
		);
		expect(filling).toMatchObject({ hoursLeft: 0.75, verdict: "critical" });
	});
});
