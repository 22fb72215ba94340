import { describe, expect, it } from "vitest";
import { applyReviewEvent, currentOf, firstState, openOf, type ReviewEvent, targetsOf } from "./review-model.ts";

const queue = ["1", "2", "3", "4"];

function after(...events: readonly ReviewEvent[]) {
	return events.reduce((state, event) => applyReviewEvent(state, event, queue), firstState);
}

describe("the review queue", () => {
	it("begins with the first result and stops at both ends", () => {
		expect(currentOf(firstState, queue)).toBe("1");
		expect(after({ kind: "moved", by: 1 }).current).toBe("2");
		expect(after({ kind: "moved", by: -5 }).current).toBe("1");
		expect(after({ kind: "moved", by: 50 }).current).toBe("4");
		expect(currentOf(firstState, [])).toBeNull();
	});

	it("goes on with the next result after a decision", () => {
		const decision = { kind: "approved" as const, ids: ["2"] };
		const state = after({ kind: "wentTo", id: "2" }, { kind: "decided", decision });
		expect([currentOf(state, queue), openOf(state, queue)]).toEqual(["3", ["1", "3", "4"]]);
		const last = applyReviewEvent(
			after({ kind: "wentTo", id: "4" }),
			{ kind: "decided", decision: { kind: "rejected", ids: ["4"] } },
			queue,
		);
		expect(currentOf(last, queue)).toBe("3");
	});

	it("decides what was chosen together, or else what is looked at", () => {
		const state = after({ kind: "toggled", id: "3" }, { kind: "toggled", id: "1" });
		expect(targetsOf(state, queue)).toEqual(["1", "3"]);
		expect(targetsOf(after({ kind: "toggled", id: "3" }, { kind: "toggled", id: "3" }), queue)).toEqual(["3"]);
		expect(targetsOf(firstState, [])).toEqual([]);
	});

	it("takes a decision back and returns to it", () => {
		const state = after({ kind: "decided", decision: { kind: "rejected", ids: ["1"] } }, { kind: "undone" });
		expect([currentOf(state, queue), openOf(state, queue), state.last]).toEqual(["1", queue, null]);
	});

	it("goes to the first one when the present one was decided by somebody else", () => {
		expect(currentOf(after({ kind: "wentTo", id: "2" }), ["3", "4"])).toBe("3");
	});
});
