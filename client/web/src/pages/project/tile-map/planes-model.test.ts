import { describe, expect, it } from "vitest";
import { noTiles } from "../../../live/overview-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { choosePlane, planeOfTile, stepPlane } from "./planes-model.ts";

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

	it("are told of every tile that is known and has a position", () => {
		const tiles = { ...noTiles, count: 3, ids: Float64Array.of(4, 6, 9), z: Int32Array.of(0, -2, noPosition) };
		expect(["4", "6", "9", "5"].map((tile) => planeOfTile(tiles, tile))).toEqual([0, -2, null, undefined]);
	});
});
