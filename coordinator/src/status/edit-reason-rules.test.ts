import { describe, expect, it } from "vitest";
import { canaryWait, type EditFacts, exclusionOf, skippedAsDone, staleBecause } from "./edit-reason-rules.ts";

const plain: EditFacts = {
	stageIsRemoved: false,
	stageCanaryCount: null,
	isCanary: false,
	hasResult: true,
	region: {},
	stageRegion: null,
	skippedPlanes: { x: [], y: [], z: [] },
	onlyNewTiles: false,
	x: 3,
	y: 0,
	z: 7,
	withdrawalReason: null,
	isTakenOut: false,
	decisionKind: null,
	decisionActor: null,
	decisionReason: null,
	madeByVersion: 1,
	currentVersion: 1,
	hasOtherRecipe: false,
	hasOtherScript: false,
	hasOtherInputs: false,
	changedStageName: null,
	changedRelativePath: null,
};
const excluded = (facts: Partial<EditFacts>) => exclusionOf({ ...plain, ...facts }, "Shift", "00/1");
const stale = (facts: Partial<EditFacts>) => staleBecause({ ...plain, ...facts }, "Shift");

describe("why a task is excluded", () => {
	it.each([
		[{ stageIsRemoved: true }, 'stage "Shift" was removed from the graph'],
		[{ isTakenOut: true, decisionActor: "ann", decisionReason: "dust" }, "taken out of the stage by ann: dust"],
		[{ skippedPlanes: { z: [7] } }, "tile 00/1 lies in plane z = 7, which is skipped"],
		[{ region: { x: { max: 2 } } }, "tile 00/1 lies outside the project's region: x = 3, and the region has x up to 2"],
		[
			{ region: { y: { min: 0 }, z: { min: 8, max: 9 } } },
			"tile 00/1 lies outside the project's region: z = 7, and the region has z from 8 to 9",
		],
		[
			{ stageRegion: { x: { min: 4 } } },
			'tile 00/1 lies outside the region of stage "Shift": x = 3, and the region has x from 4',
		],
		[{ onlyNewTiles: true }, 'tile 00/1 arrived before stage "Shift" was made, which takes only what came later'],
	] satisfies [Partial<EditFacts>, string][])("%j", (facts, sentence) => {
		expect(excluded(facts)).toBe(sentence);
	});

	it("is not known of a tile without a position, or when nobody excluded it", () => {
		expect(excluded({ x: null, y: null, z: null, region: { x: { max: 2 } }, skippedPlanes: { z: [7] } })).toBeNull();
		expect(excluded({})).toBeNull();
	});
});

describe("why a result is stale", () => {
	it("names the versions, the changed input, or the edit", () => {
		expect(stale({ hasOtherRecipe: true, currentVersion: 3 })).toBe(
			'because the recipe of stage "Shift" changed after it (made by version 1, now 3)',
		);
		expect(stale({ hasOtherInputs: true, changedStageName: "Fix", changedRelativePath: "00/2" })).toBe(
			'because its input from stage "Fix" on tile 00/2 changed after it',
		);
		expect(stale({ hasOtherRecipe: true, hasOtherScript: true, currentVersion: 3 })).toBe(
			'because it was made by another script than stage "Shift" has now',
		);
		expect(stale({ hasOtherRecipe: true, hasOtherInputs: true })).toBe(
			'because the recipe of stage "Shift" changed after it and an edit of the graph gave it other inputs',
		);
	});
});

it("a stage that is tried out sets all but a few of its tasks aside", () => {
	expect(canaryWait({ ...plain, stageCanaryCount: 5 }, "Shift")).toBe(
		'set aside: stage "Shift" is a trial on 5 units, until a person promotes or drops it',
	);
	expect(canaryWait({ ...plain, stageCanaryCount: 5, isCanary: true }, "Shift")).toBeNull();
});

it("what was skipped as done says by whom, unless it has a result after all", () => {
	const skip = { ...plain, decisionKind: "skipAsDone", decisionActor: "ann", hasResult: false };
	expect(skippedAsDone(skip)).toBe("skipped as done by ann");
	expect(skippedAsDone({ ...skip, hasResult: true })).toBeNull();
});
