import { describe, expect, it } from "vitest";
import { choosePlane, stepPlane } from "./planes-model.ts";

const planes = [{ z: 4 }, { z: 1 }, { z: 9 }];

describe("the planes", () => {
	it("follow the acquisition until one is chosen", () => {
		expect(choosePlane(planes, null)).toBe(9);
		expect(choosePlane(planes, 1)).toBe(1);
		expect(choosePlane(planes, 77)).toBe(9);
		expect(choosePlane([], 3)).toBeNull();
	});

	it("are stepped through in order, over gaps, and stop at the ends", () => {
		expect(stepPlane(planes, 1, 1)).toBe(4);
		expect(stepPlane(planes, 4, 1)).toBe(9);
		expect(stepPlane(planes, 9, 1)).toBe(9);
		expect(stepPlane(planes, 1, -5)).toBe(1);
		expect(stepPlane([], null, 1)).toBeNull();
	});
});
