import { unitRuleSchema } from "@tilewright/contract/recipe";
import { describe, expect, it } from "vitest";
import { describeUnitRule, readUnitRule } from "./unit-rule-text.ts";

const read = (text: string) => readUnitRule(text, "/");

describe("a unit rule on the command line", () => {
	it.each(["each", "all", "group:z", "group:well,site", "neighbours:x,y", "neighbours:x+2,xy-1z"])(
		"%s is one the server takes, and is shown as it was written",
		(text) => {
			const rule = read(text);
			expect(unitRuleSchema.safeParse(rule).error).toBeUndefined();
			expect(describeUnitRule(rule)).toBe(text);
		},
	);

	it("may be given in JSON", () => {
		const rule = {
			kind: "group",
			by: ["z"],
			completion: { kind: "count", expected: 30 },
			partial: { minimumMembers: 2 },
		};
		expect(read(JSON.stringify(rule))).toEqual(rule);
		expect(describeUnitRule(rule)).toBe("group:z (also partial)");
	});

	it.each(["", "every", "each:x", "group", "group:", "neighbours:", "neighbours:w"])(
		"%j is refused with examples",
		(text) => {
			expect(() => read(text)).toThrow(/expected/);
		},
	);
});
