import { escalationSchema } from "@tilewright/contract/recipe";
import { expect, test } from "vitest";
import { limitsOf } from "./limit-rules.ts";

const operations = {
	memoryMb: 1000,
	timeLimitSeconds: 60,
	escalation: escalationSchema.parse({ memoryFactor: 2, maximumMemoryMb: 3000, timeFactor: 1.5 }),
};

test("the first attempt gets what the stage says", () => {
	expect(limitsOf(operations, {})).toEqual({ memoryMb: 1000, timeLimitSeconds: 60 });
});

test("a limit that is no whole number stays as it is", () => {
	expect(limitsOf({ ...operations, timeLimitSeconds: 0.5 }, {}).timeLimitSeconds).toBe(0.5);
});

test("after a shortage there is more, of what was short", () => {
	expect(limitsOf(operations, { shortages: { memory: 1, time: 0 } })).toEqual({ memoryMb: 2000, timeLimitSeconds: 60 });
	expect(limitsOf(operations, { shortages: { memory: 0, time: 2 } })).toEqual({
		memoryMb: 1000,
		timeLimitSeconds: 135,
	});
});

test("never more than the limit, never less than the stage says", () => {
	expect(limitsOf(operations, { shortages: { memory: 9, time: 0 } }).memoryMb).toBe(3000);
	const tight = { ...operations, escalation: { ...operations.escalation, maximumMemoryMb: 500 } };
	expect(limitsOf(tight, { shortages: { memory: 1, time: 0 } }).memoryMb).toBe(1000);
});

test("what is not limited stays so", () => {
	const free = { ...operations, memoryMb: null, timeLimitSeconds: null };
	expect(limitsOf(free, { shortages: { memory: 3, time: 3 } })).toEqual({ memoryMb: null, timeLimitSeconds: null });
});
