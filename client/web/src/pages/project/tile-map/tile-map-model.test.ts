import { describe, expect, it } from "vitest";
import { parseTaskTable } from "../../../live/task-table-model.ts";
import {
	boundsOf,
	cellOfTileIn,
	colourByGroups,
	colourByTasks,
	emptyCell,
	layOutPlane,
	nextCellOf,
	noTask,
	reduceCells,
	tilesInCell,
} from "./tile-map-model.ts";

interface Row {
	readonly task?: number;
	readonly tile: number;
	readonly at?: readonly [number, number];
	readonly state?: number;
	readonly superseded?: number;
}

function table(rows: readonly Row[], stageId = "1") {
	return parseTaskTable({
		sequence: 1,
		stageId,
		taskId: rows.map((row, index) => row.task ?? 1000 + index),
		tileId: rows.map((row) => row.tile),
		x: rows.map((row) => row.at?.[0] ?? null),
		y: rows.map((row) => row.at?.[1] ?? null),
		z: rows.map((row) => (row.at === undefined ? null : 0)),
		state: rows.map((row) => row.state ?? 4),
		attempts: rows.map(() => 1),
		superseded: rows.map((row) => row.superseded ?? 0),
	});
}

const square = table([
	{ tile: 1, at: [10, 20] },
	{ tile: 2, at: [11, 20] },
	{ tile: 3, at: [10, 21] },
]);

describe("the layout of a plane", () => {
	it("has a cell for every lattice position between the outermost tiles", () => {
		const layout = layOutPlane(square, true);
		expect(layout).toMatchObject({ minimumX: 10, minimumY: 20, width: 2, height: 2, kind: "lattice" });
		expect([...layout.tileAt]).toEqual([1, 2, 3, 0]);
		expect(cellOfTileIn(layout).get(3)).toBe(2);
	});

	it("shows the latest of several tiles at one position and keeps the others reachable", () => {
		const layout = layOutPlane(
			table([
				{ tile: 1, at: [0, 0] },
				{ tile: 9, at: [0, 0] },
			]),
			true,
		);
		expect(layout.tileAt[0]).toBe(9);
		expect(layout.tilesAt[0]).toBe(2);
		expect(tilesInCell(layout, 0)).toEqual([9, 1]);
	});

	it("shows the tile that took the other's place, whichever came first", () => {
		const layout = layOutPlane(
			table([
				{ tile: 1, at: [0, 0] },
				{ tile: 9, at: [0, 0], superseded: 1 },
			]),
			true,
		);
		expect(layout.tileAt[0]).toBe(1);
	});

	it("leaves the room that all planes cover together, so that nothing moves between planes", () => {
		const bounds = boundsOf([
			{ minimumX: 8, maximumX: 11, minimumY: 20, maximumY: 20 },
			{ minimumX: 10, maximumX: 12, minimumY: 19, maximumY: 21 },
		]);
		const layout = layOutPlane(square, true, bounds);
		expect(layout).toMatchObject({ minimumX: 8, minimumY: 19, width: 5, height: 3 });
		expect(layout.tileAt[7]).toBe(1);
		expect(boundsOf([])).toBeNull();
	});

	it("closes the gaps of a lattice too sparse to draw", () => {
		const sparse = table([
			{ tile: 1, at: [0, 0] },
			{ tile: 2, at: [900_000, 5] },
			{ tile: 3, at: [900_001, 5] },
		]);
		expect(layOutPlane(sparse, true)).toMatchObject({ kind: "ranked", width: 3, height: 2 });
	});

	it("shows tiles without positions in the order in which they arrived", () => {
		const layout = layOutPlane(table([{ tile: 7 }, { tile: 5 }, { tile: 6 }, { tile: 1, at: [0, 0] }]), false);
		expect(layout.kind).toBe("arrival");
		expect([...layout.tileAt].filter((tile) => tile > 0)).toEqual([5, 6, 7]);
	});

	it("takes a plane without tiles", () => {
		const layout = layOutPlane(table([]), true);
		expect([layout.width, layout.height]).toEqual([0, 0]);
		expect(colourByTasks(layout, null).cells).toHaveLength(0);
	});
});

describe("the colours of a plane", () => {
	const layout = layOutPlane(square, true);

	it("tell apart a missing tile, a tile without a task and the states", () => {
		const tasks = table([{ tile: 2, at: [11, 20], state: 6 }], "2");
		const { cells, counts } = colourByTasks(layout, tasks);
		expect([...cells]).toEqual([noTask, 6, noTask, emptyCell]);
		expect(counts[6]).toBe(1);
		expect(counts[noTask]).toBe(2);
	});

	it("let the task speak that most needs a person where a cell holds several", () => {
		const tasks = table([
			{ tile: 1, at: [10, 20], state: 6 },
			{ tile: 1, at: [10, 20], state: 4 },
			{ tile: 2, at: [11, 20], state: 0 },
			{ tile: 2, at: [11, 20], state: 2 },
		]);
		expect([...colourByTasks(layout, tasks).cells.slice(0, 2)]).toEqual([6, 2]);
	});

	it("do not let the failed task of a superseded tile speak beside its successor's", () => {
		const twice = [
			{ tile: 1, at: [0, 0] as const, state: 6, superseded: 1 },
			{ tile: 2, at: [0, 0] as const, state: 4 },
		];
		const twiceLayout = layOutPlane(table(twice), true);
		expect(colourByTasks(twiceLayout, table(twice, "2")).cells[0]).toBe(4);
		expect(colourByTasks(twiceLayout, table(twice.slice(0, 1), "2")).cells[0]).toBe(6);
	});

	it("pass over tasks of tiles that are not in the plane", () => {
		expect(colourByTasks(layout, table([{ tile: 99, at: [0, 0], state: 6 }])).counts[6]).toBe(0);
	});

	it("give the members of a group the group's state", () => {
		const groups = [
			{ attributes: { z: 0 }, state: "RUNNING" as const },
			{ attributes: { z: 1 }, state: "FAILED" as const },
		];
		expect([...colourByGroups(layout, 0, groups).cells]).toEqual([2, 2, 2, emptyCell]);
		const columns = [{ attributes: { x: 10 }, state: "READY" as const }];
		expect([...colourByGroups(layout, 0, columns).cells]).toEqual([1, noTask, 1, emptyCell]);
		const all = [{ attributes: {}, state: "SUCCEEDED" as const }];
		expect(colourByGroups(layout, 0, all).counts[4]).toBe(3);
	});

	it("leave the cells uncoloured when groups are not of the lattice", () => {
		const wells = [{ attributes: { well: "B03" }, state: "FAILED" as const }];
		expect(colourByGroups(layout, 0, wells).counts[noTask]).toBe(3);
	});

	it("are reduced to the most urgent cell where several share a pixel", () => {
		const cells = Uint8Array.from([4, 4, 4, 4, 4, 6, emptyCell, emptyCell, noTask]);
		const reduced = reduceCells(cells, 3, 3, 2);
		expect(reduced).toMatchObject({ width: 2, height: 2 });
		expect([...reduced.cells]).toEqual([4, 6, emptyCell, noTask]);
		expect(reduceCells(cells, 3, 3, 1).cells).toBe(cells);
	});

	it("find the next cell of a state, around the end", () => {
		const cells = Uint8Array.from([6, 4, 6, 4]);
		expect(nextCellOf(cells, 6, 0)).toBe(2);
		expect(nextCellOf(cells, 6, 2)).toBe(0);
		expect(nextCellOf(cells, 6, -1)).toBe(0);
		expect(nextCellOf(cells, 8, 0)).toBe(-1);
	});
});
