/** The values shown black and white. */
export interface Contrast {
	readonly black: number;
	readonly white: number;
}

/**
 * Contrast by percentiles (0 to 100) of the finite values; where they coincide (an empty image) white lies one
 * above black, so that the picture is black rather than noise.
 */
export function contrastOf(values: ArrayLike<number>, lowPercentile: number, highPercentile: number): Contrast {
	const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
	if (sorted.length === 0) return { black: 0, white: 1 };
	const at = (percentile: number) => sorted[Math.round(((sorted.length - 1) * percentile) / 100)] ?? 0;
	const black = at(lowPercentile);
	const white = at(highPercentile);
	return { black, white: white > black ? white : black + 1 };
}
