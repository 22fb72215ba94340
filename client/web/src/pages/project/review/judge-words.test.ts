import { describe, expect, it } from "vitest";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { heldBackWords, rejectWords } from "./judge-words.ts";

// Of a stage these sentences look at no more than this.
const stage = (id: string, name: string, parents: readonly string[], kind: string) =>
	({ id, name, parents: parents.map((parent) => ({ id: parent })), unitRule: { kind } }) as unknown as LiveStage;

const stages = [
	stage("1", "Quality", [], "each"),
	stage("2", "Deconvolve", ["1"], "each"),
	stage("3", "Shift", ["2", "1"], "neighbours"),
	stage("4", "Mosaic", ["3"], "group"),
];

describe("what is said of rejecting", () => {
	it("names the stages that wait, and what the microscope is told", () => {
		expect(rejectWords("1", stages)).toBe(
			"Reject: the result counts as bad. Deconvolve and Shift take it as input and wait until it is approved or made again. Nothing is deleted, and it can be taken back at any time. The microscope is not told: only gate rules with feedback, and a message sent by a person, do that.",
		);
		expect(rejectWords("3", stages)).toContain(
			"Mosaic takes it as input and waits until it is approved or made again; a group that may be made in parts goes on with the others.",
		);
	});

	it("says that nothing waits where nothing does", () => {
		expect(rejectWords("4", stages)).toContain("No stage takes it as input, so nothing waits.");
		expect(heldBackWords("4", stages)).toBe("No stage takes it as input: nothing else changes.");
	});

	it("says what becomes of what was made already", () => {
		expect(heldBackWords("2", stages)).toBe(
			"In Shift, what was queued waits, what runs finishes, and results made from it stay and count again once it is approved.",
		);
	});
});
