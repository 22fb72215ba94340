import { operationsSchema } from "@tilewright/contract/recipe";
import { describe, expect, it } from "vitest";
import { judgeOutcome } from "./completion-rules.ts";

const operations = operationsSchema.parse({ retryRules: { failed: { retries: 2, backOffSeconds: 4 } } });

describe("what becomes of an ended attempt", () => {
	it("retries as often as the stage allows, waiting twice as long each time", () => {
		expect(judgeOutcome("failed", operations, 0)).toEqual({ kind: "retry", afterSeconds: 4 });
		expect(judgeOutcome("failed", operations, 1)).toEqual({ kind: "retry", afterSeconds: 8 });
		expect(judgeOutcome("failed", operations, 2)).toEqual({ kind: "fail" });
	});

	it("retries what is lost with a worker at once", () => {
		expect(judgeOutcome("lost", operations, 0)).toEqual({ kind: "retry", afterSeconds: 0 });
	});

	it("never waits longer than five minutes", () => {
		const patient = operationsSchema.parse({ retryRules: { failed: { retries: 50, backOffSeconds: 10 } } });
		expect(judgeOutcome("failed", patient, 30)).toEqual({ kind: "retry", afterSeconds: 300 });
	});

	it("does not repeat what a person cancelled", () => {
		expect(judgeOutcome("cancelled", operations, 0)).toEqual({ kind: "cancel" });
	});
});
