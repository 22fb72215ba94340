import { describe, expect, test } from "vitest";
import { Random } from "../randomness/random.ts";
import { randomEllipsoid } from "../specimen/ellipsoid.ts";
import type { Scene } from "../specimen/specimen.ts";
import { type Ellipsoid, type Granule, pushGranule, pushTube, type Tube, type Vector } from "../specimen/structures.ts";
import { type Detector, expose, illuminationOf } from "./detector.ts";
import { drawScene } from "./draw-scene.ts";
import { normalCdf } from "./normal-cdf.ts";
import { pointSpreadAt } from "./point-spread.ts";

interface Structures {
	readonly tubes?: readonly Tube[];
	readonly ellipsoids?: readonly Ellipsoid[];
	readonly granules?: readonly Granule[];
}

function sceneOf(structures: Structures, waves: Scene["waves"] = [], base = 0): Scene {
	const tubes: number[] = [];
	const granules: number[] = [];
	for (const tube of structures.tubes ?? []) pushTube(tubes, tube);
	for (const granule of structures.granules ?? []) pushGranule(granules, granule);
	const cluster = {
		tubes: Float64Array.from(tubes),
		granules: Float64Array.from(granules),
		ellipsoids: structures.ellipsoids ?? [],
	};
	return { base, waves, clusters: [{ cluster, weight: 1 }] };
}

/** Brightness at one point through the drawing code: an image of one pixel. */
function seenAt(scene: Scene, { x, y, z }: Vector, spread: { lateral: number; axial: number }): number {
	return drawScene(scene, { x, y, z, pixelSize: 1, width: 1, height: 1 }, spread)[0] ?? Number.NaN;
}

/** The same by adding up the sharp object times the blur on a fine grid: slow, and nothing in common with the drawing. */
function blurredByHand(
	sharp: (point: Vector) => number,
	at: Vector,
	spread: { lateral: number; axial: number },
	step = 0.25,
): number {
	let sum = 0;
	let weights = 0;
	for (let dz = -4 * spread.axial; dz <= 4 * spread.axial; dz += step) {
		for (let dy = -4 * spread.lateral; dy <= 4 * spread.lateral; dy += step) {
			for (let dx = -4 * spread.lateral; dx <= 4 * spread.lateral; dx += step) {
				const weight = Math.exp(-0.5 * ((dx * dx + dy * dy) / spread.lateral ** 2 + dz ** 2 / spread.axial ** 2));
				sum += weight * sharp({ x: at.x - dx, y: at.y - dy, z: at.z - dz });
				weights += weight;
			}
		}
	}
	return sum / weights;
}

const spread = { lateral: 0.8, axial: 2 };
const places: readonly Vector[] = [
	{ x: 0, y: 0, z: 0 },
	{ x: 1.3, y: -0.7, z: 1.9 },
	{ x: -2.5, y: 3.1, z: -2.2 },
	{ x: 4.2, y: 1.5, z: 0.4 },
];

