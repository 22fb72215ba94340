import { describe, expect, it } from "vitest";
import { chainOf, type Upstream } from "./upstream-model.ts";

const failed: Upstream = { id: "failed", state: "FAILED" };

describe("what a task waits for in the end", () => {
	it("is found by following the input that most needs a person", () => {
		const middle: Upstream = { id: "middle", state: "WAITING", blockedBy: [{ id: "ready", state: "READY" }, failed] };
		const chain = chainOf({ blockedBy: [{ id: "running", state: "EXCLUDED" }, middle] });
		expect(chain.map((task) => task.id)).toEqual(["middle", "failed"]);
	});

	it("is nothing for a task that has all it needs", () => {
		expect(chainOf({ blockedBy: [] })).toEqual([]);
	});
});
