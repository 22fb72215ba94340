import { describe, expect, it } from "vitest";
import { noTaskCode, type TileColumns, type TileStates } from "../../../live/overview-model.ts";
import { parseTaskTable } from "../../../live/task-table-model.ts";
import { taskStateTable } from "../../../states/state-table.ts";
import { countOfNote, mostNotes, nextNoted, notesOfCells, notesOfTiles } from "./notes-model.ts";
import { layOutPlane } from "./tile-map-model.ts";

const failed = taskStateTable.FAILED.code;
const held = taskStateTable.REVIEW.code;
const rejected = taskStateTable.REJECTED.code;
const succeeded = taskStateTable.SUCCEEDED.code;

function columns(ids: readonly number[]): TileColumns {
	const places = new Int32Array(ids.length);
	return { sequence: 1, count: ids.length, ids: Float64Array.from(ids), x: places, y: places, z: places };
}

function states(codes: readonly number[]): TileStates {
	return { sequence: 1, states: Uint8Array.from(codes), revision: 0 };
}

describe("what is of note at a tile", () => {
	it("is every failed, held or rejected task of it, whatever the stage", () => {
		const notes = notesOfTiles(columns([7, 8, 9]), [
			{ stageName: "Quality", states: states([failed, succeeded, held]) },
			{ stageName: "Preview", states: states([failed, noTaskCode, rejected]) },
		]);
		expect([...notes.byTile]).toEqual([
			[7, "failed in Quality, Preview"],
			[9, "review in Quality; rejected in Preview"],
		]);
	});

	it("is nothing where tasks run, wait or were left out", () => {
		const { WAITING, READY, RUNNING, CANCELLED, EXCLUDED } = taskStateTable;
		const codes = [WAITING, READY, RUNNING, CANCELLED, EXCLUDED].map(({ code }) => code);
		expect(notesOfTiles(columns([1, 2, 3, 4, 5]), [{ stageName: "A", states: states(codes) }]).byTile.size).toBe(0);
	});

	it("leaves out tiles that are not known yet", () => {
		const notes = notesOfTiles(columns([7]), [{ stageName: "A", states: states([succeeded, failed]) }]);
		expect(notes.byTile.size).toBe(0);
	});

	it("marks none where there are too many to be drawn, and says how many at least", () => {
		const ids = Array.from({ length: mostNotes + 1 }, (_, index) => index + 1);
		const all = { stageName: "A", states: states(ids.map(() => failed)) };
		expect(notesOfTiles(columns(ids), [all])).toMatchObject({ isTooMany: true, byTile: new Map() });
		expect(
			notesOfTiles(columns(ids.slice(1)), [{ ...all, states: states(ids.slice(1).map(() => failed)) }]),
		).toMatchObject({ isTooMany: false });
	});

	it("follows states that change in place", () => {
		const before = states([failed, succeeded]);
		expect(notesOfTiles(columns([7, 8]), [{ stageName: "A", states: before }]).byTile.has(7)).toBe(true);
		before.states.set([succeeded, held]);
		const after = { ...before, revision: 1 };
		expect([...notesOfTiles(columns([7, 8]), [{ stageName: "A", states: after }]).byTile]).toEqual([
			[8, "review in A"],
		]);
	});

	it("is counted from the counts that are pushed", () => {
		expect(
			countOfNote([
				{ state: "FAILED", count: 3 },
				{ state: "REVIEW", count: 2 },
				{ state: "REJECTED", count: 1 },
				{ state: "SUCCEEDED", count: 50 },
			]),
		).toBe(6);
	});
});

describe("noted cells", () => {
	const layout = layOutPlane(
		parseTaskTable({
			sequence: 1,
			stageId: "1",
			taskId: [11, 12, 13],
			tileId: [7, 8, 9],
			x: [0, 1, 2],
			y: [0, 0, 0],
			z: [0, 0, 0],
			state: [4, 4, 4],
			attempts: [1, 1, 1],
			superseded: [0, 0, 0],
		}),
		true,
	);

	it("are those of the plane that is shown", () => {
		const notes = {
			byTile: new Map([
				[9, "failed in A"],
				[500, "failed in A"],
				[7, "review in B"],
			]),
			isTooMany: false,
		};
		expect([...notesOfCells(layout, notes)]).toEqual([
			[0, "review in B"],
			[2, "failed in A"],
		]);
	});

	it("are gone through one after the other and around the end", () => {
		const noted = new Map([
			[0, ""],
			[2, ""],
		]);
		expect([nextNoted(noted, -1), nextNoted(noted, 0), nextNoted(noted, 2), nextNoted(new Map(), 0)]).toEqual([
			0, 2, 0, -1,
		]);
	});
});
