import { describe, expect, it } from "vitest";
import { compileExpression } from "./gate-expression.ts";

const evaluate = (expression: string, metrics: Record<string, number>) =>
	compileExpression(expression).evaluate(metrics);

const holds = (expression: string, metrics: Record<string, number>) => {
	const result = evaluate(expression, metrics);
	return result.kind === "decided" ? result.holds : result.problem;
};

describe("an expression over metrics", () => {
	it.each([
		["focus < 0.4", { focus: 0.31 }, true],
		["focus < 0.4", { focus: 0.4 }, false],
		["cells == 3", { cells: 3 }, true],
		["cells * 2 + 1 > 7 && !(focus >= 0.5)", { cells: 4, focus: 0.1 }, true],
		["focus < 0.4 || cells < 3", { focus: 0.9, cells: 2 }, true],
		["(a - b) / c < 0.5", { a: 3, b: 1, c: 8 }, true],
		["abs(shift_x) > 20", { shift_x: -31 }, true],
		["max(left, right) < 5", { left: 2, right: 4 }, true],
		['metrics["a.b"] > 1', { "a.b": 2 }, true],
		["metrics.focus > 1", { focus: 2 }, true],
		["cells in [0, 1]", { cells: 1 }, true],
		["cells < 3 ? focus < 0.2 : focus < 0.4", { cells: 9, focus: 0.3 }, true],
		["metrics.exists(name, metrics[name] < 0)", { one: 3, other: -1 }, true],
		["x > -1", { x: 0 }, true],
		// Words of the language and of JavaScript are metrics as well.
		["size < 3 && int > 1 && constructor == 7", { size: 2, int: 2, constructor: 7 }, true],
	])("decides `%s` for %o", (expression, metrics, expected) => {
		expect(holds(expression, metrics as Record<string, number>)).toBe(expected);
	});

	it("tells the values it looked at", () => {
		expect(evaluate("focus < 0.4 && cells > 2", { focus: 0.3, cells: 5, other: 1 })).toEqual({
			kind: "decided",
			holds: true,
			values: { focus: 0.3, cells: 5 },
		});
	});

	it.each([
		["focus < 0.4", {}, 'the metric "focus" is missing'],
		["focus < 0.4", { focus: Number.NaN }, 'the metric "focus" is not a number'],
		["focus < 0.4", { focus: Number.POSITIVE_INFINITY }, 'the metric "focus" is not a number'],
		// Also where the missing one makes no difference.
		["focus < 0.4 && cells < 3", { focus: 0.9 }, 'the metric "cells" is missing'],
		['metrics["a.b"] > 1', { a: 1 }, 'the metric "a.b" is missing'],
		["signal / noise < 3", { signal: 0, noise: 0 }, "a division has no finite answer"],
		["signal / noise < 3", { signal: 1, noise: 0 }, "a division has no finite answer"],
	])("cannot decide `%s` for %o", (expression, metrics, problem) => {
		expect(holds(expression, metrics as Record<string, number>)).toBe(problem);
	});

	it("is true although it cannot be decided when what is missing makes no difference", () => {
		expect(evaluate("focus < 0.4 || cells < 3", { focus: 0.1 })).toMatchObject({ kind: "undecided", holds: true });
	});

	it.each(['"cells" in metrics && cells < 3', "has(metrics.cells) && cells < 3", "noise != 0 && signal / noise < 3"])(
		"may ask itself: `%s`",
		(expression) => {
			expect(holds(expression, { noise: 0, signal: 1 })).toBe(false);
		},
	);

	it.each([
		["focus <", /Unexpected token: EOF/, 8],
		["focus = 3", /Unexpected character: =/, 7],
		["focus < 0.4 and cells > 2", /Unexpected/, 13],
		['cells > 2 && focus < "sharp"', /no such overload: double < string/, 14],
		["blur(focus) > 1", /no matching overload for 'blur/, 1],
		["focus", /gives a number instead of true or false/, null],
		["1 < 2", /looks at no metric/, null],
	])("that is wrong is refused with its place: `%s`", (expression, message, column) => {
		expect(() => compileExpression(expression)).toThrow(message);
		expect(() => compileExpression(expression)).toThrow(expect.objectContaining({ column }));
	});
});
