import { asStageId } from "@tilewright/contract/ids";
import { expect, it } from "vitest";
import { FinishRate } from "./finish-rate.ts";

it("counts the last sixty seconds, each stage apart, and forgets what is older", () => {
	const rate = new FinishRate();
	const stage = asStageId(1);
	for (let second = 100; second < 200; second += 1) rate.add(stage, second);
	rate.add(asStageId(2), 199);
	expect(rate.inLastMinute(stage, 199)).toBe(60);
	expect(rate.inLastMinute(stage, 229)).toBe(30);
	expect(rate.inLastMinute(stage, 500)).toBe(0);
	expect(rate.inLastMinute(asStageId(2), 199)).toBe(1);
	expect(rate.inLastMinute(asStageId(3), 199)).toBe(0);
});
