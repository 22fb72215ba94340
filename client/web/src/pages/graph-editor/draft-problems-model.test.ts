import { describe, expect, it } from "vitest";
import { emptyDraft } from "./draft.ts";
import { applyDraftEvent, type DraftEvent } from "./draft-model.ts";
import { type DraftProblem, problemOfAnswer, problemsOfDraft } from "./draft-problems-model.ts";
import { editedStages } from "./edited-graph-model.ts";
import { editorStage, rootStage } from "./editor-stages.fixture.ts";
import { newStageOf } from "./new-stage-model.ts";

const stages = [
	rootStage,
	editorStage({ id: "3", name: "Quality" }),
	editorStage({ id: "4", name: "Shift", parents: [{ id: "3" }] }),
];
const graph = { version: 2, stages };
const schema = {
	type: "object",
	required: ["sigma"],
	properties: { sigma: { type: "number", maximum: 1 }, mode: { enum: ["fast", "good"] } },
};
const draftOf = (events: readonly DraftEvent[]) =>
	events.reduce((draft, event) => applyDraftEvent(draft, event, graph), emptyDraft);
const problemsOf = (events: readonly DraftEvent[], parameterSchema: unknown = null) => {
	const draft = draftOf(events);
	return problemsOfDraft(editedStages(stages, draft), draft, () => parameterSchema);
};
const preview = newStageOf(
	{ id: "7", name: "preview" },
	{ kind: "below", parent: "3" },
	editedStages(stages, emptyDraft),
);

const where = ({ at }: DraftProblem) => (at === null || at === "conflict" ? [at] : [at.stage, at.place]);

describe("why a draft cannot be applied", () => {
	it("is said of every problem, with where it is mended", () => {
		const problems = problemsOf(
			[
				{ kind: "added", ...preview },
				{ kind: "fields", key: "new:1", fields: { name: " ", parameters: { sigma: 3, mode: "slow" } } },
				{ kind: "fields", key: "3", fields: { operations: { gate: { rules: [{ when: "" }] } } } },
			],
			schema,
		);
		expect(problems.map((problem) => [...where(problem), problem.words])).toEqual([
			["3", "parameter sigma", "sigma of “Quality” is needed."],
			["3", "gate", "Rule 1 of the gate of “Quality” does not say when."],
			["new:1", "name", "The new stage has no name."],
			["new:1", "parameter sigma", "sigma of “ ” can be at most 1."],
			["new:1", "parameter mode", "mode of “ ” has to be one of fast, good."],
		]);
	});

	it("is said of limits that nothing can keep", () => {
		const operations = { memoryMb: -3, timeLimitSeconds: 30, retryRules: { failed: { retries: 1.5 } } };
		expect(problemsOf([{ kind: "fields", key: "3", fields: { operations, priority: 2000 } }])).toEqual([
			{ words: "Memory has to be more than 0 MB (“Quality”).", at: { stage: "3", place: "operation memoryMb" } },
			{ words: "Retries are a whole number from 0 (“Quality”).", at: { stage: "3", place: "operation retryRules" } },
			{
				words: "A priority is a whole number from −1000 to 1000 (“Quality”).",
				at: { stage: "3", place: "operation priority" },
			},
		]);
	});

	it("tells which stages would wait for each other", () => {
		const [problem, ...others] = problemsOf([{ kind: "fields", key: "3", fields: { parents: ["4"] } }]);
		expect(others).toEqual([]);
		expect(problem).toEqual({
			words: "Stages would wait for each other: “Quality” takes its inputs from “Shift”, that from “Quality”.",
			at: { stage: "3", place: "parents" },
		});
	});

	it("asks the one that was named last for another name", () => {
		expect(problemsOf([{ kind: "fields", key: "3", fields: { name: "shift" } }])).toEqual([
			{ words: "There is a stage “Shift” already: each needs a name of its own.", at: { stage: "3", place: "name" } },
		]);
		expect(
			problemsOf([
				{ kind: "added", ...preview },
				{ kind: "added", ...preview },
			]),
		).toMatchObject([{ at: { stage: "new:2", place: "name" } }]);
	});

	it("is no problem where what goes hands on its parents, and one where all below it goes as well", () => {
		const removed = (children: "REATTACH" | "REMOVE"): readonly DraftEvent[] => [
			{ kind: "added", ...preview },
			{ kind: "removed", key: "3", children },
		];
		expect(problemsOf(removed("REATTACH"))).toEqual([]);
		expect(problemsOf(removed("REMOVE"))).toMatchObject([{ at: { stage: "new:1", place: "parents" } }]);
	});
});

describe("what the coordinator says of a draft", () => {
	it("leads to the stage it names, or to the only one there is", () => {
		const draft = draftOf([
			{ kind: "added", ...preview },
			{ kind: "fields", key: "4", fields: { unitRule: { kind: "all" } } },
		]);
		const edited = editedStages(stages, draft);
		const words = 'Neighbours are pairs of tiles, and one task of stage "preview" is about everything.';
		expect(problemOfAnswer(words, edited).at).toEqual({ stage: "new:1", place: "unitRule" });
		expect(problemOfAnswer("The gate cannot be used.", edited).at).toBeNull();
		const one = editedStages(stages, draftOf([{ kind: "added", ...preview }]));
		expect(problemOfAnswer("The gate cannot be used.", one).at).toEqual({ stage: "new:1", place: "gate" });
	});
});
