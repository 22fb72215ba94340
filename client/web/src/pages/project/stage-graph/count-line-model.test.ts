import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../api/generated/documents.ts";
import { stateCounts, sumOfCounts } from "../../../live/live-store-model.ts";
import { fitCounts } from "./count-line-model.ts";

const counted = (counts: Partial<Record<TaskState, number>>) =>
	stateCounts(Object.entries(counts).map(([state, count]) => ({ state: state as TaskState, count })));
const widthOf = (words: string) => words.length * 7;
const quality = counted({ SUCCEEDED: 463, RUNNING: 1, REVIEW: 47, REJECTED: 1, FAILED: 3, READY: 73 });

describe("the numbers of a stage's card", () => {
	it("are all there where there is room, in the order of the bar", () => {
		const { shown, rest } = fitCounts(quality, 200, widthOf);
		expect(rest).toBeNull();
		expect(shown).toEqual(["SUCCEEDED", "RUNNING", "REVIEW", "REJECTED", "FAILED", "READY"]);
	});

	it("never lose one: what has no room is in a sum, what needs a person last", () => {
		const { shown, rest, width } = fitCounts(quality, 165, widthOf);
		expect(width).toBeLessThanOrEqual(165);
		expect(rest).toBe("+74 …");
		expect(shown).toEqual(["SUCCEEDED", "REVIEW", "REJECTED", "FAILED"]);
		for (let room = 20; room < 240; room += 5) {
			const fitted = fitCounts(quality, room, widthOf);
			const said = fitted.shown.reduce((sum, state) => sum + quality[state], 0);
			expect(said + Number(/\+(\d+)/.exec(fitted.rest ?? "+0")?.[1])).toBe(sumOfCounts(quality));
			expect(fitted.shown).toContain("FAILED");
		}
	});

	it("name the one that is left out where there is room for its name", () => {
		const two = counted({ SUCCEEDED: 123_456, WAITING: 999_999 });
		expect(fitCounts(counted({ FAILED: 2, READY: 9_999 }), 34 + 6 + 6, widthOf).rest).toBe("+9,999 …");
		expect(fitCounts(two, 1000, widthOf).rest).toBeNull();
	});
});
