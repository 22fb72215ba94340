import { describe, expect, it } from "vitest";
import {
	bringIntoSight,
	countOutOfSight,
	leastReadableZoom,
	limitsOf,
	nearestOutOfSight,
	readableViewport,
} from "./graph-view-model.ts";

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

	it("may be moved to its edges, which takes in where it is shown from", () => {
		const graph = { width: 3000, height: 100 };
		const { x, zoom } = readableViewport(graph, room);
		const [[left], [right]] = limitsOf(graph);
		expect(-x / zoom).toBeGreaterThanOrEqual(left);
		expect(right).toBeGreaterThan(graph.width);
	});

	it("knows the nearest card where none is in sight, and asks for nothing where a part of one is", () => {
		const card = { width: 200, height: 80 };
		const boxes = [
			{ ...card, x: 0, y: 300 },
			{ ...card, x: 1300, y: 150 },
			{ ...card, x: 400, y: 900 },
		];
		expect(nearestOutOfSight(boxes, { x: 0, y: 0, zoom: 1 }, room)).toBe(boxes[0]);
		expect(nearestOutOfSight(boxes, { x: -400, y: 0, zoom: 1 }, room)).toBeNull();
		expect(nearestOutOfSight(boxes, { x: 0, y: -800, zoom: 1 }, room)).toBeNull();
		expect(nearestOutOfSight(boxes, { x: 0, y: 0, zoom: 0.5 }, room)).toBeNull();
		expect(nearestOutOfSight([], { x: 0, y: 0, zoom: 1 }, room)).toBeNull();
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
