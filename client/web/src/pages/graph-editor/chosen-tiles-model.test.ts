import { describe, expect, it } from "vitest";
import type { TileColumns } from "../../live/overview-model.ts";
import { noPosition } from "../../live/task-table-model.ts";
import { readTiles, tileWords } from "./chosen-tiles-model.ts";

/** Number, x, y, z of each; 14 lies where 11 lies. */
const tiles: readonly (readonly [number, number, number, number])[] = [
	[10, 0, 0, 0],
	[11, 1, 0, 0],
	[12, 1, 0, 3],
	[13, noPosition, noPosition, noPosition],
	[14, 1, 0, 0],
];
const columns: TileColumns = {
	sequence: 1,
	count: tiles.length,
	ids: Float64Array.from(tiles, ([id]) => id),
	x: Int32Array.from(tiles, ([, x]) => x),
	y: Int32Array.from(tiles, ([, , y]) => y),
	z: Int32Array.from(tiles, ([, , , z]) => z),
};

describe("tiles that are typed", () => {
	it("are found by position, by position in the plane that is looked at, and by number", () => {
		expect(readTiles("0,0,0; 1,0  #13 0,0,0", columns, 3)).toEqual({ tileIds: ["10", "12", "13"], unknown: [] });
		expect(readTiles("1,0", columns, null).tileIds).toEqual(["14"]);
	});

	it("are told when they are not there or no position at all", () => {
		expect(readTiles("7,7,7 #99 row 0,0,0", columns, 0)).toEqual({ tileIds: ["10"], unknown: ["7,7,7", "#99", "row"] });
		expect(readTiles(" ", columns, 0)).toEqual({ tileIds: [], unknown: [] });
	});

	it("are written as they are read", () => {
		expect(tileWords(["12", "13", "10"], columns)).toBe("1,0,3 #13 0,0,0");
		expect(readTiles(tileWords(["12", "13", "10"], columns), columns, null).tileIds).toEqual(["12", "13", "10"]);
	});
});
