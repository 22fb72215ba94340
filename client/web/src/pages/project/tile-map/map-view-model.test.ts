import { describe, expect, it } from "vitest";
import {
	cellAt,
	centreCell,
	fitView,
	largestScale,
	moveCursor,
	panBy,
	revealCell,
	tickStep,
	zoomAt,
} from "./map-view-model.ts";

const plane = { width: 40, height: 20 };
const screen = { width: 844, height: 432 };

describe("the view of the map", () => {
	it("fits the whole plane, centred, between the numbers at the edges", () => {
		const view = fitView(plane, screen);
		expect(view.scale).toBe(20);
		expect(cellAt(view, plane, view.originX + 1, view.originY + 1)).toBe(0);
		expect(cellAt(view, plane, view.originX + 40 * 20 - 1, view.originY + 20 * 20 - 1)).toBe(40 * 20 - 1);
	});

	it("does not blow up a plane of a few tiles to the whole screen", () => {
		expect(fitView({ width: 2, height: 2 }, screen).scale).toBeLessThan(largestScale);
	});

	it("keeps the cell under the pointer while zooming, and stops at the limits", () => {
		const view = fitView(plane, screen);
		const before = cellAt(view, plane, 500, 200);
		const zoomed = zoomAt(view, plane, screen, 500, 200, 2);
		expect(cellAt(zoomed, plane, 500, 200)).toBe(before);
		expect(zoomAt(view, plane, screen, 500, 200, 1e6).scale).toBe(largestScale);
		expect(zoomAt(view, plane, screen, 500, 200, 1e-6).scale).toBeCloseTo(12);
	});

	it("never lets the plane be pushed out of sight", () => {
		const view = panBy(fitView(plane, screen), plane, screen, 1e6, -1e6);
		expect(view.originX).toBeLessThan(screen.width);
		expect(view.originY + plane.height * view.scale).toBeGreaterThan(0);
	});

	it("finds no cell beside the plane", () => {
		const view = fitView(plane, screen);
		expect(cellAt(view, plane, view.originX - 1, view.originY + 5)).toBe(-1);
		expect(cellAt(view, plane, 0, 0)).toBe(-1);
	});

	it("moves just enough to show a cell, and not at all for one in sight", () => {
		const view = { scale: 40, originX: -800, originY: -400 };
		const shown = revealCell(view, plane, screen, 0);
		expect(shown.originX).toBeGreaterThan(0);
		expect(revealCell(shown, plane, screen, 0)).toBe(shown);
	});

	it("puts a cell that is out of sight into the middle, and leaves one that is in sight alone", () => {
		const view = { scale: 40, originX: -800, originY: -400 };
		const found = centreCell(view, plane, screen, 0);
		expect(cellAt(found, plane, 34 + (844 - 44) / 2, 22 + (432 - 32) / 2)).toBe(0);
		expect(centreCell(found, plane, screen, 0)).toBe(found);
		const fitted = fitView(plane, screen);
		for (const corner of [0, 39, 19 * 40, 20 * 40 - 1]) expect(centreCell(fitted, plane, screen, corner)).toBe(fitted);
	});

	it("walks cell by cell and stops at the edges", () => {
		expect(moveCursor(-1, plane, 1, 0)).toBe(0);
		expect(moveCursor(0, plane, -1, -1)).toBe(0);
		expect(moveCursor(39, plane, 1, 1)).toBe(79);
		expect(moveCursor(0, { width: 0, height: 0 }, 1, 0)).toBe(-1);
	});

	it("numbers the edges in round steps that leave room for the digits", () => {
		expect([40, 12, 4, 1.5, 0.3].map((scale) => tickStep(scale, 40))).toEqual([1, 5, 10, 50, 200]);
	});
});
