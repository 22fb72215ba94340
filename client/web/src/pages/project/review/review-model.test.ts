import { describe, expect, it } from "vitest";
import { decidedWords, decisionAboutDecided, decisionAboutHeld, takenBack, takenBackWords } from "./decision-model.ts";
import { applyReviewEvent, currentOf, firstState, openOf, type ReviewEvent, targetsOf } from "./review-model.ts";

const queue = ["1", "2", "3", "4"];

const byGate = { reason: "held by gate rule “focus < 0.4” (focus = 0.31)", gate: { action: "HOLD" } };
const byPerson = { reason: "held by ben: bubble", gate: null };
const decided = (kind: "approved" | "rejected", ...ids: readonly string[]) =>
	decisionAboutHeld(
		kind,
		ids.map((id) => ({ id, name: `0${id}`, ...byGate })),
	);
const approved = (...ids: readonly string[]) => decided("approved", ...ids);

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
			{ kind: "decided", decision: decided("rejected", "4") },
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

	it("takes all decisions back, one after the other, and says each time what became of it", () => {
		const both = after(
			{ kind: "decided", decision: decided("rejected", "1") },
			{ kind: "decided", decision: approved("2") },
		);
		const once = applyReviewEvent(both, { kind: "undone", changed: 1 }, queue);
		expect([currentOf(once, queue), openOf(once, queue), once.said]).toEqual([
			"2",
			["2", "3", "4"],
			"Taken back: 02 is held again",
		]);
		const twice = applyReviewEvent(once, { kind: "undone", changed: 1 }, queue);
		expect([currentOf(twice, queue), openOf(twice, queue), twice.said]).toEqual([
			"1",
			queue,
			"Taken back: 01 is held again",
		]);
		expect(twice.decisions).toEqual([]);
		const inVain = applyReviewEvent(twice, { kind: "undoneInVain" }, queue);
		expect(inVain.said).toContain("what was decided before is under Decided");
		expect(applyReviewEvent(inVain, { kind: "moved", by: 1 }, queue).said).toBeNull();
	});

	it("goes to the first one when the present one was decided by somebody else", () => {
		expect(currentOf(after({ kind: "wentTo", id: "2" }), ["3", "4"])).toBe("3");
	});

	it("shows a result again that left the queue and came back, as when a colleague holds it", () => {
		const state = after({ kind: "decided", decision: approved("2") });
		expect(openOf(applyReviewEvent(state, { kind: "read" }, queue), queue)).toEqual(["1", "3", "4"]);
		const gone = applyReviewEvent(state, { kind: "read" }, ["1", "3", "4"]);
		expect(openOf(gone, queue)).toEqual(queue);
	});

	it("begins with the first one when the order changes, and walks what is shown", () => {
		const worstFirst = ["4", "2", "1", "3"];
		const state = applyReviewEvent(after({ kind: "wentTo", id: "3" }), { kind: "reordered" }, worstFirst);
		expect(currentOf(state, worstFirst)).toBe("4");
		expect(applyReviewEvent(state, { kind: "moved", by: 1 }, worstFirst).current).toBe("2");
		const next = applyReviewEvent(state, { kind: "decided", decision: approved("4") }, worstFirst);
		expect(currentOf(next, worstFirst)).toBe("2");
	});
});

describe("a decision that is taken back", () => {
	it("leaves it to the gate to say why it held a result, and keeps what a person said", () => {
		const results = [
			{ id: "1", name: "01", ...byGate },
			{ id: "2", name: "02", ...byPerson },
			{ id: "3", name: "03", ...byGate },
			{ id: "4", name: "04", ...byPerson, gate: { action: "FLAG" } },
		];
		expect(takenBack(decisionAboutHeld("approved", results))).toEqual([
			{ word: "held", reason: null, ids: ["1", "3"] },
			{ word: "held", reason: "taken back; before: held by ben: bubble", ids: ["2", "4"] },
		]);
	});

	it("does not grow when it happens again", () => {
		const once = { id: "1", name: "01", gate: null, reason: "held by ana: taken back; before: held by ben: bubble" };
		expect(takenBack(decisionAboutHeld("rejected", [once]))).toMatchObject([
			{ reason: "taken back; before: held by ben: bubble" },
		]);
	});

	it("is what was said before where something was decided already", () => {
		const turned = decisionAboutDecided("approved", { id: "1", name: "01", word: "rejected", reason: "bubble" });
		expect(takenBack(turned)).toEqual([{ word: "rejected", reason: "bubble", ids: ["1"] }]);
		expect(takenBackWords(turned, 1)).toBe("Taken back: 01 is rejected again");
	});

	it("says so where somebody else was quicker", () => {
		expect(takenBackWords(approved("1", "2"), 0)).toBe(
			"01 and 02 are not as this decision left them any more: nothing was changed",
		);
	});

	it("names the first of many", () => {
		expect(decidedWords(approved("1"))).toBe("Approved 01");
		expect(decidedWords(decided("rejected", "1", "2", "3", "4"))).toBe("Rejected 4 results (01, 02, 03, …)");
	});
});
