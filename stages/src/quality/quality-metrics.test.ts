import { describe, expect, test } from "vitest";
import { drawSpots, scatterSpots, seededRandom, takePicture } from "../testing/synthetic-specimen.ts";
import { measurePlane } from "./plane-statistics.ts";
import { qualityOf } from "./quality-metrics.ts";

const [width, height] = [256, 200];
const camera = { offset: 100, gain: 1, readNoise: 5 };

function specimen(sigma: number): Float32Array {
	return drawSpots(width, height, scatterSpots(120, width, height, sigma, seededRandom(3)));
}

function qualityOfPicture(sigma: number, options: Partial<typeof camera> = {}) {
	const picture = takePicture(specimen(sigma), { ...camera, ...options, random: seededRandom(17) });
	return qualityOf([measurePlane(picture, width)], "uint16");
}

describe("focus", () => {
	test("falls steadily as the same specimen is blurred more", () => {
		const values = [1.2, 1.6, 2.2, 3, 4.5, 7].map((sigma) => qualityOfPicture(sigma).focus);
		for (const [i, value] of values.entries()) if (i > 0) expect(value).toBeLessThan((values[i - 1] ?? 0) * 0.85);
	});

	test("stays within a sixth when brightness, offset or the noise change, even forty times", () => {
		for (const sigma of [1.6, 3]) {
			const reference = qualityOfPicture(sigma, { readNoise: 1 }).focus;
			const others = [{ readNoise: 20 }, { readNoise: 40 }, { gain: 4 }, { gain: 0.5 }, { offset: 1000 }];
			for (const options of others) {
				const { focus } = qualityOfPicture(sigma, options);
				expect(Math.abs(focus / reference - 1), JSON.stringify({ sigma, options, focus, reference })).toBeLessThan(
					1 / 6,
				);
			}
		}
	});

	test("does not depend on how much there is to be seen, nor on a bright cell among it", () => {
		const focusOf = (spots: number, sigma: number, cellHeight: number) => {
			const picture = drawSpots(width, height, scatterSpots(spots, width, height, sigma, seededRandom(5)));
			const cell = drawSpots(width, height, [{ x: 60, y: 70, sigma: 9, height: cellHeight }]);
			const both = picture.map((value, i) => value + (cell[i] ?? 0));
			const taken = takePicture(both, { ...camera, random: seededRandom(23) });
			return qualityOf([measurePlane(taken, width)], "uint16").focus;
		};
		const sharp = [focusOf(200, 1.3, 0), focusOf(25, 1.3, 0), focusOf(25, 1.3, 5_000)];
		const blurred = [focusOf(200, 3, 0), focusOf(25, 3, 0), focusOf(25, 3, 5_000)];
		expect(Math.min(...sharp)).toBeGreaterThan(1.5 * Math.max(...blurred));
	});

	test("is near zero for an empty field and for a smooth gradient under noise", () => {
		const empty = takePicture(new Float32Array(width * height), { ...camera, random: seededRandom(5) });
		expect(qualityOf([measurePlane(empty, width)], "uint16").focus).toBe(0);
		const ramp = takePicture(
			Float32Array.from({ length: width * height }, (_, i) => i % width),
			{ ...camera, random: seededRandom(6) },
		);
		expect(qualityOf([measurePlane(ramp, width)], "uint16").focus).toBeLessThan(0.02);
	});
});

describe("signalToNoise", () => {
	test("is structure over noise, and zero where there is only noise", () => {
		const clean = specimen(2);
		const mean = clean.reduce((a, b) => a + b, 0) / clean.length;
		const deviation = Math.sqrt(clean.reduce((a, b) => a + (b - mean) ** 2, 0) / clean.length);
		const noisy = qualityOfPicture(2, { readNoise: 30 });
		// Shot noise adds to the read noise.
		const expected = deviation / Math.sqrt(30 ** 2 + mean);
		expect(Math.abs(noisy.signalToNoise / expected - 1)).toBeLessThan(0.1);
		const empty = takePicture(new Float32Array(width * height), { ...camera, random: seededRandom(5) });
		expect(qualityOf([measurePlane(empty, width)], "uint16").signalToNoise).toBe(0);
	});
});

describe("saturation", () => {
	test("counts pixels at the type's maximum", () => {
		const pixels = new Uint8Array(100).map((_, i) => (i < 7 ? 255 : i));
		expect(qualityOf([measurePlane(pixels, 10)], "uint8").saturation).toBeCloseTo(0.07, 10);
	});

	test("finds the plateau of a 12-bit camera in a 16-bit file", () => {
		const picture = takePicture(specimen(3), { ...camera, gain: 8, random: seededRandom(9) });
		const clipped = picture.map((value) => Math.min(4095, value));
		const truth = clipped.filter((value) => value === 4095).length / clipped.length;
		expect(truth).toBeGreaterThan(0.01);
		expect(qualityOf([measurePlane(clipped, width)], "uint16").saturation).toBe(truth);
	});

	test("is zero for an unclipped picture and for a constant one", () => {
		expect(qualityOfPicture(3).saturation).toBe(0);
		expect(qualityOf([measurePlane(new Uint16Array(400).fill(700), 20)], "uint16").saturation).toBe(0);
		expect(qualityOf([measurePlane(new Uint16Array(400), 20)], "uint16").saturation).toBe(0);
	});

	test("looks at the brightest planes of a stack only", () => {
		const dim = new Uint8Array(64).fill(10);
		const bright = new Uint8Array(64).fill(255);
		expect(qualityOf([measurePlane(dim, 8), measurePlane(bright, 8)], "uint8").saturation).toBe(0.5);
	});
});

describe("statistics", () => {
	test("mean, min and max are exact over several planes of different brightness", () => {
		const a = Uint16Array.from({ length: 60 }, (_, i) => 60_000 + i);
		const b = Uint16Array.from({ length: 60 }, (_, i) => i);
		const quality = qualityOf([measurePlane(a, 10), measurePlane(b, 10)], "uint16");
		expect(quality).toMatchObject({ mean: 30_029.5, min: 0, max: 60_059 });
	});

	test("pixels that are no number are left out", () => {
		const pixels = Float32Array.from([1, Number.NaN, 3, Number.POSITIVE_INFINITY, 5, 7, 1, 1, 1]);
		const plane = measurePlane(pixels, 3);
		expect(plane).toMatchObject({ pixelCount: 7, sum: 19, minimum: 1, maximum: 7 });
		expect(Number.isFinite(plane.variance + plane.detail + plane.noiseVariance)).toBe(true);
	});

	test("a plane without a single number gives metrics that are not numbers, not an error", () => {
		const quality = qualityOf([measurePlane(new Float32Array(9).fill(Number.NaN), 3)], "float32");
		expect(quality.mean).toBeNaN();
	});
});
