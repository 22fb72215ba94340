import { expect, it } from "vitest";
import { formatStageRate } from "./rate-text.ts";

// As the page's test of `stageRateWords` has them.
it("tells the rate of a stage in the words of the page", () => {
	const rate = { rateSeconds: 60, rateBasis: "MEASURED", backlog: 4, verdict: "KEEPING_UP" } as const;
	const told = [
		{ ...rate, endedPerMinute: 9.84 },
		{ ...rate, endedPerMinute: 117.3, rateBasis: "ESTIMATED" },
		{ ...rate, endedPerMinute: 0.23 },
		{ ...rate, endedPerMinute: 0 },
		{ ...rate, endedPerMinute: 0, backlog: 0 },
		{ ...rate, endedPerMinute: null },
		{ ...rate, endedPerMinute: null, backlog: 0 },
		{ ...rate, endedPerMinute: 12, verdict: "DONE" },
	] as const;
	expect(told.map(formatStageRate)).toEqual(["9.8/min", "about 117/min", "13.8/h", "0/min", "", "measuring …", "", ""]);
});
