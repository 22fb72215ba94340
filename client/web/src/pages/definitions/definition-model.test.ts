import { describe, expect, it } from "vitest";
import { moved, quoted } from "./definition-model.ts";

describe("arguments of a definition", () => {
	it("are moved up and down, and not beyond the ends", () => {
		expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
		expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
		expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
	});

	it("are quoted only where the eye needs it", () => {
		expect(["plain", "with space", ""].map(quoted)).toEqual(["plain", '"with space"', '""']);
	});
});
