import { describe, expect, it } from "vitest";
import { endedWords, inUseWords, silentMs, workerLook } from "./worker-words-model.ts";

const heardAt = "2026-11-21T03:00:00.000Z";
const after = (seconds: number) => Date.parse(heardAt) + seconds * 1000;
const worker = { state: "PROCESSING", lastSeenAt: heardAt, leaseUntil: "2026-11-21T03:00:10.000Z" } as const;

describe("a worker that is not heard of", () => {
	it("is silent after three missed tellings, whatever its state was", () => {
		expect(silentMs(worker, after(5.9))).toBeNull();
		expect(silentMs(worker, after(42))).toBe(42_000);
		expect(workerLook(worker, silentMs(worker, after(42)))).toMatchObject({ word: "silent for 42 s", tone: "caution" });
		expect(workerLook(worker, silentMs(worker, after(1))).word).toBe("working");
	});

	it("is silent sooner where its lease is short, and knows no lease at the beginning", () => {
		const short = { ...worker, leaseUntil: "2026-11-21T03:00:02.000Z" };
		expect(silentMs(short, after(1.3))).toBe(1_300);
		expect(silentMs({ ...worker, leaseUntil: null }, after(5))).toBeNull();
	});

	it("is unavailable rather than silent once it is declared so", () => {
		expect(silentMs({ ...worker, state: "UNAVAILABLE" }, after(4_000))).toBeNull();
	});
});

describe("what a worker's load is of", () => {
	const full = { state: "PROCESSING", localLoad: 2, clusterLoad: 0, heldAttemptCount: 2 } as const;

	it("is the list where that has all of it", () => {
		expect(endedWords({ ...full, runningAttempts: [1, 2] })).toBeNull();
		expect(endedWords({ ...full, state: "IDLE", localLoad: 0, heldAttemptCount: 0, runningAttempts: [] })).toBeNull();
	});

	it("is said where tasks have ended before they could be listed", () => {
		expect(endedWords({ ...full, runningAttempts: [] })).toBe("2 tasks that have just ended");
		expect(endedWords({ ...full, runningAttempts: [1] })).toBe("and 1 task that has just ended");
		expect(endedWords({ ...full, heldAttemptCount: 0, runningAttempts: [] })).toMatch(/faster than they can be listed/);
	});

	it("is counted in work units where a pause asks", () => {
		expect(inUseWords({ localLoad: 2, clusterLoad: 0, localCapacity: 2 })).toBe("2 of 2 work units in use");
		expect(inUseWords({ localLoad: 0, clusterLoad: 8, localCapacity: 2 })).toBe(
			"0 of 2 work units in use, 8 on the cluster",
		);
	});
});
