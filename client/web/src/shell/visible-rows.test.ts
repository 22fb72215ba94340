import { describe, expect, it } from "vitest";
import { visibleRows } from "./visible-rows.ts";

describe("the rows of a long list", () => {
	it("exist only around what is in sight", () => {
		expect(visibleRows(2_000, 400, 20, 100_000)).toEqual({ first: 88, last: 132 });
	});

	it("never lie outside of the list", () => {
		expect(visibleRows(0, 400, 20, 5)).toEqual({ first: 0, last: 5 });
		expect(visibleRows(90_000, 400, 20, 5)).toEqual({ first: 5, last: 5 });
		expect(visibleRows(0, 400, 20, 0)).toEqual({ first: 0, last: 0 });
	});
});
