import { describe, expect, it } from "vitest";
import { countChanges, emptyDraft, type NewStage } from "./draft.ts";
import { editsOf } from "./draft-edits.ts";
import { applyDraftEvent, type DraftEvent, freeName } from "./draft-model.ts";
import { editorStage, rootStage } from "./editor-stages.fixture.ts";

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
	trial: null,
	...change,
});

const stages = [
	rootStage,
	editorStage({ id: "3", name: "Quality", parameters: { size: 256 }, operations: { workUnits: 1, gate: null } }),
	editorStage({ id: "4", name: "Shift", parents: [{ id: "1" }, { id: "3" }] }),
	editorStage({ id: "5", name: "Quality (trial)" }),
];
const graph = { version: 4, stages };
const draftOf = (events: readonly DraftEvent[]) =>
	events.reduce((draft, event) => applyDraftEvent(draft, event, graph), emptyDraft);

describe("a draft of the graph", () => {
	it("belongs to the version it was begun with, and to none once it is empty again", () => {
		const draft = draftOf([{ kind: "fields", key: "3", fields: { name: "Focus" } }]);
		expect(draft.baseVersion).toBe(4);
		expect(
			applyDraftEvent(draft, { kind: "fields", key: "3", fields: { priority: 2 } }, { ...graph, version: 9 })
				.baseVersion,
		).toBe(4);
		expect(applyDraftEvent(draft, { kind: "dropped", key: "3" }, graph)).toMatchObject({
			baseVersion: null,
			changed: {},
		});
		expect(applyDraftEvent(draft, { kind: "carriedOver", version: 9 }, graph).baseVersion).toBe(9);
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

describe("what is set back to what it is", () => {
	it("is no change: a name, a parameter, the parents in another order, a limit", () => {
		const there = draftOf([
			{ kind: "fields", key: "3", fields: { name: "Focus" } },
			{ kind: "fields", key: "3", fields: { parameters: { size: 64 } } },
			{ kind: "fields", key: "3", fields: { operations: { workUnits: 2 } } },
			{ kind: "fields", key: "4", fields: { parents: ["1"] } },
		]);
		expect(countChanges(there)).toBe(2);
		const back: readonly DraftEvent[] = [
			{
				kind: "fields",
				key: "3",
				fields: { name: "Quality", parameters: { size: 256 }, operations: { workUnits: 1 } },
			},
			{ kind: "fields", key: "4", fields: { parents: ["3", "1"] } },
		];
		expect(back.reduce((draft, event) => applyDraftEvent(draft, event, graph), there)).toEqual(emptyDraft);
	});

	it("leaves the rest as it was changed", () => {
		const draft = draftOf([
			{ kind: "fields", key: "3", fields: { operations: { workUnits: 1, timeLimitSeconds: 30, gate: null } } },
		]);
		expect(editsOf(draft)).toEqual([{ changeStage: { stage: { id: "3" }, operations: { timeLimitSeconds: 30 } } }]);
	});
});

describe("a stage that is put between two others", () => {
	const between = { parent: "3", child: "4", parents: ["1", "3"] };
	it("is what the one behind takes its inputs from, in the place of the one in front", () => {
		const draft = draftOf([{ kind: "added", stage: newStage({ name: "Denoise", parents: ["3"] }), between }]);
		expect(editsOf(draft)[1]).toEqual({
			changeStage: { stage: { id: "4" }, parents: [{ id: "1" }, { name: "Denoise" }] },
		});
	});

	it("leaves nothing when it is not added after all", () => {
		const draft = draftOf([
			{ kind: "added", stage: newStage({ name: "Denoise", parents: ["3"] }), between },
			{ kind: "dropped", key: "new:1" },
		]);
		expect(draft).toEqual({ ...emptyDraft, nextKey: 2 });
	});
});

describe("a free name", () => {
	it("is counted up without regard to capitals", () => {
		expect(freeName("shift", ["Shift", "shift 2"])).toBe("shift 3");
		expect(freeName("shift", [])).toBe("shift");
	});
});
