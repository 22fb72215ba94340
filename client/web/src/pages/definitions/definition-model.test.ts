import { describe, expect, it } from "vitest";
import { emptyContent, missingProgramWords, moved, namesOfStages, programPath, quoted } from "./definition-model.ts";

describe("arguments of a definition", () => {
	it("are moved up and down, and not beyond the ends", () => {
		expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
		expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
		expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
	});

	it("are quoted only where the eye needs it", () => {
		expect(["plain", "with space", ""].map(quoted)).toEqual(["plain", '"with space"', '""']);
	});
});

describe("the names in arguments", () => {
	it("have no value before a stage gives it to them, when they are parameters without a default", () => {
		const content = {
			...emptyContent,
			arguments: ["scale", "Sigma", "other"].map((name) => `--value=\${${name}}`),
			parameterSchema: { properties: { scale: { default: 1 }, sigma: { type: "number" }, unused: {} } },
		};
		expect(namesOfStages(content, [{ name: "scale" }])).toEqual(["sigma"]);
		expect(namesOfStages({ ...content, parameterSchema: null }, [])).toEqual([]);
	});
});

describe("a program that is not found", () => {
	it("is told with the path it is looked for at, and what to do", () => {
		const script = { ...emptyContent, program: { kind: "script" as const, path: "ghost.sh", interpreter: null } };
		expect(programPath(script, "/srv/scripts")).toBe("/srv/scripts/ghost.sh");
		expect(programPath({ ...emptyContent, program: { kind: "none" } }, null)).toBeNull();
		expect(missingProgramWords("/srv/scripts/ghost.sh")).toMatch(
			/no program at \/srv\/scripts\/ghost\.sh\. Put it there/,
		);
	});
});
