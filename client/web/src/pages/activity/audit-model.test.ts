import { describe, expect, it } from "vitest";
import { changedFields } from "./audit-model.ts";

describe("what a command has changed", () => {
	it("is told field by field, without those that are the same", () => {
		expect(changedFields({ priority: 0, name: "Quality" }, { priority: 5, name: "Quality" })).toEqual([
			{ name: "priority", before: "0", after: "5" },
		]);
	});

	it("is told down to the field that differs", () => {
		const before = { content: { arguments: ["a"], expectedExitCode: 0 } };
		const after = { content: { arguments: ["a", "b"], expectedExitCode: 0 } };
		expect(changedFields(before, after)).toEqual([{ name: "content.arguments", before: '["a"]', after: '["a","b"]' }]);
	});

	it("is told where there was nothing before, or nothing is left", () => {
		expect(changedFields(null, { region: { x: 1 } })).toEqual([{ name: "region", before: null, after: '{"x":1}' }]);
		expect(changedFields({ region: "all" }, null)).toEqual([{ name: "region", before: "all", after: null }]);
		expect(changedFields(null, null)).toEqual([]);
	});
});
