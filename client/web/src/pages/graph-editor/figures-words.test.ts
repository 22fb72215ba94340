import { describe, expect, it } from "vitest";
import type { FiguresFragment } from "../../api/generated/documents.ts";
import {
	appliedWords,
	costWords,
	failedStayWords,
	figureWords,
	trialRunWords,
	unitRuleSentence,
} from "./figures-words.ts";

const figures = (change: Partial<FiguresFragment>): FiguresFragment => ({
	tasksToAdd: 0,
	tasksReady: 0,
	tasksToRetire: 0,
	becomeStale: 0,
	becomeCurrent: 0,
	runningAffected: 0,
	tasksToRerun: 0,
	coreHours: null,
	bytes: null,
	...change,
});
const pairs = { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] };

describe("a unit rule", () => {
	it("says how many pairs there are, which tiles have no neighbour and how many wait", () => {
		expect(unitRuleSentence(pairs, figures({ tasksToAdd: 380, tasksReady: 368 }), 0, 400)).toBe(
			"pairs of neighbours (x+1): 380 pairs; 20 tiles have no neighbour at x+1 (yet); 368 have their inputs, 12 wait for them",
		);
	});

	it("counts what there is, with what comes and goes", () => {
		expect(unitRuleSentence(pairs, figures({ tasksToAdd: 10, tasksReady: 10, tasksToRetire: 30 }), 380, 360)).toBe(
			"pairs of neighbours (x+1): 360 pairs; all 10 have their inputs",
		);
		expect(unitRuleSentence({ kind: "each" }, null, 40, 40)).toBe("each tile: 40 tasks");
	});
});

describe("what an edit would do", () => {
	it("leaves out what it would not", () => {
		expect(figureWords(figures({ tasksToAdd: 12_340, becomeStale: 1 })).map(({ words }) => words)).toEqual([
			"12,340 tasks to add",
			"1 result becomes stale",
		]);
	});

	it("is said of what was applied as well, with what that set going", () => {
		const nothing = { summary: 'changed parameters of "Shift"', rerunCount: 0, acceptedCount: 0, stoppedCount: 0 };
		expect(appliedWords(nothing)).toBe('changed parameters of "Shift"');
		expect(appliedWords({ ...nothing, rerunCount: 40, stoppedCount: 1 })).toBe(
			'changed parameters of "Shift"; 40 tasks run again; 1 program stopped',
		);
	});

	it("says of a trial how many can run now, and that the others wait", () => {
		const sample = (count: number) => ({ count, tileIds: [] });
		const all = figures({ tasksToAdd: 60, tasksReady: 60 });
		const some = figures({ tasksToAdd: 60, tasksReady: 3 });
		expect(trialRunWords(sample(5), all)).toBe("5 tasks run now; all others are set aside until it is promoted");
		expect(trialRunWords(sample(3), some)).toBe("3 tasks run now; all others are set aside until it is promoted");
		expect(trialRunWords(sample(10), some)).toBe(
			"3 of 10 can run now, 7 wait for their inputs; all others are set aside until it is promoted",
		);
		expect(trialRunWords(sample(4), some)).toMatch(/^3 of 4 can run now, 1 waits for its inputs/);
		expect(trialRunWords(sample(100), some)).toBe("3 of 60 can run now, 57 wait for their inputs");
		expect(trialRunWords(sample(5), figures({ tasksToAdd: 1, tasksReady: 1 }))).toBe("1 task runs now");
	});

	it("says of a trial on chosen tiles only what can be known", () => {
		const chosen = { count: 2, tileIds: ["7", "8"] };
		expect(trialRunWords(chosen, figures({ tasksToAdd: 60, tasksReady: 60 }))).toMatch(/^2 tasks run now;/);
		expect(trialRunWords(chosen, figures({ tasksToAdd: 60, tasksReady: 44 }))).toBe(
			"at most 2 tasks run now, as far as their inputs are there; all others are set aside until it is promoted",
		);
	});

	it("says how many of the tasks that come have their inputs", () => {
		expect(figureWords(figures({ tasksToAdd: 60, tasksReady: 44 })).map(({ words }) => words)).toEqual([
			"60 tasks to add",
			"44 of them have their inputs",
		]);
	});

	it("is told in the unit people think in", () => {
		expect(costWords(figures({ coreHours: 41.2 }))).toBe("about 41.2 core-hours");
		expect(costWords(figures({ coreHours: 0.5 }))).toBe("about 30 core-minutes");
		expect(costWords(figures({ coreHours: null }))).toBeNull();
	});
});

describe("what failed before", () => {
	it("stays failed under another version", () => {
		expect(failedStayWords(5)).toBe("5 failed tasks stay failed until retried");
		expect(failedStayWords(1)).toBe("1 failed task stays failed until retried");
	});
});
