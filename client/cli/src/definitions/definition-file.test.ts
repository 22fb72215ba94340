import { describe, expect, it } from "vitest";
import { readDefinitionFile } from "./definition-file.ts";

const content = { program: { kind: "script", path: "line-fix.sh", interpreter: null } };

describe("a task definition in a file", () => {
	it("needs a name and a content", () => {
		expect(readDefinitionFile({ name: "line-fix", repository: "scripts", content })).toEqual({
			input: { name: "line-fix", content },
			repository: "scripts",
		});
	});

	it("may be what definitions show --json prints", () => {
		const shown = {
			id: "3",
			name: "line-fix",
			description: "",
			version: 2,
			archivedAt: null,
			programExists: true,
			programText: null,
			repository: { id: "1", name: "scripts", location: "/programs" },
			content,
			defaultOperations: { workUnits: 2 },
			stages: [],
		};
		expect(readDefinitionFile(shown)).toEqual({
			input: { name: "line-fix", description: "", content, defaultOperations: { workUnits: 2 } },
			repository: "scripts",
		});
	});

	it.each([
		[[], "is not a JSON object"],
		[{ content }, 'has no "name"'],
		[{ name: "line-fix" }, 'has no "content" object'],
		[{ name: "line-fix", content, descripton: "" }, "unknown keys (descripton)"],
		[{ name: "line-fix", content, repository: 3 }, '"repository" of the definition'],
		[{ name: "line-fix", content, defaultOperations: [] }, '"defaultOperations" of the definition'],
	])("is refused as %j", (value, complaint) => {
		expect(() => readDefinitionFile(value)).toThrow(complaint);
	});
});
