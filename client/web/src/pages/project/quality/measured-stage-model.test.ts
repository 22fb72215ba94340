import { describe, expect, it } from "vitest";
import { stageToPlot, wordsOfUnmeasured } from "./measured-stage-model.ts";

const stage = (id: string, metricNames: readonly string[], hasResults = true) => ({
	id,
	name: `Stage ${id}`,
	hasResults,
	metricNames,
});
const stages = [stage("1", []), stage("2", ["focus"]), stage("3", [], false), stage("4", ["mean"])];
const nothing = { chosen: null, selected: null, before: null };

describe("the stage that Quality opens on", () => {
	it("is the first that measures something", () => {
		expect(stageToPlot(stages, nothing)?.id).toBe("2");
		expect(stageToPlot(stages, { ...nothing, selected: "1" })?.id).toBe("2");
	});

	it("is the selected one where it measures something, and the chosen one in any case", () => {
		expect(stageToPlot(stages, { ...nothing, selected: "4" })?.id).toBe("4");
		expect(stageToPlot(stages, { chosen: "3", selected: "4", before: "2" })?.id).toBe("3");
	});

	it("stays while others begin to measure", () => {
		expect(stageToPlot(stages, { ...nothing, before: "4" })?.id).toBe("4");
	});

	it("is the first one at all where nothing is measured yet", () => {
		expect(stageToPlot([stage("1", []), stage("3", [])], nothing)?.id).toBe("1");
		expect(stageToPlot([], nothing)).toBeNull();
	});
});

it("says in words which stages measure nothing, and which have no result yet", () => {
	expect(wordsOfUnmeasured(stages)).toBe("Stage 1 measures nothing; no result yet of Stage 3");
	expect(wordsOfUnmeasured([stage("1", []), stage("5", []), stage("6", [])])).toBe(
		"Stage 1, Stage 5 and Stage 6 measure nothing",
	);
	expect(wordsOfUnmeasured([stage("2", ["focus"])])).toBe("");
});
