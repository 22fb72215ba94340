/** Numbers that read well on a scale: 1, 2 or 5 times a power of ten. */

const factors = [1, 2, 5];

/** The least of them that is not below `least`, which is above 0. */
export function stepFrom(least: number): number {
	const power = 10 ** Math.floor(Math.log10(least));
	return (factors.find((factor) => factor * power >= least) ?? 10) * power;
}

/** The greatest of them that is not above `most`, which is above 0. */
export function stepUpTo(most: number): number {
	const power = 10 ** Math.floor(Math.log10(most));
	return (factors.findLast((factor) => factor * power <= most) ?? 1) * power;
}

/** Without what a computer's fractions add behind: 0.30000000000000004 is 0.3. */
export function withoutNoise(value: number): number {
	return Number(value.toPrecision(12));
}
