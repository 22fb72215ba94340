import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { handleStopSignals } from "./stop-signals.ts";

const quiet = { info: () => {}, warn: () => {}, error: () => {} };

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
	vi.useRealTimers();
});

describe("Ctrl-C", () => {
	it("stops once, although npm passes on what the terminal has already sent", async () => {
		const source = new EventEmitter();
		const signals = handleStopSignals(quiet, source);
		source.emit("SIGINT", "SIGINT");
		vi.advanceTimersByTime(50);
		source.emit("SIGINT", "SIGINT");
		await signals.stopped;
		expect([signals.stop.aborted, signals.force.aborted]).toEqual([true, false]);
	});

	it("forces the second time", () => {
		const source = new EventEmitter();
		const signals = handleStopSignals(quiet, source);
		source.emit("SIGINT", "SIGINT");
		vi.advanceTimersByTime(1_000);
		source.emit("SIGTERM", "SIGTERM");
		expect(signals.force.aborted).toBe(true);
	});
});
