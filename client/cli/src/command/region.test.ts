import { describe, expect, it } from "vitest";
import { describeRegion, readRegion } from "./region.ts";

describe("a region on the command line", () => {
	it("has bounds on any axis, both included, each side open if it is left out", () => {
		expect(readRegion("x=1..5, y=..3,z=-2..")).toEqual({
			x: { min: 1, max: 5 },
			y: { max: 3 },
			z: { min: -2 },
		});
		expect(readRegion("z=4", readRegion("x=1.."))).toEqual({ x: { min: 1 }, z: { min: 4, max: 4 } });
	});

	it.each(["", "x", "x=", "x=..", "w=1..2", "x=1..2..3", "x=a..b", "x=15 20"])("is refused as %j", (text) => {
		expect(() => readRegion(text)).toThrow("Expected");
	});

	it("is shown as it is written", () => {
		const bounds = (min: number | null, max: number | null) => ({ min, max });
		expect(describeRegion({ x: bounds(1, 5), y: null, z: bounds(3, 3) })).toBe("x=1..5, z=3");
		expect(describeRegion({ x: bounds(null, 5), y: bounds(2, null), z: null })).toBe("x=..5, y=2..");
	});
});