describe("drawScene gives what convolution with the point spread gives", () => {
	test("for a tube", () => {
		const tube = { from: { x: -3, y: -1, z: -1 }, to: { x: 4, y: 2, z: 1 }, sigma: 1.1, brightness: 0.9 };
		// The sharp tube: a line drawn with a Gaussian pen, added up along the line.
		const slices = 160;
		const sliceLength = Math.hypot(7, 3, 2) / slices;
		const sharp = (p: Vector) => {
			let sum = 0;
			for (let slice = 0; slice < slices; slice++) {
				const part = (slice + 0.5) / slices;
				const square = (p.x + 3 - 7 * part) ** 2 + (p.y + 1 - 3 * part) ** 2 + (p.z + 1 - 2 * part) ** 2;
				sum += Math.exp((-0.5 * square) / 1.1 ** 2) * sliceLength;
			}
			return (0.9 * sum) / (Math.sqrt(2 * Math.PI) * 1.1);
		};
		// Sharp, the middle of a long tube is as bright as it says.
		expect(seenAt(sceneOf({ tubes: [tube] }), { x: 0.5, y: 0.5, z: 0 }, { lateral: 1e-6, axial: 1e-6 })).toBeCloseTo(
			0.9,
			2,
		);
		for (const place of places) {
			expect(seenAt(sceneOf({ tubes: [tube] }), place, spread)).toBeCloseTo(
				blurredByHand(sharp, place, spread, 0.4),
				3,
			);
		}
	});

	test("for an ellipsoid", () => {
		const ellipsoid = randomEllipsoid(new Random(4), { x: 0, y: 0, z: 0 }, { x: 5, y: 3, z: 2.5 }, 1);
		const scene = sceneOf({ ellipsoids: [ellipsoid] });
		const sharpAt = (p: Vector) => seenAt(scene, p, { lateral: 1e-6, axial: 1e-6 });
		expect(sharpAt({ x: 0, y: 0, z: 0 })).toBeCloseTo(1, 6);
		for (const place of places) {
			expect(seenAt(scene, place, spread)).toBeCloseTo(blurredByHand(sharpAt, place, spread, 0.4), 2.5);
		}
	});

	test("for a granule", () => {
		const granule = { centre: { x: 0.5, y: 0.2, z: -0.4 }, sigma: 1.3, brightness: 0.7 };
		const sharp = (p: Vector) =>
			0.7 * Math.exp((-0.5 * ((p.x - 0.5) ** 2 + (p.y - 0.2) ** 2 + (p.z + 0.4) ** 2)) / 1.3 ** 2);
		for (const place of places) {
			expect(seenAt(sceneOf({ granules: [granule] }), place, spread)).toBeCloseTo(
				blurredByHand(sharp, place, spread),
				3,
			);
		}
	});

	test("for a wave", () => {
		const wave = { k: { x: 0.5, y: -0.3, z: 0.4 }, phase: 1, amplitude: 0.2 };
		const sharp = (p: Vector) => 0.2 * Math.cos(0.5 * p.x - 0.3 * p.y + 0.4 * p.z + 1);
		for (const place of places) {
			expect(seenAt(sceneOf({}, [wave]), place, spread)).toBeCloseTo(blurredByHand(sharp, place, spread, 0.4), 4);
		}
	});
});

test("an image is the same whichever tile a place is seen in", () => {
	const random = new Random(12);
	const scene = sceneOf(
		{
			tubes: [{ from: { x: 2, y: 2, z: 0 }, to: { x: 30, y: 25, z: 3 }, sigma: 0.8, brightness: 1 }],
			ellipsoids: [randomEllipsoid(random, { x: 20, y: 12, z: 1 }, { x: 6, y: 4, z: 3 }, 1)],
			granules: [{ centre: { x: 15, y: 20, z: 1 }, sigma: 1.5, brightness: 0.5 }],
		},
		[{ k: { x: 0.05, y: 0.02, z: 0 }, phase: 0, amplitude: 0.05 }],
		0.1,
	);
	const left = drawScene(scene, { x: 0, y: 0, z: 1, pixelSize: 0.5, width: 64, height: 64 }, spread);
	const right = drawScene(scene, { x: 20, y: 5, z: 1, pixelSize: 0.5, width: 64, height: 64 }, spread);
	let largest = 0;
	for (let y = 0; y < 54; y++) {
		for (let x = 0; x < 24; x++) {
			largest = Math.max(largest, Math.abs((left[(y + 10) * 64 + x + 40] ?? 0) - (right[y * 64 + x] ?? 0)));
		}
	}
	expect(largest).toBeLessThan(1e-9);
});

describe("pointSpreadAt", () => {
	const objective = { lateralSigmaUm: 0.5, axialSigmaUm: 2, numericalAperture: 0.8 };

	test("is widened by the pixel's own aperture in focus, and symmetrically out of focus", () => {
		expect(pointSpreadAt(objective, 0, 0.6)).toEqual({ lateral: Math.sqrt(0.25 + 0.36 / 12), axial: 2 });
		expect(pointSpreadAt(objective, 6, 0.6)).toEqual(pointSpreadAt(objective, -6, 0.6));
	});

	test("defocus widens by the cone of light, and a larger aperture widens more", () => {
		const far = pointSpreadAt(objective, 20, 0.1);
		// Far from focus the disk alone counts: 20 µm times tan(asin(0.8 / 1.33)) / 2.
		expect(far.lateral).toBeCloseTo((20 * Math.tan(Math.asin(0.8 / 1.33))) / 2, 1);
		expect(pointSpreadAt({ ...objective, numericalAperture: 1 }, 20, 0.1).lateral).toBeGreaterThan(far.lateral);
	});

	test("a defocused image keeps its light and loses its height", () => {
		const scene = sceneOf({ granules: [{ centre: { x: 40, y: 40, z: 0 }, sigma: 1, brightness: 1 }] });
		const light = (defocus: number) => {
			let sum = 0;
			let highest = 0;
			for (let z = -40; z <= 40; z++) {
				const plane = { x: 0, y: 0, z, pixelSize: 1, width: 81, height: 81 };
				for (const value of drawScene(scene, plane, pointSpreadAt(objective, defocus, 1))) {
					sum += value;
					highest = Math.max(highest, value);
				}
			}
			return { sum, highest };
		};
		expect(light(15).sum / light(0).sum).toBeCloseTo(1, 2);
		expect(light(15).highest).toBeLessThan(0.1 * light(0).highest);
	});
});

