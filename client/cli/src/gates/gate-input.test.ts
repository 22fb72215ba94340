import { describe, expect, it } from "vitest";
import { metricsIn, readGate } from "./gate-input.ts";

const rule = (when: string, action: string, more: object = {}) => ({
	when,
	// biome-ignore lint/suspicious/noThenProperty: what people write in a rule.
	then: action,
	...more,
});

describe("a gate on the command line", () => {
	it("is made of JSON, of options, or of both", () => {
		expect(readGate(undefined, {}, "/")).toBeUndefined();
		expect(readGate(undefined, { none: true }, "/")).toBeNull();
		expect(readGate('{"review": true}', {}, "/")).toEqual({ review: true });
		expect(
			readGate(
				'{"rules": [{"when": "a < 1", "then": "flag"}]}',
				{ hold: ["b < 1"], review: false, webhook: "http://scope" },
				"/",
			),
		).toEqual({
			rules: [rule("a < 1", "flag"), rule("b < 1", "hold")],
			review: false,
			feedback: { webhook: "http://scope" },
		});
		expect(readGate(undefined, { reject: ["a < 1"], feedback: "reImage" }, "/")).toEqual({
			rules: [rule("a < 1", "reject", { feedback: "reImage" })],
		});
	});

	it("is not both taken away and given", () => {
		expect(() => readGate("{}", { none: true }, "/")).toThrow("--none takes the gate away");
		expect(() => readGate("[]", {}, "/")).toThrow("not a JSON object");
	});
});

describe("the metrics of an expression", () => {
	it.each([
		["focus < 0.4 && cells >= 3", ["focus", "cells"]],
		['metrics["background.mean"] > 900', ["background.mean"]],
		['"cells" in metrics && cells < 3', ["cells"]],
		["metrics.exists(name, metrics[name] < 0)", []],
		["abs(shift) > max(a, b) ? true : false", ["shift", "a", "b"]],
		["1e-3 < focus", ["focus"]],
	])("%s", (expression, names) => {
		expect(metricsIn(expression)).toEqual(names);
	});
});
