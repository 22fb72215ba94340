import { describe, expect, it } from "vitest";
import { editsOf } from "./draft-edits.ts";
import { applyDraftEvent, countChanges, type DraftEvent, emptyDraft, freeName, type NewStage } from "./draft-model.ts";

const newStage = (change: Partial<NewStage>): Omit<NewStage, "key"> => ({
	name: "Shift",
	description: "",
	definitionId: "7",
	definitionVersion: null,
	parents: ["1"],
	unitRule: { kind: "each" },
	parameters: {},
	operations: {},
	priority: 0,
	outputPath: "",
	region: null,
	startWith: "EVERYTHING",
	before: [],
	trial: null,
	...change,
});

const draftOf = (events: readonly DraftEvent[]) =>
	events.reduce((draft, event) => applyDraftEvent(draft, event, 4), emptyDraft);

describe("a draft of the graph", () => {
	it("belongs to the version it was begun with, and to none once it is empty again", () => {
		const draft = draftOf([{ kind: "fields", key: "3", fields: { name: "Focus" } }]);
		expect(draft.baseVersion).toBe(4);
		expect(applyDraftEvent(draft, { kind: "fields", key: "3", fields: { priority: 2 } }, 9).baseVersion).toBe(4);
		expect(applyDraftEvent(draft, { kind: "dropped", key: "3" }, 4)).toMatchObject({ baseVersion: null, changed: {} });
		expect(applyDraftEvent(draft, { kind: "carriedOver", version: 9 }, 9).baseVersion).toBe(9);
	});

	it("names new stages by their name, parents first, whatever order they were added in", () => {
		const draft = draftOf([
			{ kind: "added", stage: newStage({ name: "Mosaic", parents: ["new:2"] }) },
			{ kind: "added", stage: newStage({ name: "Shift", parents: ["1"] }) },
		]);
		const edits = editsOf(draft);
		expect(edits.map((edit) => edit.addStage?.name)).toEqual(["Shift", "Mosaic"]);
		expect(edits[1]?.addStage?.parents).toEqual([{ name: "Shift" }]);
		expect(edits[0]?.addStage?.parents).toEqual([{ id: "1" }]);
	});

	it("says only what was changed, with a trial as a canary", () => {
		const draft = draftOf([
			{ kind: "fields", key: "3", fields: { parameters: { size: 64 } } },
			{ kind: "trial", key: "3", trial: { count: 5, tileIds: ["12", "14"] } },
		]);
		expect(editsOf(draft)).toEqual([
			{ changeStage: { stage: { id: "3" }, parameters: { size: 64 }, canary: { count: 5, tileIds: ["12", "14"] } } },
		]);
	});

	it("gives the children of a new stage that is not added after all its parents", () => {
		const draft = draftOf([
			{ kind: "added", stage: newStage({ name: "Shift" }) },
			{ kind: "added", stage: newStage({ name: "Mosaic", parents: ["new:1"] }) },
			{ kind: "removed", key: "new:1", children: "REATTACH" },
		]);
		expect(draft.added.map((stage) => stage.parents)).toEqual([["1"]]);
		expect(countChanges(draft)).toBe(1);
	});

	it("forgets changes of a stage that is removed, and promotes before it removes", () => {
		const draft = draftOf([
			{ kind: "fields", key: "3", fields: { priority: 2 } },
			{ kind: "promoted", key: "5" },
			{ kind: "removed", key: "3", children: "REMOVE" },
		]);
		expect(editsOf(draft)).toEqual([
			{ promoteCanary: { stage: { id: "5" } } },
			{ removeStage: { stage: { id: "3" }, children: "REMOVE" } },
		]);
	});
});

describe("a free name", () => {
	it("is counted up without regard to capitals", () => {
		expect(freeName("shift", ["Shift", "shift 2"])).toBe("shift 3");
		expect(freeName("shift", [])).toBe("shift");
	});
});
