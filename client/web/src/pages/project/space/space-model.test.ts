import { describe, expect, it } from "vitest";
import { noTaskCode, type TileColumns } from "../../../live/overview-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { boxOf, createPicture, firstView, paintSpace, pickTile, projectionOf, projectPoint } from "./space-model.ts";

function tilesAt(positions: readonly (readonly [number, number, number])[]): TileColumns {
	const axis = (index: 0 | 1 | 2) => Int32Array.from(positions, (position) => position[index]);
	return {
		sequence: 0,
		count: positions.length,
		ids: Float64Array.from(positions, (_, index) => index + 1),
		x: axis(0),
		y: axis(1),
		z: axis(2),
	};
}

const colours = new Uint32Array(256).fill(7);

describe("tiles in space", () => {
	it("have a box around those with a position, deep enough to be seen from the side", () => {
		const box = boxOf(
			tilesAt([
				[0, 0, 5],
				[9, 4, 6],
				[noPosition, noPosition, noPosition],
			]),
		);
		expect(box).toMatchObject({ middle: [4.5, 2, 5.5], minimum: [0, 0, 5], maximum: [9, 4, 6] });
		expect(box?.half[2]).toBeCloseTo(1.75);
		expect(boxOf(tilesAt([]))).toBeNull();
	});

	it("fit into the picture from every side", () => {
		const box = boxOf(
			tilesAt([
				[0, 0, 0],
				[20, 10, 5],
			]),
		);
		if (box === null) throw new Error("no box");
		for (let yaw = 0; yaw < 6; yaw += 0.7) {
			const projection = projectionOf(box, { ...firstView, yaw }, 300, 200);
			for (const corner of [box.minimum, box.maximum]) {
				const [x, y] = projectPoint(projection, ...corner);
				expect(x).toBeGreaterThanOrEqual(0);
				expect(x).toBeLessThanOrEqual(300);
				expect(y).toBeGreaterThanOrEqual(0);
				expect(y).toBeLessThanOrEqual(200);
			}
		}
	});

	it("hide each other by depth, not by their order, and are found under the pointer", () => {
		const picture = createPicture(100, 100);
		const tiles = tilesAt([
			[0, 0, 3],
			[0, 0, 0],
			[0, 0, 1],
		]);
		const box = boxOf(tiles);
		if (box === null) throw new Error("no box");
		// From straight above the first plane is in front.
		const projection = projectionOf(box, { yaw: 0, pitch: Math.PI / 2, zoom: 1 }, 100, 100);
		paintSpace(picture, tiles, Uint8Array.of(4, 6, 4), projection, colours, 1, null);
		const [x, y] = projectPoint(projection, 0, 0, 0);
		expect(pickTile(picture, x, y)).toBe(1);
		expect(pickTile(picture, 2, 2)).toBe(-1);
		expect(picture.pixels[0]).toBe(1);
	});

	it("stay in the background when others are lit", () => {
		const picture = createPicture(50, 50);
		const tiles = tilesAt([
			[0, 0, 0],
			[1, 0, 0],
		]);
		const box = boxOf(tiles);
		if (box === null) throw new Error("no box");
		const projection = projectionOf(box, { yaw: 0, pitch: 1, zoom: 1 }, 50, 50);
		const bright = new Uint32Array(256).fill(0xffffffff);
		paintSpace(picture, tiles, Uint8Array.of(noTaskCode, 4), projection, bright, 1, Uint8Array.of(0, 1));
		const colourAt = (at: number) => picture.pixels[picture.places.indexOf(at)];
		expect([colourAt(0), colourAt(1)]).toEqual([0xff3f3f3f, 0xffffffff]);
	});

	it("are dots behind everything when they are quiet", () => {
		const picture = createPicture(100, 100);
		const tiles = tilesAt([
			[0, 0, 0],
			[0, 0, 3],
		]);
		const box = boxOf(tiles);
		if (box === null) throw new Error("no box");
		const projection = projectionOf(box, { yaw: 0, pitch: Math.PI / 2, zoom: 1 }, 100, 100);
		const quiet = new Uint8Array(256);
		quiet[4] = 1;
		// The first plane is in front, and quiet: the failed tile behind it is seen.
		paintSpace(picture, tiles, Uint8Array.of(4, 6), projection, colours, 1, null, quiet);
		const [x, y] = projectPoint(projection, 0, 0, 0);
		expect(pickTile(picture, x, y)).toBe(1);
	});
});
