import { describe, expect, it } from "vitest";
import { describePlanes, readPlanes } from "./planes-text.ts";

describe("skipped planes on the command line", () => {
	it("are positions along axes, and are shown as they are written", () => {
		expect(readPlanes("x=0, z=3+-7")).toEqual({ x: [0], z: [3, -7] });
		expect(readPlanes("none")).toEqual({});
		expect(describePlanes({ x: [0], y: [], z: [3, -7] })).toBe("x=0, z=3+-7");
	});

	it.each(["", "z", "z=", "z=1..3", "w=1", "z=1;2"])("are refused as %j", (text) => {
		expect(() => readPlanes(text)).toThrow("Expected something like");
	});
});
