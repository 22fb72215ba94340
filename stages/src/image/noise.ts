import type { PixelArray } from "@tilewright/contract/image/image";

/** Blocks in which noise is measured, and the spacing of the pixels it is measured at. */
export const blockSide = 64;
const sampleSpacing = 4;
/** Median of |x| of a normal variable of unit variance. */
const medianOfNormal = 0.6745;
/** Root of the summed squares of the mask [1 -2 1; -2 4 -2; 1 -2 1]. */
const maskNorm = 6;
/** Used by one block after the other. */
const samples = new Float64Array(Math.ceil(blockSide / sampleSpacing) ** 2);

/**
 * Variance of pixel noise, averaged over blocks: in each, from the median response to a mask that a plane and an
 * edge along x or y do not excite (Immerkaer 1996, with the median for robustness against structure).
 */
export function measureNoise(pixels: PixelArray, width: number, height: number): number {
	let total = 0;
	let blocks = 0;
	for (let top = 1; top < height - 1; top += blockSide) {
		for (let left = 1; left < width - 1; left += blockSide) {
			const bottom = Math.min(top + blockSide, height - 1);
			const right = Math.min(left + blockSide, width - 1);
			const variance = noiseOfBlock(pixels, width, { top, left, bottom, right });
			if (variance === null) continue;
			total += variance;
			blocks += 1;
		}
	}
	return blocks > 0 ? total / blocks : 0;
}

/** Rows and columns, the last ones exclusive. */
export interface PixelBlock {
	readonly top: number;
	readonly left: number;
	readonly bottom: number;
	readonly right: number;
}

/** Of one block of at most 64 pixels a side, one pixel within the image on every side; null where nothing is finite. */
export function noiseOfBlock(pixels: PixelArray, width: number, block: PixelBlock): number | null {
	let count = 0;
	for (let y = block.top; y < block.bottom; y += sampleSpacing) {
		for (let x = block.left; x < block.right; x += sampleSpacing) {
			const response = Math.abs(maskResponse(pixels, y * width + x, width));
			// Not for what is not a number or infinite.
			if (response - response === 0) samples[count++] = response;
		}
	}
	if (count === 0) return null;
	const sorted = samples.subarray(0, count).sort();
	const middle = count >> 1;
	const upper = sorted[middle] ?? 0;
	const median = count % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
	const sigma = median / medianOfNormal / maskNorm;
	return sigma * sigma;
}

function maskResponse(pixels: PixelArray, i: number, width: number): number {
	const up = i - width;
	const down = i + width;
	return (
		(pixels[up - 1] ?? 0) -
		2 * (pixels[up] ?? 0) +
		(pixels[up + 1] ?? 0) -
		2 * ((pixels[i - 1] ?? 0) - 2 * (pixels[i] ?? 0) + (pixels[i + 1] ?? 0)) +
		(pixels[down - 1] ?? 0) -
		2 * (pixels[down] ?? 0) +
		(pixels[down + 1] ?? 0)
	);
}
