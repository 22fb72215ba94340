import { noTaskCode } from "../../../live/overview-model.ts";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";

/*
 * The filmstrip: one line for each stage, one column for each tile in the order of arrival. Where a column is narrower
 * than a pixel, the most urgent state of those that share the pixel is shown: one failed tile among a million stays
 * visible. What a frame costs depends on the pixels: of far zoomed-out lines blocks of 64 tiles are looked at.
 */

/** Which tiles are in sight. */
export interface FilmView {
	/** Place of the tile at the left edge; fractions are parts of a tile. */
	readonly start: number;
	readonly tilesPerPixel: number;
}

export const blockTiles = 64;
const widestTile = 26;

/** More urgent is higher; no task at all is 0. */
export const rankOfCode = new Uint8Array(256);
for (const [code, state] of taskStatesByCode.entries()) rankOfCode[code] = taskStateTable[state].urgency + 1;

export const codeOfRank = new Uint8Array(256).fill(noTaskCode);
for (const [code] of taskStatesByCode.entries()) codeOfRank[rankOfCode[code] ?? 0] = code;

/** Highest rank of each block of tiles. */
export function rankBlocks(codes: Uint8Array): Uint8Array {
	const blocks = new Uint8Array(Math.ceil(codes.length / blockTiles));
	for (let tile = 0; tile < codes.length; tile++) {
		const rank = rankOfCode[codes[tile] ?? noTaskCode] ?? 0;
		const block = Math.floor(tile / blockTiles);
		if (rank > (blocks[block] ?? 0)) blocks[block] = rank;
	}
	return blocks;
}

/** Ranks of the pixels of one line, `nothing` where no tile lies. */
export const nothing = 255;

export function lineRanks(
	codes: Uint8Array,
	blocks: Uint8Array,
	count: number,
	view: FilmView,
	width: number,
): Uint8Array {
	const line = new Uint8Array(width).fill(nothing);
	for (let pixel = 0; pixel < width; pixel++) {
		const from = Math.floor(view.start + pixel * view.tilesPerPixel);
		const to = Math.min(count, Math.max(from + 1, Math.floor(view.start + (pixel + 1) * view.tilesPerPixel)));
		if (from < 0 || from >= count) continue;
		let most = 0;
		for (let tile = from; tile < to; ) {
			const isWholeBlock = tile % blockTiles === 0 && tile + blockTiles <= to;
			const rank = isWholeBlock ? (blocks[tile / blockTiles] ?? 0) : (rankOfCode[codes[tile] ?? noTaskCode] ?? 0);
			if (rank > most) most = rank;
			tile += isWholeBlock ? blockTiles : 1;
		}
		line[pixel] = most;
	}
	return line;
}

/**
 * Ranks of one tile for each pixel, from the middle of those that share it: what most of them look like, where
 * `lineRanks` says which is worst.
 */
export function lineSamples(codes: Uint8Array, count: number, view: FilmView, width: number): Uint8Array {
	const line = new Uint8Array(width).fill(nothing);
	for (let pixel = 0; pixel < width; pixel++) {
		const place = Math.floor(view.start + (pixel + (view.tilesPerPixel > 1 ? 0.5 : 0)) * view.tilesPerPixel);
		if (place >= 0 && place < count) line[pixel] = rankOfCode[codes[place] ?? noTaskCode] ?? 0;
	}
	return line;
}

/** 1 for pixels with a marked tile. `marks`: places, ascending. */
export function markedPixels(marks: Float64Array, view: FilmView, width: number): Uint8Array {
	const line = new Uint8Array(width);
	for (const place of marks) {
		const first = Math.floor((place - view.start) / view.tilesPerPixel);
		const last = Math.max(first, Math.ceil((place + 1 - view.start) / view.tilesPerPixel) - 1);
		for (let pixel = Math.max(0, first); pixel <= Math.min(width - 1, last); pixel++) line[pixel] = 1;
	}
	return line;
}

export function fitFilm(count: number, width: number): FilmView {
	const tilesPerPixel = Math.max(1 / widestTile, count / Math.max(1, width));
	return { start: 0, tilesPerPixel };
}

export function zoomFilm(view: FilmView, count: number, width: number, x: number, factor: number): FilmView {
	const most = fitFilm(count, width).tilesPerPixel;
	const tilesPerPixel = Math.min(most, Math.max(1 / widestTile, view.tilesPerPixel / factor));
	return keepFilm({ start: view.start + x * (view.tilesPerPixel - tilesPerPixel), tilesPerPixel }, count, width);
}

export function panFilm(view: FilmView, count: number, width: number, x: number): FilmView {
	return keepFilm({ ...view, start: view.start - x * view.tilesPerPixel }, count, width);
}

function keepFilm(view: FilmView, count: number, width: number): FilmView {
	const last = Math.max(0, count - width * view.tilesPerPixel);
	return { ...view, start: Math.min(Math.max(0, view.start), last) };
}

/** Whether the newest tile is in sight: then the strip follows. */
export function isAtEnd(view: FilmView, count: number, width: number): boolean {
	return view.start + width * view.tilesPerPixel >= count - 1;
}

/** The same scale, the newest tile at the right edge. */
export function followEnd(view: FilmView, count: number, width: number): FilmView {
	const fitted = fitFilm(count, width);
	if (view.tilesPerPixel >= fitted.tilesPerPixel) return fitted;
	return keepFilm({ ...view, start: count }, count, width);
}

export function revealTile(view: FilmView, count: number, width: number, place: number): FilmView {
	const shown = width * view.tilesPerPixel;
	if (place >= view.start && place + 1 <= view.start + shown) return view;
	return keepFilm({ ...view, start: place - shown / 2 }, count, width);
}

/** Place of the tile under a pixel; -1 beside the strip. */
export function tileAtPixel(view: FilmView, count: number, x: number): number {
	const place = Math.floor(view.start + x * view.tilesPerPixel);
	return place >= 0 && place < count ? place : -1;
}

/** Places at which another plane begins, with its z; at most `most`, far enough apart to be read. */
export function planeTicks(
	z: Int32Array,
	view: FilmView,
	width: number,
	leastPixels: number,
): readonly { readonly x: number; readonly z: number }[] {
	const ticks: { x: number; z: number }[] = [];
	const from = Math.max(0, Math.floor(view.start));
	const to = Math.min(z.length, Math.ceil(view.start + width * view.tilesPerPixel));
	let before = from === 0 ? null : (z[from - 1] ?? null);
	let lastX = Number.NEGATIVE_INFINITY;
	for (let tile = from; tile < to; tile++) {
		const plane = z[tile] ?? 0;
		if (plane === before) continue;
		before = plane;
		const x = (tile - view.start) / view.tilesPerPixel;
		if (plane === -0x8000_0000 || x - lastX < leastPixels) continue;
		ticks.push({ x, z: plane });
		lastX = x;
	}
	return ticks;
}
