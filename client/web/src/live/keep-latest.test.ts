import { describe, expect, it } from "vitest";
import { keepLatest } from "./keep-latest.ts";

describe("a bounded collection", () => {
	it("makes each value once and drops the one not asked for longest", () => {
		const values = new Map<string, string>();
		const made: string[] = [];
		const ask = (key: string) =>
			keepLatest(values, key, 2, () => {
				made.push(key);
				return key.toUpperCase();
			});
		expect(["a", "b", "a", "c"].map(ask)).toEqual(["A", "B", "A", "C"]);
		expect([...values.keys()]).toEqual(["a", "c"]);
		expect(made).toEqual(["a", "b", "c"]);
	});
});
