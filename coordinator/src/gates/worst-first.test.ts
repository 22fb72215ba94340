import type { FiredRule, GateAction } from "@tilewright/contract/gate";
import { describe, expect, it } from "vitest";
import { compileExpression } from "./gate-expression.ts";
import { worstFirst } from "./worst-first.ts";

describe("how far a result is beyond a threshold", () => {
	it.each([
		["focus < 0.4", { focus: 0.3 }, 0.25],
		["focus <= 0.4", { focus: 0.5 }, -0.25],
		["background > 900", { background: 1350 }, 0.5],
		["0.4 > focus", { focus: 0.3 }, 0.25],
		['metrics["a.b"] >= 2', { "a.b": 5 }, 1.5],
		["metrics.focus < 0.4", { focus: 0.3 }, 0.25],
		["drift > 0", { drift: 7 }, 7],
		["drift < -2", { drift: -3 }, 0.5],
		["abs(drift) > 2", { drift: -3 }, 0.5],
		["dark / bright > 2 * 2", { dark: 12, bright: 2 }, 0.5],
		["min(red, green) < 10", { red: 5, green: 8 }, 0.5],
		["!(focus >= 0.4)", { focus: 0.3 }, 0.25],
	])("%s", (when, metrics, excess) => {
		expect(compileExpression(when).excess(metrics)).toBeCloseTo(excess, 10);
	});

	it("is the smaller one of two that are both needed, the larger one where either will do", () => {
		const metrics = { focus: 0.3, cells: 9 };
		expect(compileExpression("focus < 0.4 && cells > 3").excess(metrics)).toBeCloseTo(0.25);
		expect(compileExpression("focus < 0.4 || cells > 3").excess(metrics)).toBeCloseTo(2);
		expect(compileExpression('"cells" in metrics && focus < 0.4').excess(metrics)).toBeCloseTo(0.25);
	});

	it.each(["focus == 0.4", '"focus" in metrics', "focus < missing"])("is not known of %s", (when) => {
		expect(compileExpression(when).excess({ focus: 0.3 })).toBeNull();
	});
});

describe("the worst first", () => {
	const held = (id: number, values: Record<string, number>, rule: Partial<FiredRule> = {}) => ({
		id,
		report: {
			action: "hold" as GateAction,
			review: false,
			rules: [{ when: "focus < 0.4", action: "hold" as GateAction, feedback: null, values, problem: null, ...rule }],
		},
	});
	const order = (...results: Parameters<typeof worstFirst>[0]) => worstFirst(results).map(({ id }) => id);

	it("is farthest beyond the threshold of the rule that held it, whatever the metric", () => {
		const background = { when: "background > 900" };
		expect(order(held(1, { focus: 0.39 }), held(2, { focus: 0.1 }), held(3, { background: 1350 }, background))).toEqual(
			[2, 3, 1],
		);
	});

	it("has what no threshold held after them, in its own order", () => {
		const byPerson = { report: null };
		const undecided = held(6, {}, { problem: 'the metric "focus" is missing' });
		const everyResult = { id: 3, report: { action: "hold" as const, review: true, rules: [] } };
		expect(
			order({ id: 9, ...byPerson }, undecided, held(8, { focus: 0.3 }), everyResult, { id: 4, ...byPerson }),
		).toEqual([8, 9, 6, 3, 4]);
	});

	it("goes by the rule that held a result, not by one that only flags it", () => {
		const flagged = held(1, { focus: 0.3 });
		const flag = { when: "focus < 9", action: "flag" as const, feedback: null, values: { focus: 0.3 }, problem: null };
		const both = { ...flagged, report: { ...flagged.report, rules: [...flagged.report.rules, flag] } };
		expect(order(both, held(2, { focus: 0.2 }))).toEqual([2, 1]);
	});
});
