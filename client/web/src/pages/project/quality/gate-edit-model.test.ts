// biome-ignore-all lint/suspicious/noThenProperty: what people write in a rule; its value is a word, nothing that could be awaited.
import { describe, expect, it } from "vitest";
import { changeWords, consequenceWords, drawnRules, gateOf, replacedRule, withRule } from "./gate-edit-model.ts";

const operations = {
	workUnits: 1,
	gate: {
		rules: [
			{ when: "focus < 0.4", then: "hold" },
			{ when: "mean > 3 && focus > 1", then: "flag" },
		],
		review: true,
	},
};

describe("the gate of a stage", () => {
	it("is read from its operations, and empty where there is none", () => {
		expect(gateOf(operations)).toMatchObject({ review: true, rules: [{ then: "hold" }, { then: "flag" }] });
		expect(gateOf(null)).toEqual({ rules: [], review: false });
		expect(gateOf({ gate: null })).toEqual({ rules: [], review: false });
	});

	it("has a line in the plot for each rule that is a plain threshold", () => {
		expect(drawnRules(gateOf(operations), "focus")).toMatchObject([{ side: "below", value: 0.4 }]);
		expect(drawnRules(gateOf(operations), "mean")).toEqual([]);
	});

	it("has its threshold moved rather than doubled", () => {
		const moved = withRule(gateOf(operations), "focus", { side: "below", value: 0.5 }, "hold");
		expect(moved.map((rule) => rule.when)).toEqual(["focus < 0.5", "mean > 3 && focus > 1"]);
		expect(replacedRule(gateOf(operations), "focus", { side: "below", value: 0.5 }, "hold")).toMatchObject({
			value: 0.4,
		});
		expect(replacedRule(gateOf(operations), "focus", { side: "above", value: 0.5 }, "hold")).toBeNull();
		const added = withRule(gateOf(operations), "focus", { side: "below", value: 0.1 }, "reject");
		expect(added.at(-1)).toEqual({ when: "focus < 0.1", then: "reject" });
	});
});

describe("what a rule does", () => {
	it("is said of what it gets and of what the one before it had", () => {
		expect(changeWords({ caught: 7, released: 0 })).toBe("about 7 come under it");
		expect(changeWords({ caught: 0, released: 28 })).toBe("about 28 that the old rule had are let go");
		expect(changeWords({ caught: 1, released: 1 })).toBe(
			"about 1 comes under it and about 1 that the old rule had is let go",
		);
		expect(changeWords({ caught: 0, released: 0 })).toBe("about 0 come under it");
	});

	it("holds back from what comes after the stage", () => {
		expect(consequenceWords("hold", null)).toContain("held back from what comes after this stage");
	});

	it("holds nothing back where nothing comes after it", () => {
		for (const action of ["hold", "flag", "reject"] as const) {
			const words = consequenceWords(action, "Quality");
			expect(words).toContain("Nothing comes after Quality: this only marks tiles.");
			expect(words).not.toContain("after this stage");
		}
	});
});