describe("normalCdf", () => {
	test.each([
		[-3, 0.0013498980316],
		[-1, 0.158655253931],
		[0, 0.5],
		[0.3, 0.617911422189],
		[2, 0.977249868052],
		[20, 1],
		[-20, 0],
	])("of %d is %d", (x, expected) => {
		expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(2e-6);
	});
});

describe("expose", () => {
	const detector: Detector = {
		pixelType: "uint16",
		hasNoise: true,
		photons: 200,
		greyValues: 4000,
		readNoise: 3,
		offset: 100,
		saturation: 65_535,
	};
	const even = (length: number, brightness: number) => new Float64Array(length).fill(brightness);
	const statistics = (values: ArrayLike<number>) => {
		const all = Array.from(values);
		const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
		return { mean, variance: all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length };
	};

	test.each([0, 0.05, 0.5, 2])(
		"at brightness %d the mean is linear and the variance is shot plus read noise",
		(brightness) => {
			const length = 200_000;
			const pixels = expose({ ...detector, offset: 1000 }, even(length, brightness), even(length, 1), new Random(3));
			const gain = 4000 / 200;
			const expected = { mean: 1000 + brightness * 4000, variance: gain ** 2 * (brightness * 200 + 3 ** 2) + 1 / 12 };
			const { mean, variance } = statistics(pixels);
			expect(Math.abs(mean - expected.mean)).toBeLessThan(4 * Math.sqrt(expected.variance / length));
			expect(Math.abs(variance / expected.variance - 1)).toBeLessThan(0.02);
		},
	);

	test("without noise a pixel is its expected value", () => {
		const pixels = expose(
			{ ...detector, hasNoise: false },
			Float64Array.of(0, 0.25, 1),
			Float64Array.of(1, 1, 0.5),
			new Random(1),
		);
		expect(Array.from(pixels)).toEqual([100, 1100, 2100]);
	});

	test("grey values end at saturation and do not wrap around", () => {
		const bright = even(1000, 1e4);
		expect(new Set(expose(detector, bright, even(1000, 1), new Random(1)))).toEqual(new Set([65_535]));
		expect(new Set(expose({ ...detector, saturation: 4095 }, bright, even(1000, 1), new Random(1)))).toEqual(
			new Set([4095]),
		);
		const dark = expose({ ...detector, offset: 0, readNoise: 30 }, even(1000, 0), even(1000, 1), new Random(1));
		expect(Math.max(...dark)).toBeLessThan(4000);
		expect(Math.min(...dark)).toBe(0);
	});

	test("float32 keeps fractions and values below zero", () => {
		const float = {
			...detector,
			pixelType: "float32",
			greyValues: 1,
			offset: 0,
			saturation: Number.POSITIVE_INFINITY,
		} as const;
		const pixels = expose(float, even(1000, 0), even(1000, 1), new Random(1));
		expect(pixels).toBeInstanceOf(Float32Array);
		expect(Math.min(...pixels)).toBeLessThan(0);
	});

	test("light falls from the middle to the corners alike", () => {
		const light = illuminationOf(5, 5, 0.4);
		expect(light[12]).toBe(1);
		for (const corner of [0, 4, 20, 24]) expect(light[corner]).toBeCloseTo(0.6, 12);
		expect(light[2]).toBeCloseTo(0.8, 12);
	});
});
