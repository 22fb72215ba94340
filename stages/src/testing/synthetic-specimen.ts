/** A small generator with a seed, so that a failure can be repeated: numbers from 0 to 1. */
export function seededRandom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		// mulberry32
		state = (state + 0x6d2b79f5) >>> 0;
		let value = Math.imul(state ^ (state >>> 15), state | 1);
		value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
		return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Normally distributed numbers (Box and Muller). */
export function seededNormal(random: () => number): () => number {
	return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface Spot {
	readonly x: number;
	readonly y: number;
	readonly sigma: number;
	readonly height: number;
}

/** Round spots on a dark ground, without noise, in float32. */
export function drawSpots(width: number, height: number, spots: readonly Spot[]): Float32Array {
	const pixels = new Float32Array(width * height);
	for (const spot of spots) {
		const reach = Math.ceil(4 * spot.sigma);
		for (let y = Math.max(0, Math.floor(spot.y) - reach); y <= Math.min(height - 1, Math.ceil(spot.y) + reach); y++) {
			for (let x = Math.max(0, Math.floor(spot.x) - reach); x <= Math.min(width - 1, Math.ceil(spot.x) + reach); x++) {
				const squared = (x - spot.x) ** 2 + (y - spot.y) ** 2;
				const i = y * width + x;
				pixels[i] = (pixels[i] ?? 0) + spot.height * Math.exp(-squared / (2 * spot.sigma ** 2));
			}
		}
	}
	return pixels;
}

export function scatterSpots(
	count: number,
	width: number,
	height: number,
	sigma: number,
	random: () => number,
): Spot[] {
	return Array.from({ length: count }, () => ({
		x: random() * width,
		y: random() * height,
		sigma,
		height: 200 + 800 * random(),
	}));
}

/** What a camera makes of it: an offset, shot noise of the signal and read noise, as uint16 cut at both ends. */
export function takePicture(
	specimen: Float32Array,
	options: {
		readonly offset: number;
		readonly gain: number;
		readonly readNoise: number;
		readonly random: () => number;
	},
): Uint16Array {
	const normal = seededNormal(options.random);
	return Uint16Array.from(specimen, (value) => {
		const signal = value * options.gain;
		const noise = normal() * Math.sqrt(Math.max(0, signal) + options.readNoise ** 2);
		return Math.min(65_535, Math.max(0, Math.round(options.offset + signal + noise)));
	});
}
