// biome-ignore-all lint/suspicious/noThenProperty: what people write in a rule; its value is a word, nothing that could be awaited.
import { describe, expect, it } from "vitest";
import { changeWords } from "./change-words.ts";
import { emptyDraft } from "./draft.ts";
import { applyDraftEvent, type DraftEvent } from "./draft-model.ts";
import { editedStages } from "./edited-graph-model.ts";
import { editorStage, rootStage } from "./editor-stages.fixture.ts";
import { newStageOf } from "./new-stage-model.ts";

const stages = [
	rootStage,
	editorStage({
		id: "3",
		name: "Quality",
		parameters: { sigma: 2 },
		operations: { timeLimitSeconds: null, retryRules: {}, gate: null },
	}),
	editorStage({ id: "4", name: "Shift", parents: [{ id: "3" }] }),
];
const definitions = [
	{ id: "7", name: "measure", version: 1, parameterSchema: { properties: { sigma: {}, size: { default: 256 } } } },
	{ id: "8", name: "preview", version: 4, parameterSchema: null },
];
const wordsOf = (events: readonly DraftEvent[]) => {
	const draft = events.reduce((before, event) => applyDraftEvent(before, event, { version: 2, stages }), emptyDraft);
	return changeWords(editedStages(stages, draft), draft, definitions).map(({ name, change, lines }) => [
		name,
		change,
		...lines,
	]);
};
const change = (fields: Extract<DraftEvent, { kind: "fields" }>["fields"]) =>
	wordsOf([{ kind: "fields", key: "3", fields }]);

describe("what a draft changes", () => {
	it("names each parameter with what it was and what it will be", () => {
		expect(change({ parameters: { sigma: 3, size: 64 } })).toEqual([
			["Quality", "changed", "parameter sigma 2 → 3", "parameter size 256 (as the definition has it) → 64"],
		]);
		expect(change({ parameters: {} })).toEqual([["Quality", "changed", "parameter sigma 2 → not set"]]);
	});

	it("tells parents, what it works on, what it runs and where", () => {
		expect(
			wordsOf([
				{ kind: "fields", key: "4", fields: { parents: ["3", "1"], unitRule: { kind: "all" } } },
				{ kind: "fields", key: "4", fields: { definitionId: "8", region: { z: { min: 2, max: 4 } } } },
			]),
		).toEqual([
			[
				"Shift",
				"changed",
				"takes its inputs from “Acquisition” as well",
				"works on each tile → everything together",
				"works in the whole project → the region z 2 to 4",
				"runs measure → preview",
			],
		]);
	});

	it("says when only how it is run changes, which makes nothing stale", () => {
		const rules = [{ when: "focus < 0.4", then: "hold" }];
		expect(change({ operations: { timeLimitSeconds: 30, gate: { rules } }, priority: 5 })).toEqual([
			[
				"Quality",
				"changed",
				"priority 0 → 5",
				"time limit none → 30 s",
				"gate: focus < 0.4: held for a person",
				"makes no result stale",
			],
		]);
	});

	it("tells what a new stage runs on what, and what becomes of those behind it", () => {
		const edited = editedStages(stages, emptyDraft);
		const added = newStageOf({ id: "8", name: "preview" }, { kind: "between", parent: "3", child: "4" }, edited);
		expect(wordsOf([{ kind: "added", ...added }])).toEqual([
			["Shift", "changed", "takes its inputs from “preview” instead of “Quality”"],
			["preview", "new", "runs preview on each tile, takes its inputs from “Quality”"],
		]);
		expect(wordsOf([{ kind: "removed", key: "3", children: "REATTACH" }])).toEqual([
			["Quality", "goes", "“Shift” then takes its inputs from “Acquisition”", "its results are kept and hidden"],
		]);
	});

	it("tells what is tried out, on what", () => {
		const trial: DraftEvent = { kind: "trial", key: "3", trial: { count: 3, tileIds: ["1", "2", "3"] } };
		expect(wordsOf([{ kind: "fields", key: "3", fields: { parameters: { sigma: 3 } } }, trial])).toEqual([
			["Quality", "trial", "beside the stage as it is, on 3 chosen tiles", "parameter sigma 2 → 3"],
		]);
	});
});
