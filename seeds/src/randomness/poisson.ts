import type { Random } from "./random.ts";

/** Below this mean, multiplying uniform numbers is the faster method. */
const smallMean = 12;

/**
 * How many photons are caught when `mean` are expected: a whole number, exact for every mean (not a rounded
 * normal). Small means by Knuth's multiplication, others by Hörmann's transformed rejection PTRS (Insurance:
 * Mathematics and Economics 12, 1993), which needs a logarithm for about one draw in ten.
 */
export function drawPoisson(random: Random, mean: number): number {
	if (!(mean > 0)) return 0;
	return mean < smallMean ? drawSmall(random, mean) : drawLarge(random, mean);
}

function drawSmall(random: Random, mean: number): number {
	const limit = Math.exp(-mean);
	let product = random.uniform();
	let count = 0;
	while (product > limit) {
		product *= random.uniform();
		count++;
	}
	return count;
}

function drawLarge(random: Random, mean: number): number {
	const b = 0.931 + 2.53 * Math.sqrt(mean);
	const a = -0.059 + 0.02483 * b;
	const quickLimit = 0.9277 - 3.6224 / (b - 2);
	for (;;) {
		const u = random.uniform() - 0.5;
		const v = random.uniform();
		const distance = 0.5 - Math.abs(u);
		const count = Math.floor(((2 * a) / distance + b) * u + mean + 0.43);
		if (distance >= 0.07 && v <= quickLimit) return count;
		if (count < 0 || (distance < 0.013 && v > distance)) continue;
		const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
		const left = Math.log((v * inverseAlpha) / (a / (distance * distance) + b));
		if (left <= count * Math.log(mean) - mean - logFactorial(count)) return count;
	}
}

/** Stirling's series; its error is below 1e-9 from 10 on, and smaller numbers are multiplied out. */
function logFactorial(n: number): number {
	if (n < 10) {
		let product = 1;
		for (let k = 2; k <= n; k++) product *= k;
		return Math.log(product);
	}
	const x = n + 1;
	const square = x * x;
	return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + (1 / 12 - (1 / 360 - 1 / (1260 * square)) / square) / x;
}
