import { describe, expect, it } from "vitest";
import { applyLineEvent, freshnessOf, initialLineState, type LineEvent, retryDelayMs } from "./line-model.ts";

function after(...events: LineEvent[]) {
	return events.reduce(applyLineEvent, initialLineState(true));
}

describe("the line", () => {
	it("is live while it is heard and tells the age of what it brought", () => {
		const state = after({ kind: "opened", atMs: 1_000 }, { kind: "heard", atMs: 3_000 });
		expect(freshnessOf(state, null, 3_400)).toEqual({ kind: "live", ageMs: 400 });
	});

	it("is stale when it is open but silent", () => {
		const state = after({ kind: "opened", atMs: 1_000 });
		expect(freshnessOf(state, null, 13_000)).toEqual({ kind: "stale", ageMs: 12_000 });
	});

	it("counts the age from the gap until what was missed has been read again", () => {
		const state = after({ kind: "opened", atMs: 0 }, { kind: "closed" }, { kind: "opened", atMs: 9_000 });
		expect(freshnessOf(state, 2_000, 9_500)).toEqual({ kind: "stale", ageMs: 7_500 });
		expect(freshnessOf(state, null, 9_500)).toEqual({ kind: "live", ageMs: 500 });
	});

	it("says when it will try again after it was lost", () => {
		const state = after({ kind: "opened", atMs: 0 }, { kind: "closed" }, { kind: "tryPlanned", nextTryAtMs: 5_000 });
		expect(freshnessOf(state, null, 4_000)).toEqual({ kind: "reconnecting", ageMs: 4_000, nextTryInMs: 1_000 });
	});

	it("is offline only while it is down and the browser has no network", () => {
		const lost: LineEvent = { kind: "networkChanged", hasNetwork: false };
		expect(freshnessOf(after({ kind: "opened", atMs: 0 }, lost), null, 100).kind).toBe("live");
		expect(freshnessOf(after({ kind: "opened", atMs: 0 }, lost, { kind: "closed" }), null, 100).kind).toBe("offline");
	});

	it("is connecting until it was up for the first time, however often it is tried", () => {
		const state = after({ kind: "closed" }, { kind: "closed" });
		expect(freshnessOf(state, null, 60_000)).toEqual({ kind: "connecting" });
		expect(state.failedTries).toBe(2);
	});

	it("waits longer after each failed try, never longer than 6.3 s, and never the same for everyone", () => {
		expect(retryDelayMs(0, 0.5)).toBe(300);
		expect(retryDelayMs(3, 0.5)).toBe(2_400);
		expect(retryDelayMs(99, 1)).toBe(6_250);
		expect(retryDelayMs(3, 0)).toBeLessThan(retryDelayMs(3, 1));
	});
});
