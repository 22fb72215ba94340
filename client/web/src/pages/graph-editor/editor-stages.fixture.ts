import type { EditorStage } from "./draft.ts";

/** Stages as the coordinator tells them, for tests of models. */

const nothing: EditorStage = {
	id: "0",
	name: "Stage",
	description: "",
	kind: "PROGRAM",
	priority: 0,
	unitRule: { kind: "each" },
	parameters: {},
	operations: {},
	outputPath: "",
	isPaused: false,
	staleCount: 0,
	counts: [],
	parents: [{ id: "1" }],
	scope: { onlyNewTiles: false, region: null },
	canary: null,
	canaryOf: null,
	definition: { id: "7", name: "measure", version: 1 },
	definitionVersion: 1,
	version: null,
};

export function editorStage(change: Partial<EditorStage>): EditorStage {
	return { ...nothing, ...change };
}

export const rootStage = editorStage({
	id: "1",
	name: "Acquisition",
	kind: "ROOT",
	parents: [],
	unitRule: null,
	definition: null,
	definitionVersion: null,
});
