import { describe, expect, it } from "vitest";
import type { ObservedProject } from "./idle-rules.ts";
import { waitUntilIdle } from "./wait-until-idle.ts";

const ended = { endedAt: 0, failure: null };

function observed(counts: Record<string, number>): ObservedProject {
	return {
		name: "P",
		tileCount: 3,
		completeTileCount: 3,
		sources: [],
		stages: [
			{ name: "root", isRoot: true, rule: null, isPaused: false, pauseReason: null, counts: { succeeded: 3 } },
			{ name: "Preview", isRoot: false, rule: "each", isPaused: false, pauseReason: null, counts },
		],
	};
}

/** A clock that moves by itself with every look: tests wait for decisions, not for time. */
function clock(stepSeconds: number): () => number {
	let now = 0;
	return () => {
		now += stepSeconds;
		return now;
	};
}

describe("waiting until idle", () => {
	it("reports projects, stages without the root, and when the first tile was through", async () => {
		const looks = [observed({ running: 3 }), observed({ running: 2, succeeded: 1 })];
		const report = await waitUntilIdle({
			observe: async () => [looks.shift() ?? observed({ succeeded: 3, failed: 0 })],
			acquisition: () => ended,
			timeLimitSeconds: 1_000,
			elapsedSeconds: clock(1),
			signal: new AbortController().signal,
		});
		expect(report).toMatchObject({
			projects: [{ name: "P", tiles: 3, stages: [{ name: "Preview", counts: { succeeded: 3 } }] }],
		});
		expect(report.secondsToFirstFinishedTile).toBeGreaterThan(0);
		expect(report.secondsTotal).toBeGreaterThan(report.secondsToFirstFinishedTile ?? 0);
	});

	it("is not taken in by a moment in which nothing seems to be left", async () => {
		const looks = [observed({ succeeded: 1 }), observed({ succeeded: 1, ready: 2 })];
		const report = await waitUntilIdle({
			observe: async () => [looks.shift() ?? observed({ succeeded: 3 })],
			acquisition: () => ended,
			timeLimitSeconds: 1_000,
			elapsedSeconds: clock(0.5),
			signal: new AbortController().signal,
		});
		expect(report.projects[0]?.stages[0]?.counts).toEqual({ succeeded: 3 });
	});

	it("fails with the reasons when something failed", async () => {
		const waiting = waitUntilIdle({
			observe: async () => [observed({ succeeded: 2, failed: 1 })],
			acquisition: () => ended,
			timeLimitSeconds: 1_000,
			elapsedSeconds: clock(1),
			signal: new AbortController().signal,
		});
		await expect(waiting).rejects.toMatchObject({
			code: "UNTIL_IDLE_FAILED",
			message: expect.stringContaining('stage "Preview": 1 failed'),
		});
	});

	it("asks again when the coordinator does not answer, and says so when the time is over", async () => {
		let asked = 0;
		const waiting = waitUntilIdle({
			observe: async () => {
				asked += 1;
				throw new Error("connection refused");
			},
			acquisition: () => ended,
			timeLimitSeconds: 3,
			elapsedSeconds: clock(1),
			signal: new AbortController().signal,
		});
		await expect(waiting).rejects.toMatchObject({
			code: "UNTIL_IDLE_FAILED",
			message: expect.stringMatching(/Not idle after 3 s: .*connection refused/),
		});
		expect(asked).toBeGreaterThan(1);
	});

	it("ends at once when it is stopped", async () => {
		const stop = new AbortController();
		stop.abort(new Error("stopped by SIGINT"));
		const waiting = waitUntilIdle({
			observe: async () => [observed({ running: 1 })],
			acquisition: () => ended,
			timeLimitSeconds: 1_000,
			elapsedSeconds: clock(0.001),
			signal: stop.signal,
		});
		await expect(waiting).rejects.toThrow("stopped by SIGINT");
	});
});
