import { createPixels, type PixelArray, type PixelType } from "@tilewright/contract/image/image";

/** The part of a tile that lies in a band of the mosaic. Columns and rows are the mosaic's. */
export interface BandTile {
	/** Left edge and width of the tile. */
	readonly left: number;
	readonly width: number;
	/** Upper edge and height of the whole tile, for the feathering. */
	readonly tileTop: number;
	readonly tileHeight: number;
	/** Rows that were read, `width` pixels each. */
	readonly top: number;
	readonly bottom: number;
	readonly pixels: PixelArray;
}

export interface Band {
	readonly pixels: PixelArray;
	/** How many of its pixels some tile covers. */
	readonly covered: number;
}

export type BlendMode = "feather" | "last";

/**
 * Rows `top` to `bottom` (exclusive) of one plane of the mosaic, `width` pixels each; zero where no tile is.
 * Where tiles overlap: `feather` is their mean weighted with the distance from each tile's nearest edge along x
 * times that along y, integers rounded to the nearest; `last` takes the tile that comes last. Where only one tile
 * is, its pixels are copied as they are.
 */
export function blendBand(
	dtype: PixelType,
	width: number,
	top: number,
	bottom: number,
	tiles: readonly BandTile[],
	mode: BlendMode,
): Band {
	const pixels = createPixels(dtype, width * (bottom - top));
	let covered = 0;
	// The edges of the tiles cut the band into cells, in each of which the same tiles lie.
	const ys = cuts(
		top,
		bottom,
		tiles.flatMap((tile) => [tile.top, tile.bottom]),
	);
	for (const [y0, y1] of ys) {
		const inRows = tiles.filter((tile) => tile.top <= y0 && tile.bottom >= y1);
		const xs = cuts(
			0,
			width,
			inRows.flatMap((tile) => [tile.left, tile.left + tile.width]),
		);
		for (const [x0, x1] of xs) {
			const here = inRows.filter((tile) => tile.left <= x0 && tile.left + tile.width >= x1);
			const last = here.at(-1);
			if (last === undefined) continue;
			covered += (y1 - y0) * (x1 - x0);
			if (here.length === 1 || mode === "last") copyCell(pixels, width, top, last, x0, x1, y0, y1);
			else featherCell(pixels, dtype, width, top, here, x0, x1, y0, y1);
		}
	}
	return { pixels, covered };
}

function cuts(from: number, to: number, edges: readonly number[]): (readonly [number, number])[] {
	const inside = [...new Set(edges.filter((edge) => edge > from && edge < to))].sort((a, b) => a - b);
	const ends = [from, ...inside, to];
	return ends.slice(1).map((end, i) => [ends[i] ?? from, end] as const);
}

function copyCell(
	pixels: PixelArray,
	width: number,
	top: number,
	tile: BandTile,
	x0: number,
	x1: number,
	y0: number,
	y1: number,
): void {
	for (let y = y0; y < y1; y++) {
		const source = (y - tile.top) * tile.width + x0 - tile.left;
		pixels.set(tile.pixels.subarray(source, source + x1 - x0), (y - top) * width + x0);
	}
}

function featherCell(
	pixels: PixelArray,
	dtype: PixelType,
	width: number,
	top: number,
	tiles: readonly BandTile[],
	x0: number,
	x1: number,
	y0: number,
	y1: number,
): void {
	const columns = x1 - x0;
	const rounding = dtype === "float32" ? 0 : 0.5;
	const weightsX = tiles.map((tile) =>
		Float64Array.from({ length: columns }, (_, i) => edgeDistance(x0 + i - tile.left, tile.width)),
	);
	const sums = new Float64Array(columns);
	const weights = new Float64Array(columns);
	for (let y = y0; y < y1; y++) {
		sums.fill(0);
		weights.fill(0);
		for (const [index, tile] of tiles.entries()) {
			const weightY = edgeDistance(y - tile.tileTop, tile.tileHeight);
			const alongX = weightsX[index] ?? weights;
			let source = (y - tile.top) * tile.width + x0 - tile.left;
			for (let i = 0; i < columns; i++, source++) {
				const value = tile.pixels[source] ?? 0;
				// What is not a number in one tile is taken from the others.
				if (value - value !== 0) continue;
				const weight = weightY * (alongX[i] ?? 0);
				sums[i] = (sums[i] ?? 0) + weight * value;
				weights[i] = (weights[i] ?? 0) + weight;
			}
		}
		const target = (y - top) * width + x0;
		for (let i = 0; i < columns; i++) {
			const weight = weights[i] ?? 0;
			// Storing into an integer array drops the fraction.
			pixels[target + i] = weight > 0 ? (sums[i] ?? 0) / weight + rounding : 0;
		}
	}
}

/** 1 at the outermost pixels, growing inwards. */
function edgeDistance(index: number, length: number): number {
	return Math.min(index + 1, length - index);
}
