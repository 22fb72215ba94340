import { describe, expect, it } from "vitest";
import { linesInRows, rowCount, wrapLines } from "./wrapped-lines-model.ts";

describe("a log whose long lines are broken", () => {
	it("counts the rows each line takes, colours not among them", () => {
		const wrapped = wrapLines(["short", "a".repeat(25), "", `\u001b[31m${"b".repeat(10)}\u001b[0m`], 10);
		expect(wrapped.starts).toEqual([0, 1, 4, 5, 6]);
		expect(rowCount(wrapped)).toBe(6);
	});

	it("has one row for each line where nothing is broken, and none for no lines", () => {
		expect(wrapLines(["a".repeat(500), "b"], null).starts).toEqual([0, 1, 2]);
		expect(rowCount(wrapLines([], 10))).toBe(0);
	});

	it("finds the lines in sight, also where one begins above them", () => {
		const wrapped = wrapLines(["a", "b".repeat(30), "c", "d"], 10);
		expect(linesInRows(wrapped, { first: 0, last: 1 })).toEqual({ first: 0, last: 1 });
		expect(linesInRows(wrapped, { first: 2, last: 3 })).toEqual({ first: 1, last: 2 });
		expect(linesInRows(wrapped, { first: 3, last: 6 })).toEqual({ first: 1, last: 4 });
	});
});
