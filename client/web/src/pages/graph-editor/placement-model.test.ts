import { describe, expect, it } from "vitest";
import { emptyDraft } from "./draft.ts";
import { applyDraftEvent } from "./draft-model.ts";
import { editedStages } from "./edited-graph-model.ts";
import { editorStage, rootStage } from "./editor-stages.fixture.ts";
import { newStageOf } from "./new-stage-model.ts";
import { insertionsOf, keptPlace, type Place, placeOf, placesOf, placeWords } from "./placement-model.ts";

const stages = [
	rootStage,
	editorStage({ id: "3", name: "Quality" }),
	editorStage({ id: "4", name: "Shift", parents: [{ id: "3" }] }),
];
const graph = { version: 2, stages };
const edited = editedStages(stages, emptyDraft);
const added = (place: Place) => {
	const event = newStageOf({ id: "7", name: "preview" }, place, edited);
	const draft = applyDraftEvent(emptyDraft, { kind: "added", ...event }, graph);
	return { draft, edited: editedStages(stages, draft) };
};
const parentsOf = (list: ReturnType<typeof editedStages>, key: string) =>
	list.find((stage) => stage.key === key)?.fields.parents;

describe("where a new stage goes", () => {
	it("is below the acquisition while nothing is selected, and below what is", () => {
		expect(placeOf(edited, { stage: null, line: null })).toEqual({ kind: "below", parent: "1" });
		expect(placeOf(edited, { stage: "3", line: null })).toEqual({ kind: "below", parent: "3" });
	});

	it("is on a line that is selected, whatever stage is", () => {
		const place = placeOf(edited, { stage: "3", line: { parent: "3", child: "4" } });
		expect(place).toEqual({ kind: "between", parent: "3", child: "4" });
		expect(placesOf(edited).map((one) => placeWords(edited, one))).toEqual([
			"below Acquisition",
			"below Quality",
			"below Shift",
			"between Acquisition and Quality",
			"between Quality and Shift",
		]);
	});

	it("is not at a stage that goes", () => {
		const draft = applyDraftEvent(emptyDraft, { kind: "removed", key: "3", children: "REATTACH" }, graph);
		const going = editedStages(stages, draft);
		expect(placeOf(going, { stage: "3", line: { parent: "3", child: "4" } })).toEqual({ kind: "below", parent: "1" });
	});
});

describe("where the next stage goes", () => {
	it("is where the last one went", () => {
		const { edited: list } = added({ kind: "below", parent: "1" });
		expect(keptPlace(list, { kind: "below", parent: "1" })).toEqual({ kind: "below", parent: "1" });
		expect(keptPlace(list, null)).toBeNull();
	});

	it("is below where a line began that the last one has cut", () => {
		const place: Place = { kind: "between", parent: "3", child: "4" };
		expect(keptPlace(edited, place)).toEqual(place);
		expect(keptPlace(added(place).edited, place)).toEqual({ kind: "below", parent: "3" });
	});

	it("is not below a stage that goes, or was never added", () => {
		const draft = applyDraftEvent(emptyDraft, { kind: "removed", key: "3", children: "REATTACH" }, graph);
		expect(keptPlace(editedStages(stages, draft), { kind: "below", parent: "3" })).toBeNull();
		expect(keptPlace(edited, { kind: "below", parent: "new:1" })).toBeNull();
	});
});

describe("putting a stage in between", () => {
	it("is offered where another takes its inputs from the same stage, and can be taken back", () => {
		const { draft, edited: list } = added({ kind: "below", parent: "3" });
		const fresh = list.find(({ key }) => key === "new:1");
		if (fresh === undefined) throw new Error("it was added just above");
		const [offer] = insertionsOf(list, fresh);
		expect(offer).toMatchObject({ words: "between Quality and Shift", isInserted: false, parents: ["new:1"] });
		const fields = { parents: offer?.parents ?? [] };
		const inserted = applyDraftEvent(draft, { kind: "fields", key: "4", fields }, graph);
		const after = editedStages(stages, inserted);
		const [back] = insertionsOf(after, after.find(({ key }) => key === "new:1") ?? fresh);
		expect(back).toMatchObject({ words: "between Quality and Shift", isInserted: true, parents: ["3"] });
	});

	it("makes no circle: what it takes its inputs from cannot come after it", () => {
		// It takes from Quality and from Shift, and Quality takes from the acquisition as well.
		const { draft } = added({ kind: "below", parent: "1" });
		const both = applyDraftEvent(draft, { kind: "fields", key: "new:1", fields: { parents: ["1", "4"] } }, graph);
		const list = editedStages(stages, both);
		const fresh = list.find(({ key }) => key === "new:1");
		expect(fresh && insertionsOf(list, fresh)).toEqual([]);
	});

	it("takes the place of the parent that was named, and leaves the others", () => {
		const { edited: list } = added({ kind: "between", parent: "3", child: "4" });
		expect(parentsOf(list, "new:1")).toEqual(["3"]);
		expect(parentsOf(list, "4")).toEqual(["new:1"]);
	});
});
