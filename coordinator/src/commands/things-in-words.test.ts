import { describe, expect, it } from "vitest";
import { didToThings } from "./things-in-words.ts";

describe("the audit of what was done to tasks and tiles", () => {
	it("names the one there is, also when nothing came of it", () => {
		expect(didToThings("rejected", 1, 1, "task", ['"Quality" of tile 00/00123'])).toBe(
			'rejected "Quality" of tile 00/00123',
		);
		expect(didToThings("rejected", 0, 1, "task", ['"Quality" of tile 00/00123'])).toBe(
			'rejected nothing: "Quality" of tile 00/00123 stays as it is',
		);
	});

	it("names the first of several and counts the others", () => {
		expect(didToThings("withdrew", 2, 2, "tile", ["a", "b"])).toBe("withdrew 2 of 2 tiles: a, b");
		expect(didToThings("withdrew", 4, 5, "tile", ["a", "b", "c"])).toBe("withdrew 4 of 5 tiles: a, b, c and 2 more");
	});

	it("counts those that have gone", () => {
		expect(didToThings("retried", 0, 1, "task", [])).toBe("retried 0 of 1 task");
	});
});
