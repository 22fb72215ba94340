import { describe, expect, it } from "vitest";
import { judgementsOf } from "./judging-model.ts";

const labels = (task: Parameters<typeof judgementsOf>[0]) => judgementsOf(task).choices.map(({ label }) => label);
const hold = { action: "HOLD" };

describe("what is offered for a result", () => {
	it("is the way back from what somebody decided", () => {
		expect(labels({ state: "REJECTED", decision: { kind: "reject" }, gate: hold })).toEqual([
			"Hold again",
			"Approve after all",
		]);
		expect(labels({ state: "SUCCEEDED", decision: { kind: "approve" }, gate: hold })).toEqual([
			"Hold again",
			"Reject after all",
		]);
	});

	it("is to approve what a gate rejected, or to have it looked at", () => {
		expect(labels({ state: "REJECTED", decision: null, gate: { action: "REJECT" } })).toEqual([
			"Hold for review",
			"Approve after all",
		]);
	});

	it("is to decide where it is held, and nothing where nobody asked", () => {
		expect(labels({ state: "REVIEW", decision: null, gate: hold })).toEqual(["Approve", "Reject"]);
		expect(labels({ state: "SUCCEEDED", decision: null, gate: null })).toEqual([]);
		expect(labels({ state: "RUNNING", decision: { kind: "approve" }, gate: hold })).toEqual([]);
	});
});
