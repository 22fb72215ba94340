import { describe, expect, it } from "vitest";
import { parseMetricTable } from "../../../live/metric-table-model.ts";
import { latticeTicks, layOutHeat, planeOf } from "./plane-heat-model.ts";

const table = parseMetricTable({
	names: ["focus"],
	name: "focus",
	taskId: [11, 12, 13, 14],
	tileId: [1, 2, 3, 4],
	x: [-2, 1, 0, 5],
	y: [7, 8, 7, 7],
	z: [0, 0, 0, 1],
	arrivedAtMs: [0, 0, 0, 0],
	state: [4, 4, 4, 4],
	value: [0.9, 0.2, 0.6, 0.1],
});

describe("the picture of a plane", () => {
	it("begins where its tiles do and has a cell for each place", () => {
		expect(planeOf(table, 0)).toEqual({
			left: -2,
			top: 7,
			width: 4,
			height: 2,
			rows: Int32Array.of(0, -1, 2, -1, -1, -1, -1, 1),
		});
		expect(planeOf(table, 9)).toBeNull();
	});

	it("has square cells in the middle of its room, with lattice numbers at the middle of columns and rows", () => {
		const plane = { left: -2, top: 7, width: 4, height: 2, rows: new Int32Array(8) };
		const layout = layOutHeat(plane, 240, 218);
		expect(layout.width / 4).toBeCloseTo(layout.height / 2);
		expect(layout.left + layout.width / 2).toBeCloseTo(120);
		expect(layout.ticksX.map(({ value }) => value)).toEqual([-2, -1, 0, 1]);
		expect(layout.ticksX[0]?.at).toBeCloseTo(layout.width / 8);
		expect(layout.ticksY.map(({ value }) => value)).toEqual([7, 8]);
		expect(layout.top + layout.height).toBeLessThanOrEqual(218 - 16);
	});

	it("can be seen and pointed at when it is a single row", () => {
		const layout = layOutHeat({ left: 0, top: 3, width: 400, height: 1, rows: new Int32Array(400) }, 300, 200);
		expect(layout.height).toBe(24);
		expect(layout.ticksY).toEqual([{ value: 3, at: 12 }]);
	});
});

describe("lattice numbers at an edge", () => {
	it("are round and have room", () => {
		const values = (...asked: Parameters<typeof latticeTicks>) => latticeTicks(...asked).map(({ value }) => value);
		expect(values(0, 5, 30, 20)).toEqual([0, 1, 2, 3, 4]);
		expect(values(3, 40, 4, 20)).toEqual([5, 10, 15, 20, 25, 30, 35, 40]);
		expect(values(-7, 12, 8, 20)).toEqual([-5, 0]);
		expect(values(0, 400, 0.5, 30)).toEqual([0, 100, 200, 300]);
	});

	it("are never none", () => {
		expect(latticeTicks(13, 3, 2, 20)).toEqual([{ value: 13, at: 1 }]);
	});
});
