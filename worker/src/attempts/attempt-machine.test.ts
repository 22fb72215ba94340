import { expect, test } from "vitest";
import { applyAttemptEvent, liveAttemptStates } from "./attempt-machine.ts";

test("an attempt goes from the queue to its result step by step", () => {
	expect(applyAttemptEvent("queued", "slotFree")).toBe("preparing");
	expect(applyAttemptEvent("preparing", "prepared")).toBe("running");
	expect(applyAttemptEvent("running", "exited")).toBe("collecting");
	expect(applyAttemptEvent("collecting", "finished")).toBe("finished");
});

test("every state but the last can end at once, and the last ignores everything", () => {
	for (const state of liveAttemptStates) {
		expect(applyAttemptEvent(state, "finished")).toBe(state === "finished" ? null : "finished");
		if (state === "finished")
			for (const event of ["slotFree", "prepared", "adopted", "exited"] as const) {
				expect(applyAttemptEvent(state, event)).toBeNull();
			}
	}
});

test("a program found after a restart makes a queued attempt a running one", () => {
	expect(applyAttemptEvent("queued", "adopted")).toBe("running");
});
