import { expect, it } from "vitest";
import { readTypedPosition } from "./lattice-text-rules.ts";

it("reads a lattice position as people type it", () => {
	const full = { x: 3, y: 4, z: 0 };
	for (const text of ["3,4,0", "3, 4, 0", "3 4 0", "(3, 4, 0)", "x=3 y=4 z=0", "x3y4z0", "Z:0, X:3, Y:4", " 3;4;0 "]) {
		expect(readTypedPosition(text), text).toEqual(full);
	}
	expect(readTypedPosition("-3,4")).toEqual({ x: -3, y: 4, z: null });
	expect(readTypedPosition("x=3 y=4")).toEqual({ x: 3, y: 4, z: null });
	expect(readTypedPosition("z 12")).toEqual({ x: null, y: null, z: 12 });
});

it("takes a part of a name for no position", () => {
	for (const text of ["00123", "3", "", "tile x3", "x3-y4", "2026-11-21", "x", "x=3 x=4", "3,4,0,1"]) {
		expect(readTypedPosition(text), text).toBeNull();
	}
});
