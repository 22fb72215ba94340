import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../api/generated/documents.ts";
import { lastWordsOf } from "./last-words-model.ts";
import { retriedWords, toneOfRetried } from "./retried-words-model.ts";
import { retryStory, type TriedAttempt } from "./retry-story-model.ts";

const attempt = (number: number, facts: Partial<TriedAttempt> = {}): TriedAttempt => ({
	number,
	outcome: "FAILED",
	startedAt: "2026-11-21T03:00:00Z",
	exitCode: 3,
	logTail: "cannot allocate 3.2 GB\n",
	problem: null,
	worker: { name: "scope-2" },
	...facts,
});
const running = { outcome: null, exitCode: null, logTail: null };

describe("what became of a retry", () => {
	it("is told from the press of the button to its end", () => {
		const first = attempt(1);
		expect(retryStory("FAILED", [first])).toBeNull();
		expect(retryStory("READY", [first])?.words).toBe(
			"To be tried again as attempt 2; attempt 1 ended: failed (exit 3).",
		);
		expect(retryStory("RUNNING", [first, attempt(2, { ...running, startedAt: null })])?.words).toContain(
			"Attempt 2 is about to start on scope-2",
		);
		expect(retryStory("RUNNING", [first, attempt(2, running)])).toEqual({
			words: "Attempt 2 is running on scope-2; attempt 1 ended: failed (exit 3).",
			tone: "active",
		});
		expect(retryStory("SUCCEEDED", [first, attempt(2, { outcome: "SUCCEEDED", exitCode: 0 })])).toEqual({
			words: "Attempt 2 succeeded; attempt 1 ended: failed (exit 3).",
			tone: "good",
		});
	});

	it("says whether it failed with the same words", () => {
		const same = retryStory("FAILED", [attempt(1), attempt(2)]);
		expect(same?.words).toBe("Failed again in attempt 2, with the same last words as attempt 1.");
		const other = retryStory("FAILED", [attempt(1), attempt(2, { logTail: "no space left on device" })]);
		expect(other?.words).toContain("with other last words than attempt 1");
		const elsewise = retryStory("FAILED", [attempt(1), attempt(2, { outcome: "OUT_OF_MEMORY" })]);
		expect(elsewise?.words).toContain("in another way than attempt 1");
	});

	it("says nothing of what was done once, or was there and is made again without a failure", () => {
		const done = attempt(1, { outcome: "SUCCEEDED", exitCode: 0 });
		expect(retryStory("SUCCEEDED", [done])).toBeNull();
		expect(retryStory("SUCCEEDED", [done, { ...done, number: 2 }])).toBeNull();
		expect(retryStory("RUNNING", [done, attempt(2, running)])?.words).toContain(
			"the result of attempt 1 stays until then",
		);
		expect(retryStory("WAITING", [])).toBeNull();
	});
});

describe("the last words of an attempt", () => {
	it("are its last lines without colours and blanks", () => {
		const logTail = "one\ntwo\n\n\u001b[31mTraceback\u001b[0m\n  at line 3\n\nMemoryError: \n\n";
		expect(lastWordsOf({ logTail, problem: "exit 1" })).toEqual(["two", "Traceback", "  at line 3", "MemoryError:"]);
	});

	it("are what is known of its end where it wrote nothing", () => {
		expect(lastWordsOf({ logTail: "\n", problem: "The program could not be started." })).toEqual([
			"The program could not be started.",
		]);
		expect(lastWordsOf({ logTail: null, problem: null })).toEqual([]);
	});
});

describe("what became of many retries", () => {
	const counts = (states: Partial<Record<TaskState, number>>) =>
		Object.entries(states).map(([state, selectedCount]) => ({ state: state as TaskState, selectedCount }));

	it("is how many succeeded of how many, and what the others do", () => {
		const some = counts({ SUCCEEDED: 7, FAILED: 2, RUNNING: 1, READY: 1, WAITING: 1 });
		expect(retriedWords(12, some)).toBe("7 of 12 retried tasks succeeded, 2 failed again, 1 running, 2 to go");
		expect(toneOfRetried(some)).toBe("active");
		expect(toneOfRetried(counts({ SUCCEEDED: 10, FAILED: 2 }))).toBe("bad");
		expect(toneOfRetried(counts({ SUCCEEDED: 12 }))).toBe("good");
		expect(retriedWords(1, counts({ REVIEW: 1 }))).toBe("0 of 1 retried task succeeded, 1 held for a person");
	});
});
