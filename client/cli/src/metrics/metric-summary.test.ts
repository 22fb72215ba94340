import { expect, it } from "vitest";
import { summarise } from "./metric-summary.ts";

it("sums a metric up over the results that have it", () => {
	const results = [
		{ metrics: { focus: 4 } },
		{ metrics: { focus: 1, cells: 2 } },
		{ metrics: null },
		{ metrics: { focus: 2 } },
	];
	expect(summarise(results, ["focus", "cells", "nothing"])).toEqual([
		{ name: "focus", count: 3, minimum: 1, mean: 7 / 3, median: 2, maximum: 4 },
		{ name: "cells", count: 1, minimum: 2, mean: 2, median: 2, maximum: 2 },
	]);
	expect(summarise([...results, { metrics: { focus: 3 } }], ["focus"])[0]?.median).toBe(2.5);
});
