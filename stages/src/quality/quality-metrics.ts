import type { PixelType } from "@tilewright/contract/image/image";
import type { PlaneStatistics } from "./plane-statistics.ts";

/**
 * What is reported of a channel, a volume or a whole image. All without unit except `mean`, `min` and `max`,
 * which are grey values.
 */
export interface QualityMetrics {
	/**
	 * How fine the structure is where there is some, whatever it is and however much of it (detail.ts): 0 for smooth
	 * slopes or nothing, about a quarter for sharp edges, 1 for detail finer than two pixels. Brightness, offset and
	 * gain do not change it, and a sparse tile has the same as a full one. The pixel size and the optics do: compare
	 * tiles of one acquisition.
	 */
	readonly focus: number;
	/** Fraction of pixels at the numeric type's maximum, or at a plateau below it where a camera clips. */
	readonly saturation: number;
	/** Standard deviation of the structure over that of the noise; 0 where there is nothing but noise. */
	readonly signalToNoise: number;
	readonly mean: number;
	readonly min: number;
	readonly max: number;
}

const typeMaximum: Readonly<Record<PixelType, number>> = {
	uint8: 255,
	uint16: 65_535,
	float32: Number.POSITIVE_INFINITY,
};
/** Structure of less variance than this part of the noise's cannot be told from none. */
const smallestSignal = 0.02;

/** Metrics over several planes of one numeric type, from what each plane gave. */
export function qualityOf(planes: readonly PlaneStatistics[], dtype: PixelType): QualityMetrics {
	let count = 0;
	let sum = 0;
	let minimum = Number.POSITIVE_INFINITY;
	let maximum = Number.NEGATIVE_INFINITY;
	let variance = 0;
	let noise = 0;
	let structuredBlocks = 0;
	let detail = 0;
	for (const plane of planes) {
		if (plane.pixelCount === 0) continue;
		count += plane.pixelCount;
		sum += plane.sum;
		minimum = Math.min(minimum, plane.minimum);
		maximum = Math.max(maximum, plane.maximum);
		// Variances within planes: how brightness changes from plane to plane says nothing about focus.
		variance += plane.variance * plane.pixelCount;
		noise += plane.noiseVariance * plane.pixelCount;
		structuredBlocks += plane.structuredBlocks;
		detail += plane.detail;
	}
	variance /= count;
	noise /= count;
	const signal = variance - noise;
	const hasSignal = signal > smallestSignal * noise && signal > 0;
	return {
		focus: structuredBlocks > 0 ? detail / structuredBlocks : 0,
		saturation: saturationOf(planes, maximum, dtype) / count,
		signalToNoise: hasSignal ? Math.sqrt(signal / noise) : 0,
		mean: sum / count,
		min: minimum,
		max: maximum,
	};
}

/**
 * Saturated pixels. Below the type's maximum a value counts as a plateau when it is the highest, at least four
 * pixels have it, and they are more than four times as many as the hundredth of the range below it holds per
 * value: the tail of an unclipped image thins out instead.
 */
function saturationOf(planes: readonly PlaneStatistics[], maximum: number, dtype: PixelType): number {
	let atMaximum = 0;
	let near = 0;
	let range = 0;
	for (const plane of planes) {
		if (plane.maximum === maximum) {
			atMaximum += plane.atMaximum;
			near += plane.nearMaximum;
		}
		range = Math.max(range, maximum - plane.minimum);
	}
	if (maximum >= typeMaximum[dtype]) return atMaximum;
	if (range === 0 || atMaximum < 4) return 0;
	const valuesNear = dtype === "float32" ? 1 : Math.max(1, Math.floor(range / 100));
	return atMaximum > (4 * near) / valuesNear ? atMaximum : 0;
}
