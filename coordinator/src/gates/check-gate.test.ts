import { gateSchema } from "@tilewright/contract/gate";
import { describe, expect, it } from "vitest";
import { checkGate } from "./check-gate.ts";

const rule = (when: string, action: string, feedback?: string) => ({
	when,
	// biome-ignore lint/suspicious/noThenProperty: what people write in a rule.
	then: action,
	...(feedback ? { feedback } : {}),
});

const check = (gate: object) => checkGate(gateSchema.parse(gate));

describe("a gate that is saved", () => {
	it("may have rules, a review and an address", () => {
		check({
			rules: [rule("focus < 0.4", "hold", "reImage"), rule("focus > 0.9", "pass", "good")],
			review: true,
			feedback: { webhook: "https://scope.example/feedback?token=1", subject: "scope.feedback" },
		});
		checkGate(null);
	});

	it("says which rule is wrong, where, and what to write", () => {
		expect(() => check({ rules: [rule("focus < 0.4", "hold"), rule("cells > ", "flag")] })).toThrow(
			'Gate rule 2 cannot be used: “cells > ”, at character 9: Unexpected token: EOF. Write for instance focus < 0.4 && cells >= 3, or metrics["a.b"] > 1 for a metric whose name is no plain word.',
		);
	});

	it("needs an address for feedback", () => {
		expect(() => check({ rules: [rule("focus < 0.4", "hold", "stopNow")] })).toThrow(/does not say where to/);
	});

	it("does not take a rule that does nothing", () => {
		expect(() => check({ rules: [rule("focus < 0.4", "pass")] })).toThrow(/does nothing/);
	});

	it.each([
		[{ webhook: "scope/feedback" }, /is not a webhook/],
		[{ webhook: "ftp://scope/feedback" }, /is not a webhook/],
		[{ webhook: "https://ana:secret@scope/feedback" }, /has a user name/],
		[{ subject: "scope feedback" }, /is not a subject/],
		[{ subject: "scope.*" }, /is not a subject/],
		[{ subject: "tilewright.worker.hello" }, /belongs to Tilewright/],
		[{ subject: "Tilewright.bell" }, /belongs to Tilewright/],
		[{ subject: "$SYS.REQ" }, /belongs to Tilewright or to the message server/],
		[{}, /has no address/],
	])("refuses the address %o", (feedback, message) => {
		expect(() => check({ rules: [], feedback })).toThrow(message);
	});
});
