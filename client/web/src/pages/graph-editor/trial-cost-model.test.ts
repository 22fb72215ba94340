import { describe, expect, it } from "vitest";
import type { FiguresFragment, PreviewFragment } from "../../api/generated/documents.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { promotionWords, stageToTry, totalsAtOnce, trialCostWords } from "./trial-cost-model.ts";

const figures = (some: Partial<FiguresFragment>): FiguresFragment => ({
	tasksToAdd: 0,
	tasksReady: 0,
	tasksToRetire: 0,
	becomeStale: 0,
	becomeCurrent: 0,
	runningAffected: 0,
	tasksToRerun: 0,
	coreHours: null,
	bytes: null,
	...some,
});
const five = { count: 5, tileIds: [] };
const all = figures({ tasksToAdd: 481, tasksReady: 480, coreHours: 4.65 / 60, bytes: 22_900_000 });

// Of a stage these words look at no more than this.
const edited = (some: object) =>
	({ change: "none", stage: null, added: null, changed: null, ...some }) as unknown as EditedStage;
const changed = (fields: object, trial: object | null = null) =>
	edited({ change: "changed", stage: { canary: null }, changed: { fields, trial }, fields: { name: "Preview" } });

describe("what a trial costs", () => {
	const preview = (stages: PreviewFragment["stages"], totals: FiguresFragment): PreviewFragment => ({
		graphVersion: 6,
		summary: "",
		freeBytes: null,
		totals,
		stages,
	});
	const row = { name: "Preview (trial)", change: "ADDED" as const, stage: null, figures: all };

	it("is that of its few tasks, and not of all there would be", () => {
		const totals = totalsAtOnce(preview([row], all), [edited({}), changed({ parameters: {} }, five)]);
		expect(totals).toMatchObject({ tasksToAdd: 5, tasksReady: 5 });
		expect(totals.bytes).toBeCloseTo(238_046, -1);
		expect(trialCostWords(five, all)).toBe("about 3 core-seconds");
		expect(trialCostWords(five, figures({ tasksToAdd: 481 }))).toBeNull();
	});

	it("leaves the other stages of the draft as they are counted", () => {
		const totals = figures({ ...all, tasksToAdd: 581, becomeStale: 7, coreHours: 1 });
		const counted = totalsAtOnce(preview([row], totals), [changed({ parameters: {} }, five)]);
		expect(counted).toMatchObject({ tasksToAdd: 105, becomeStale: 7 });
		expect(totalsAtOnce(preview([row], totals), [changed({ parameters: {} })])).toEqual(totals);
	});

	it("says what comes after it", () => {
		expect(promotionWords("new", five, all)).toBe("promoting it later runs the other 476, about 4.6 core-minutes");
		expect(promotionWords("new", { count: 500, tileIds: [] }, all)).toBe("");
		expect(promotionWords("changed", five, all)).toBe(
			"promoting it later makes the stage's results stale: up to 481 tasks to run again, about 4.65 core-minutes, if you say so then",
		);
	});
});

describe("what is offered as a trial", () => {
	it("is the only stage of the draft, where it would make other results", () => {
		const one = changed({ parameters: { size: 64 } });
		expect(stageToTry([edited({}), one])).toBe(one);
		const added = edited({ change: "added" });
		expect(stageToTry([added])).toBe(added);
		expect(stageToTry([one, added])).toBeNull();
		expect(stageToTry([changed({ name: "Small" })])).toBeNull();
		expect(
			stageToTry([
				edited({ change: "changed", stage: { canary: { count: 5 } }, changed: { fields: { parameters: {} } } }),
			]),
		).toBeNull();
		expect(stageToTry([edited({ change: "removed" })])).toBeNull();
		expect(stageToTry([])).toBeNull();
	});
});
