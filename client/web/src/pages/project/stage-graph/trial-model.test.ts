import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../api/generated/documents.ts";
import { shortTrialWords, trialProgress, trialWords } from "./trial-model.ts";

const counted = (counts: Partial<Record<TaskState, number>>) =>
	Object.entries(counts).map(([state, count]) => ({ state: state as TaskState, count }));
const trialOf = (counts: Partial<Record<TaskState, number>>, held: number, count = 5) => {
	const trial = trialProgress({ canary: { count }, counts: counted(counts) }, held);
	if (trial === null) throw new Error("it is one");
	return trial;
};

describe("a stage that is tried out", () => {
	it("says how much has run and what is held back, and calls only its own tasks ready", () => {
		const trial = trialOf({ READY: 626 }, 621);
		expect(trialWords(trial)).toBe("trial: 0 of 5 have run, 621 set aside");
		expect(shortTrialWords(trial)).toBe("0 of 5 ran, 621 set aside");
		expect(trial.counts.READY).toBe(5);
	});

	it("has run what failed as well", () => {
		expect(trialWords(trialOf({ READY: 795, SUCCEEDED: 2, FAILED: 3 }, 795))).toBe(
			"trial: 5 of 5 have run, 795 set aside",
		);
	});

	it("says nothing of what is held where nothing is", () => {
		expect(trialWords(trialOf({ WAITING: 2, SUCCEEDED: 1 }, 0, 3))).toBe("trial: 1 of 3 has run");
	});

	it("has never fewer than no ready tasks: what is held may have been counted a moment before", () => {
		expect(trialOf({ READY: 3 }, 4).counts.READY).toBe(0);
	});

	it("is none where a stage works on everything", () => {
		expect(trialProgress({ canary: null, counts: counted({ READY: 3 }) }, 3)).toBeNull();
	});
});
