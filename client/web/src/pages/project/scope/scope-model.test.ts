import { expect, it } from "vitest";
import { changeOf, draftOf, readPlanes, regionProblem, type Scope } from "./scope-model.ts";

const everywhere: Scope = { region: { x: null, y: null, z: null }, skippedPlanes: { x: [], y: [], z: [7, 3] } };

it("planes are whole numbers with anything usual between them", () => {
	expect(readPlanes(" 7, 3;3  -2 ")).toEqual([-2, 3, 7]);
	expect(readPlanes("")).toEqual([]);
	expect(readPlanes("3-5")).toBeNull();
	expect(readPlanes("two")).toBeNull();
});

it("what nobody changed is not said", () => {
	expect(changeOf(everywhere, draftOf(everywhere))).toEqual({});
});

it("only what is another one is said", () => {
	const draft = draftOf(everywhere);
	expect(changeOf(everywhere, { ...draft, region: { z: { min: null, max: 4 } } })).toEqual({
		region: { z: { min: null, max: 4 } },
	});
	expect(changeOf(everywhere, { ...draft, planes: { ...draft.planes, z: "" } })).toEqual({
		skippedPlanes: { x: [], y: [], z: [] },
	});
	const bounded: Scope = { ...everywhere, region: { x: { min: 1, max: 2 } } };
	expect(changeOf(bounded, { ...draftOf(bounded), region: null })).toEqual({ region: {} });
});

it("a box that begins after it ends, and planes that are no numbers, are not said at all", () => {
	expect(regionProblem({ y: { min: 3, max: 2 } })).toBe("y begins after it ends.");
	expect(changeOf(everywhere, { ...draftOf(everywhere), region: { y: { min: 3, max: 2 } } })).toBeNull();
	expect(changeOf(everywhere, { ...draftOf(everywhere), planes: { x: "a", y: "", z: "" } })).toBeNull();
});
