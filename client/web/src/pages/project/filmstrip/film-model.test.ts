import { describe, expect, it } from "vitest";
import { noTaskCode } from "../../../live/overview-model.ts";
import { taskStateTable } from "../../../states/state-table.ts";
import {
	codeOfRank,
	fitFilm,
	followEnd,
	isAtEnd,
	lineRanks,
	lineSamples,
	markedPixels,
	nothing,
	panFilm,
	planeTicks,
	rankBlocks,
	revealTile,
	tileAtPixel,
	zoomFilm,
} from "./film-model.ts";

const { WAITING, SUCCEEDED, FAILED } = taskStateTable;

function codesOf(line: Uint8Array): (number | null)[] {
	return [...line].map((rank) => (rank === nothing ? null : (codeOfRank[rank] ?? null)));
}

describe("a line of the filmstrip", () => {
	it("has a column for each tile when there is room, and nothing behind the last one", () => {
		const codes = Uint8Array.of(SUCCEEDED.code, FAILED.code, noTaskCode);
		const line = lineRanks(codes, rankBlocks(codes), 3, { start: 0, tilesPerPixel: 0.5 }, 8);
		expect(codesOf(line)).toEqual([4, 4, 6, 6, noTaskCode, noTaskCode, null, null]);
	});

	it("shows one failed tile among a million", () => {
		const codes = new Uint8Array(1_000_000).fill(SUCCEEDED.code);
		codes[777_777] = FAILED.code;
		const view = fitFilm(codes.length, 1_000);
		const line = lineRanks(codes, rankBlocks(codes), codes.length, view, 1_000);
		expect(codesOf(line).flatMap((code, pixel) => (code === FAILED.code ? [pixel] : []))).toEqual([777]);
	});

	it("looks like most of its tiles where many share a pixel, and exactly like them where none do", () => {
		const codes = new Uint8Array(1_000).fill(SUCCEEDED.code);
		codes[3] = FAILED.code;
		expect(new Set(codesOf(lineSamples(codes, 1_000, fitFilm(1_000, 10), 10)))).toEqual(new Set([SUCCEEDED.code]));
		const close = { start: 2, tilesPerPixel: 0.5 };
		expect(codesOf(lineSamples(codes, 1_000, close, 4))).toEqual([4, 4, 6, 6]);
	});

	it("says the same with blocks and without", () => {
		const codes = Uint8Array.from({ length: 5_000 }, (_, tile) => (tile % 701 === 0 ? FAILED.code : WAITING.code));
		const view = { start: 37.5, tilesPerPixel: 133.7 };
		const plain = Array.from({ length: 30 }, (_, pixel) => {
			const from = Math.floor(37.5 + pixel * 133.7);
			const to = Math.min(5_000, Math.floor(37.5 + (pixel + 1) * 133.7));
			return codes.subarray(from, to).includes(FAILED.code) ? FAILED.code : WAITING.code;
		});
		expect(codesOf(lineRanks(codes, rankBlocks(codes), 5_000, view, 30))).toEqual(plain);
	});

	it("does not know tiles that came after its states were read", () => {
		const codes = Uint8Array.of(SUCCEEDED.code);
		const line = lineRanks(codes, rankBlocks(codes), 2, { start: 0, tilesPerPixel: 1 }, 3);
		expect(codesOf(line)).toEqual([4, noTaskCode, null]);
	});
});

describe("moving along the filmstrip", () => {
	it("keeps the tile under the pointer when zooming, and stops at the ends", () => {
		const whole = fitFilm(100_000, 1_000);
		const closer = zoomFilm(whole, 100_000, 1_000, 400, 8);
		expect(tileAtPixel(closer, 100_000, 400)).toBe(tileAtPixel(whole, 100_000, 400));
		expect(zoomFilm(closer, 100_000, 1_000, 400, 1 / 100)).toEqual(whole);
		expect(panFilm(closer, 100_000, 1_000, 1e9).start).toBe(0);
		expect(isAtEnd(panFilm(closer, 100_000, 1_000, -1e9), 100_000, 1_000)).toBe(true);
	});

	it("follows the newest tile at the chosen scale", () => {
		const view = zoomFilm(fitFilm(10_000, 500), 10_000, 500, 500, 10);
		const later = followEnd(view, 10_050, 500);
		expect(isAtEnd(later, 10_050, 500)).toBe(true);
		expect(later.tilesPerPixel).toBe(view.tilesPerPixel);
	});

	it("brings a tile into sight and marks it, however narrow", () => {
		const view = { start: 0, tilesPerPixel: 1 };
		expect(revealTile(view, 10_000, 100, 5_000).start).toBe(4_950);
		expect(revealTile(view, 10_000, 100, 50)).toBe(view);
		expect([...markedPixels(Float64Array.of(3, 25), { start: 0, tilesPerPixel: 10 }, 4)]).toEqual([1, 0, 1, 0]);
	});

	it("names planes where they begin, as far as there is room", () => {
		const z = Int32Array.of(1, 1, 2, 2, 5, 5);
		expect(planeTicks(z, { start: 0, tilesPerPixel: 0.1 }, 60, 15)).toEqual([
			{ x: 0, z: 1 },
			{ x: 20, z: 2 },
			{ x: 40, z: 5 },
		]);
		expect(planeTicks(z, { start: 0, tilesPerPixel: 1 }, 6, 3).map((tick) => tick.z)).toEqual([1, 5]);
	});
});
