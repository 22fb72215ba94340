import { describe, expect, it } from "vitest";
import { type Arrival, learnRhythm, nextArrival } from "./arrival-rules.ts";

/** A plane after the other, row by row; milliseconds before a tile, a row and a plane. */
function scan(options: {
	columns: number;
	rows: number;
	tiles: number;
	tileMs: number;
	rowMs?: number;
	planeMs?: number;
}): Arrival[] {
	const { columns, rows, tiles, tileMs, rowMs = tileMs, planeMs = rowMs } = options;
	const arrivals: Arrival[] = [];
	let atMs = 0;
	for (let index = 0; index < tiles; index++) {
		const x = index % columns;
		const y = Math.floor(index / columns) % rows;
		if (index > 0) atMs += x > 0 ? tileMs : y > 0 ? rowMs : planeMs;
		arrivals.push({ atMs, x, y, z: Math.floor(index / columns / rows) });
	}
	return arrivals;
}

describe("the rhythm of an acquisition", () => {
	it("is not known from a handful of tiles", () => {
		expect(learnRhythm([])).toBeNull();
		expect(learnRhythm(scan({ columns: 3, rows: 3, tiles: 3, tileMs: 2_000 }))).toBeNull();
	});

	it("is the median interval, which one pause does not move", () => {
		const arrivals = scan({ columns: 50, rows: 2, tiles: 20, tileMs: 2_000 });
		const paused = arrivals.map((tile, index) => (index < 10 ? tile : { ...tile, atMs: tile.atMs + 3_600_000 }));
		expect(learnRhythm(paused)).toMatchObject({ tileMs: 2_000, spreadMs: 0, next: "tile" });
	});

	it("tells the gaps before rows and planes from those between tiles", () => {
		const rhythm = learnRhythm(scan({ columns: 5, rows: 4, tiles: 47, tileMs: 2_000, rowMs: 9_000, planeMs: 60_000 }));
		expect(rhythm).toMatchObject({ tileMs: 2_000, rowMs: 9_000, planeMs: 60_000 });
	});

	it("expects a row's gap at the end of a row and a plane's at the end of a plane", () => {
		const options = { columns: 5, rows: 4, tileMs: 2_000, rowMs: 9_000, planeMs: 60_000 };
		const nextAfter = (tiles: number) => {
			const rhythm = learnRhythm(scan({ ...options, tiles }));
			if (rhythm === null) throw new Error("no rhythm");
			return { next: rhythm.next, dueMs: nextArrival(rhythm).dueMs - rhythm.lastMs };
		};
		expect(nextAfter(63)).toEqual({ next: "tile", dueMs: 2_000 });
		expect(nextAfter(65)).toEqual({ next: "row", dueMs: 60_000 });
		expect(nextAfter(60)).toEqual({ next: "plane", dueMs: 60_000 });
	});

	it("finds rows that run along y", () => {
		const columnsFirst = scan({ columns: 5, rows: 4, tiles: 38, tileMs: 2_000, rowMs: 9_000 }).map((tile) => ({
			...tile,
			x: tile.y,
			y: tile.x,
		}));
		expect(learnRhythm(columnsFirst)).toMatchObject({ tileMs: 2_000, rowMs: 9_000 });
	});

	it("divides by the tiles that one look found", () => {
		const looks = Array.from({ length: 30 }, (_, index) => ({
			atMs: Math.floor(index / 3) * 6_000,
			x: index,
			y: 0,
			z: 0,
		}));
		const rhythm = learnRhythm(looks);
		expect(rhythm).toMatchObject({ tileMs: 2_000, batchMs: 6_000 });
		expect(rhythm && nextArrival(rhythm).dueMs - rhythm.lastMs).toBe(6_000);
	});

	it("learns nothing from an old acquisition that is read in at once", () => {
		const old = Array.from({ length: 5_000 }, (_, index) => ({
			atMs: Math.floor(index / 500) * 400,
			x: index,
			y: 0,
			z: 0,
		}));
		expect(learnRhythm(old)).toBeNull();
		const live = Array.from({ length: 6 }, (_, index) => ({
			atMs: 60_000 + index * 2_000,
			x: 5_000 + index,
			y: 0,
			z: 0,
		}));
		expect(learnRhythm([...old, ...live])?.tileMs).toBe(2_000);
	});

	it("works without positions", () => {
		const arrivals = scan({ columns: 9, rows: 1, tiles: 9, tileMs: 500 }).map(({ atMs }) => ({
			atMs,
			x: null,
			y: null,
			z: null,
		}));
		expect(learnRhythm(arrivals)).toMatchObject({ tileMs: 500, rowMs: null, planeMs: null, next: "tile" });
	});
});

describe("the alarm for the next tile", () => {
	it("waits for three intervals, and at least ten seconds", () => {
		const alarm = (tileMs: number) => {
			const rhythm = learnRhythm(scan({ columns: 50, rows: 1, tiles: 20, tileMs }));
			return rhythm && nextArrival(rhythm).alarmMs - rhythm.lastMs;
		};
		expect(alarm(60_000)).toBe(180_000);
		expect(alarm(200)).toBe(10_200);
	});

	it("is patient with an instrument that is not steady", () => {
		const unsteady = Array.from({ length: 41 }, (_, index) => ({
			atMs: index * 20_000 + (index % 2) * 15_000,
			x: index,
			y: 0,
			z: 0,
		}));
		const rhythm = learnRhythm(unsteady);
		expect(rhythm && nextArrival(rhythm).alarmMs - rhythm.lastMs).toBeGreaterThan(100_000);
	});
});
