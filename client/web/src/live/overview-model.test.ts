import { describe, expect, it } from "vitest";
import {
	appendTiles,
	applyStateChanges,
	noTaskCode,
	noTiles,
	parseStates,
	parseTiles,
	placeOfTile,
} from "./overview-model.ts";

function tilesOf(...ids: number[]) {
	const octets = new ArrayBuffer(16 + ids.length * 20);
	const view = new DataView(octets);
	view.setFloat64(0, 7, true);
	view.setUint32(8, ids.length, true);
	ids.forEach((id, index) => {
		view.setFloat64(16 + index * 8, id, true);
		for (let axis = 0; axis < 3; axis++) view.setInt32(16 + ids.length * (8 + axis * 4) + index * 4, id + axis, true);
	});
	return parseTiles(octets);
}

function statesOf(...codes: number[]) {
	const octets = new ArrayBuffer(16 + codes.length);
	new DataView(octets).setUint32(8, codes.length, true);
	new Uint8Array(octets, 16).set(codes);
	return parseStates(octets);
}

const change = (tileId: string | null, state: "RUNNING" | "FAILED" | "SUCCEEDED") => ({
	taskId: "1",
	stageId: "3",
	tileId,
	state,
});

describe("the overview of all tiles", () => {
	it("is read from octets, and refused when they are cut short", () => {
		const tiles = tilesOf(4, 9);
		expect([tiles.count, ...tiles.ids, ...tiles.x, ...tiles.z]).toEqual([2, 4, 9, 4, 9, 6, 11]);
		expect(() => parseStates(new ArrayBuffer(3))).toThrow("3 bytes");
	});

	it("finds tiles by their id, also those that were added later", () => {
		const tiles = appendTiles(tilesOf(4, 9), tilesOf(12));
		expect([4, 9, 12, 5].map((id) => placeOfTile(tiles, id))).toEqual([0, 1, 2, -1]);
		expect(appendTiles(noTiles, tiles)).toBe(tiles);
	});

	it("takes a pushed change at its tile, also at one that came after the states were read", () => {
		const tiles = tilesOf(4, 9, 12);
		const { states, isUncertain } = applyStateChanges(
			statesOf(0, 4),
			tiles,
			"3",
			[change("4", "RUNNING"), change("12", "FAILED")],
			true,
		);
		expect([...states.states]).toEqual([2, 4, 6]);
		expect([states.revision, isUncertain]).toEqual([1, false]);
	});

	it("shows the more urgent of several tasks at once and asks to read again", () => {
		const tiles = tilesOf(4);
		const better = applyStateChanges(statesOf(6), tiles, "3", [change("4", "SUCCEEDED")], false);
		expect([...better.states.states, better.isUncertain]).toEqual([6, true]);
		const worse = applyStateChanges(statesOf(4), tiles, "3", [change("4", "FAILED")], false);
		expect([...worse.states.states]).toEqual([6]);
	});

	it("passes over other stages and does not know tiles of groups", () => {
		const tiles = tilesOf(4);
		const states = statesOf(noTaskCode);
		expect(applyStateChanges(states, tiles, "8", [change("4", "FAILED")], true).states).toBe(states);
		expect(applyStateChanges(states, tiles, "3", [change(null, "FAILED")], false).isUncertain).toBe(true);
	});
});
