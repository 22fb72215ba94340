import { describe, expect, it } from "vitest";
import { type FailedProgram, type FailureRetry, fatesOf, programWords, retrySentence } from "./aftermath-model.ts";

const program: FailedProgram = {
	path: "/data/scripts/deconvolve.py",
	failedHash: "3fa94c1e77",
	currentHash: "b10dd07a11",
	isOtherScript: true,
	isOtherRecipe: false,
};
const retry: FailureRetry = {
	at: "2026-11-21T03:00:00Z",
	actor: "somebody",
	reason: null,
	tasks: 12,
	succeeded: 9,
	running: 1,
	waiting: 0,
	failedAgain: 1,
	failedOtherwise: 1,
	leftOut: 0,
};

describe("whether a retry would run something else", () => {
	it("is said of the script on disk", () => {
		expect(programWords(program).words).toBe(
			"deconvolve.py on disk is another script than the one that failed (b10dd07a, failed with 3fa94c1e).",
		);
		const same = { ...program, currentHash: program.failedHash, isOtherScript: false };
		expect(programWords(same)).toEqual({
			words: "deconvolve.py on disk is still the script that failed (3fa94c1e).",
			tone: "caution",
		});
		expect(programWords({ ...same, isOtherRecipe: true }).tone).toBe("good");
		expect(programWords({ ...program, isOtherScript: null }).words).toMatch(/cannot be told/);
	});

	it("is said of the stage where there is no script", () => {
		const builtIn = { ...program, path: null, failedHash: null, currentHash: null, isOtherScript: null };
		expect(programWords(builtIn).words).toBe("The stage is still set up as it was when it failed.");
		expect(programWords({ ...builtIn, isOtherRecipe: true }).tone).toBe("good");
	});
});

describe("what became of retried tasks", () => {
	it("is told in numbers that add up", () => {
		expect(fatesOf(retry).map(({ count, words }) => `${count} ${words}`)).toEqual([
			"9 succeeded",
			"1 still runs",
			"1 failed again",
			"1 failed in another way",
		]);
		expect(retrySentence(retry)).toBe("9 of 12 retried tasks succeeded, 1 to go, 2 failed again.");
		expect(retrySentence({ ...retry, tasks: 9, running: 0, failedAgain: 0, failedOtherwise: 0 })).toBe(
			"All of 9 retried tasks succeeded.",
		);
		const one = { ...retry, tasks: 1, succeeded: 1, running: 0, failedAgain: 0, failedOtherwise: 0 };
		expect(retrySentence(one)).toBe("The retried task succeeded.");
	});
});
