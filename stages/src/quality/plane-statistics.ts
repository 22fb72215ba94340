import type { PixelArray } from "@tilewright/contract/image/image";
import { measureNoise } from "../image/noise.ts";
import { measureDetail } from "./detail.ts";

/** Sums over the planes of one channel; each plane is looked at once. */
export interface PlaneStatistics {
	readonly pixelCount: number;
	readonly sum: number;
	readonly minimum: number;
	readonly maximum: number;
	/** Mean of (value - plane mean)^2, noise included. */
	readonly variance: number;
	/** Of blocks that show structure: their number, and the sum of how fine it is (detail.ts). */
	readonly structuredBlocks: number;
	readonly detail: number;
	/** Variance that noise makes, averaged over blocks. */
	readonly noiseVariance: number;
	/** Pixels equal to `maximum`, and those within the hundredth of the range just below it. */
	readonly atMaximum: number;
	readonly nearMaximum: number;
}

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
	for (const value of pixels) {
		if (value - origin < near) continue;
		if (value - origin === maximum) atMaximum += 1;
		else if (value - origin < maximum) nearMaximum += 1;
	}
	const noiseVariance = measureNoise(pixels, width, height);
	const mean = count > 0 ? sum / count : 0;
	return {
		pixelCount: count,
		sum: sum + count * origin,
		minimum: minimum + origin,
		maximum: maximum + origin,
		variance: count > 0 ? Math.max(0, squares / count - mean * mean) : 0,
		...measureDetail(pixels, width),
		noiseVariance,
		atMaximum,
		nearMaximum,
	};
}
