import { describe, expect, it } from "vitest";
import { emptyContent } from "./definition-model.ts";
import { problemsOfDefinition, type WrittenDefinition } from "./definition-problems-model.ts";

const written = (change: Partial<WrittenDefinition>) =>
	problemsOfDefinition({
		name: "Line fix",
		repositoryId: null,
		content: { ...emptyContent, program: { kind: "script", path: "/scripts/fix.sh", interpreter: null } },
		defaultOperations: {},
		...change,
	});

describe("what is missing of a definition", () => {
	it("is a name and a program at first, and nothing once both are there", () => {
		expect(written({ name: " ", content: emptyContent })).toEqual({
			name: "A name is needed.",
			program: "Which program is run is needed: its path.",
		});
		expect(written({})).toEqual({});
		expect(written({ content: { ...emptyContent, program: { kind: "none" } } })).toEqual({});
	});

	it("is a repository for a relative path", () => {
		const content = { ...emptyContent, program: { kind: "script" as const, path: "fix.sh", interpreter: null } };
		expect(written({ content })).toEqual({
			program: "A relative path needs a repository: choose one, or give the whole path.",
		});
		expect(written({ content, repositoryId: "2" })).toEqual({});
	});

	it("is told of what is written as JSON in the words of what it is for", () => {
		const content = {
			...emptyContent,
			program: { kind: "none" as const },
			expectedExitCode: 300,
			outputs: [{ format: "tiff" }],
			parameterSchema: [],
		};
		expect(Object.keys(written({ content, defaultOperations: 4 }))).toEqual([
			"expectedExitCode",
			"outputs",
			"parameterSchema",
			"defaultOperations",
		]);
	});
});
