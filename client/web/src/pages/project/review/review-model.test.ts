import { describe, expect, it } from "vitest";
import {
	applyReviewEvent,
	currentOf,
	decisionAbout,
	firstState,
	openOf,
	type ReviewEvent,
	takenBack,
	targetsOf,
} from "./review-model.ts";

const queue = ["1", "2", "3", "4"];

const approved = (...ids: readonly string[]) => decisionAbout("approved", ids, []);

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
		const state = after({ kind: "wentTo", id: "2" }, { kind: "decided", decision: approved("2") });
		expect([currentOf(state, queue), openOf(state, queue)]).toEqual(["3", ["1", "3", "4"]]);
		const last = applyReviewEvent(
			after({ kind: "wentTo", id: "4" }),
			{ kind: "decided", decision: decisionAbout("rejected", ["4"], []) },
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
		const state = after({ kind: "decided", decision: approved("1") }, { kind: "undone" });
		expect([currentOf(state, queue), openOf(state, queue), state.last]).toEqual(["1", queue, null]);
	});

	it("goes to the first one when the present one was decided by somebody else", () => {
		expect(currentOf(after({ kind: "wentTo", id: "2" }), ["3", "4"])).toBe("3");
	});

	it("begins with the first one when the order changes, and walks what is shown", () => {
		const worstFirst = ["4", "2", "1", "3"];
		const state = applyReviewEvent(after({ kind: "wentTo", id: "3" }), { kind: "reordered" }, worstFirst);
		expect(currentOf(state, worstFirst)).toBe("4");
		expect(applyReviewEvent(state, { kind: "moved", by: 1 }, worstFirst).current).toBe("2");
		const decided = applyReviewEvent(state, { kind: "decided", decision: approved("4") }, worstFirst);
		expect(currentOf(decided, worstFirst)).toBe("2");
	});
});

describe("a decision that is taken back", () => {
	const byGate = { reason: "held by gate rule “focus < 0.4” (focus = 0.31)", gate: { action: "HOLD" } };
	const byPerson = { reason: "held by ben: bubble", gate: null };

	it("leaves it to the gate to say why it held a result, and keeps what a person said", () => {
		const results = [
			{ id: "1", ...byGate },
			{ id: "2", ...byPerson },
			{ id: "3", ...byGate },
			{ id: "4", ...byPerson, gate: { action: "FLAG" } },
			{ id: "5", ...byPerson },
		];
		expect([...takenBack(decisionAbout("approved", ["1", "2", "3", "4"], results))]).toEqual([
			[null, ["1", "3"]],
			["taken back; before: held by ben: bubble", ["2", "4"]],
		]);
	});

	it("does not grow when it happens again", () => {
		const once = { id: "1", gate: null, reason: "held by ana: taken back; before: held by ben: bubble" };
		expect([...takenBack(decisionAbout("rejected", ["1"], [once])).keys()]).toEqual([
			"taken back; before: held by ben: bubble",
		]);
	});
});

describe("taking back once more than was decided", () => {
	it("says that nothing is left, until something else is done", () => {
		const state = after({ kind: "decided", decision: approved("1") }, { kind: "undone" }, { kind: "undoneInVain" });
		expect(state).toMatchObject({ isNothingLeft: true, current: "1", last: null });
		expect(applyReviewEvent(state, { kind: "moved", by: 1 }, queue).isNothingLeft).toBe(false);
	});

	it("says nothing of it as long as there is something", () => {
		expect(after({ kind: "decided", decision: approved("1") }, { kind: "undone" }).isNothingLeft).toBe(false);
	});
});
