import { describe, expect, it } from "vitest";
import { bringIntoSight, countOutOfSight, leastReadableZoom, readableViewport } from "./graph-view-model.ts";

const room = { width: 1000, height: 200 };

describe("what is shown of a graph", () => {
	it("is all of it, in the middle, where it can be read so", () => {
		expect(readableViewport({ width: 900, height: 100 }, room)).toMatchObject({ zoom: 992 / 900 });
		const small = readableViewport({ width: 200, height: 80 }, room);
		expect(small).toEqual({ zoom: 1.15, x: (1000 - 230) / 2, y: (200 - 92) / 2 });
	});

	it("is the beginning of one that is too wide, never too small to be read", () => {
		expect(readableViewport({ width: 3000, height: 100 }, room)).toMatchObject({ zoom: leastReadableZoom, x: 4 });
		expect(readableViewport({ width: 300, height: 2000 }, room).zoom).toBe(leastReadableZoom);
	});

	it("stays where it is when what is chosen is in sight, and else moves no further than to its edge", () => {
		const viewport = { x: 4, y: 0, zoom: 1 };
		const card = { width: 200, height: 80 };
		expect(bringIntoSight(viewport, { ...card, x: 300, y: 60 }, room)).toEqual(viewport);
		const right = bringIntoSight(viewport, { ...card, x: 1500, y: 60 }, room);
		expect(right).toEqual({ x: 1000 - 8 - 1700, y: 0, zoom: 1 });
		expect(bringIntoSight(right, { ...card, x: 0, y: -90 }, room)).toEqual({ x: 8, y: 98, zoom: 1 });
		expect(bringIntoSight({ x: 0, y: 0, zoom: 2 }, { ...card, x: 0, y: 50 }, { width: 500, height: 120 })).toEqual({
			x: 0,
			y: 8 - 100,
			zoom: 2,
		});
	});

	it("counts what is cut off or beyond its edge", () => {
		const card = { width: 200, height: 80 };
		const boxes = [0, 90, 180, 270].map((y) => ({ ...card, x: 0, y }));
		expect(countOutOfSight(boxes, { x: 0, y: 0, zoom: 1 }, room)).toBe(2);
		expect(countOutOfSight(boxes, { x: 0, y: -150, zoom: 1 }, room)).toBe(2);
		expect(countOutOfSight(boxes, { x: 0, y: 0, zoom: 0.5 }, room)).toBe(0);
		expect(countOutOfSight(boxes, { x: 900, y: 0, zoom: 0.5 }, room)).toBe(0);
		expect(countOutOfSight(boxes, { x: 950, y: 0, zoom: 0.5 }, room)).toBe(4);
	});
});
