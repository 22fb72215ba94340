import type { PixelArray } from "@tilewright/contract/image/image";

/** Sums over the planes of one channel; each plane is looked at once. */
export interface PlaneStatistics {
	readonly pixelCount: number;
	readonly sum: number;
	readonly minimum: number;
	readonly maximum: number;
	/** Mean of (value - plane mean)^2, noise included. */
	readonly variance: number;
	/** Mean squared difference between pixels two apart, over both directions, noise included. */
	readonly brenner: number;
	/** Variance that noise makes, averaged over blocks. */
	readonly noiseVariance: number;
	/** Pixels equal to `maximum`, and those within the hundredth of the range just below it. */
	readonly atMaximum: number;
	readonly nearMaximum: number;
}

/** Blocks in which noise is measured, and the spacing of the pixels it is measured at. */
const blockSide = 64;
const sampleSpacing = 4;
/** Median of |x| of a normal variable of unit variance. */
const medianOfNormal = 0.6745;
/** Root of the summed squares of the mask [1 -2 1; -2 4 -2; 1 -2 1]. */
const maskNorm = 6;

/**
 * Statistics of one plane (axes y, x). All sums are in double precision. Pixels that are not finite (float32) are
 * not counted in any of them.
 */
export function measurePlane(pixels: PixelArray, width: number): PlaneStatistics {
	const height = Math.floor(pixels.length / width);
	let count = 0;
	let sum = 0;
	let minimum = Number.POSITIVE_INFINITY;
	let maximum = Number.NEGATIVE_INFINITY;
	// Sums about the first value keep the variance of bright, flat images exact enough.
	const origin = pixels.find(Number.isFinite) ?? 0;
	let squares = 0;
	for (let i = 0; i < pixels.length; i++) {
		const value = (pixels[i] ?? 0) - origin;
		// NaN and infinities fail this.
		if (value - value !== 0) continue;
		count += 1;
		sum += value;
		squares += value * value;
		if (value < minimum) minimum = value;
		if (value > maximum) maximum = value;
	}
	const near = maximum - (maximum - minimum) / 100;
	let atMaximum = 0;
	let nearMaximum = 0;
	let brennerSum = 0;
	let brennerCount = 0;
	for (let y = 0; y < height; y++) {
		const row = y * width;
		const hasBelow = y + 2 < height;
		for (let x = 0; x < width; x++) {
			const i = row + x;
			const value = pixels[i] ?? 0;
			if (value - origin >= near) {
				if (value - origin === maximum) atMaximum += 1;
				else nearMaximum += 1;
			}
			if (x + 2 < width) {
				const difference = (pixels[i + 2] ?? 0) - value;
				if (difference - difference === 0) {
					brennerSum += difference * difference;
					brennerCount += 1;
				}
			}
			if (hasBelow) {
				const difference = (pixels[i + 2 * width] ?? 0) - value;
				if (difference - difference === 0) {
					brennerSum += difference * difference;
					brennerCount += 1;
				}
			}
		}
	}
	const mean = count > 0 ? sum / count : 0;
	return {
		pixelCount: count,
		sum: sum + count * origin,
		minimum: minimum + origin,
		maximum: maximum + origin,
		variance: count > 0 ? Math.max(0, squares / count - mean * mean) : 0,
		brenner: brennerCount > 0 ? brennerSum / brennerCount : 0,
		noiseVariance: measureNoise(pixels, width, height),
		atMaximum,
		nearMaximum,
	};
}

/**
 * Variance of pixel noise, averaged over blocks: in each, from the median response to a mask that a plane and an
 * edge along x or y do not excite (Immerkaer 1996, with the median for robustness against structure).
 */
function measureNoise(pixels: PixelArray, width: number, height: number): number {
	let total = 0;
	let blocks = 0;
	const responses: number[] = [];
	for (let top = 1; top < height - 1; top += blockSide) {
		for (let left = 1; left < width - 1; left += blockSide) {
			responses.length = 0;
			const bottom = Math.min(top + blockSide, height - 1);
			const right = Math.min(left + blockSide, width - 1);
			for (let y = top; y < bottom; y += sampleSpacing) {
				for (let x = left; x < right; x += sampleSpacing) {
					const response = Math.abs(maskResponse(pixels, y * width + x, width));
					if (response - response === 0) responses.push(response);
				}
			}
			if (responses.length === 0) continue;
			responses.sort((a, b) => a - b);
			const middle = responses.length >> 1;
			const upper = responses[middle] ?? 0;
			const median = responses.length % 2 === 1 ? upper : (upper + (responses[middle - 1] ?? 0)) / 2;
			const sigma = median / medianOfNormal / maskNorm;
			total += sigma * sigma;
			blocks += 1;
		}
	}
	return blocks > 0 ? total / blocks : 0;
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
