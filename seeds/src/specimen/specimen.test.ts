import { describe, expect, test } from "vitest";
import { Random } from "../randomness/random.ts";
import { CellField, type FieldRecipe } from "./cell-field.ts";
import { granules, neurons, nuclei, vessels } from "./field-recipes.ts";
import { createSpecimen } from "./specimen.ts";
import { type Box, type Cluster, granuleStride, reachInSigmas, tubeStride, type Vector } from "./structures.ts";

const recipes: readonly FieldRecipe[] = [neurons, nuclei, vessels, granules];

function cube(x: number, y: number, z: number, edge: number): Box {
	return { min: { x, y, z }, max: { x: x + edge, y: y + edge, z: z + edge } };
}

/** Every place of a cluster with the width of what is drawn there. */
function points({ tubes, granules, ellipsoids }: Cluster): [Vector, number][] {
	const found: [Vector, number][] = [];
	const add = (numbers: Float64Array, at: number, sigma = 0) => {
		const [x = 0, y = 0, z = 0] = numbers.subarray(at, at + 3);
		found.push([{ x, y, z }, sigma]);
	};
	for (let at = 0; at < tubes.length; at += tubeStride) {
		add(tubes, at, tubes[at + 6]);
		add(tubes, at + 3, tubes[at + 6]);
	}
	for (let at = 0; at < granules.length; at += granuleStride) add(granules, at, granules[at + 3]);
	for (const { centre, covariance } of ellipsoids) {
		const [xx, , , yy, , zz] = covariance;
		found.push([centre, Math.sqrt(Math.max(xx, yy, zz))]);
	}
	return found;
}

describe("field recipes", () => {
	test.each(recipes)("$name stay within their reach, so no tile misses one", (recipe) => {
		const ends: number[] = [];
		for (let seed = 0; seed < 40; seed++) {
			for (const cluster of recipe.build(new Random(seed, 77), { x: 0, y: 0, z: 0 })) {
				for (const [{ x, y, z }, sigma] of points(cluster)) {
					const edge = reachInSigmas * sigma;
					ends.push(x - edge, y - edge, z - edge, x + edge, y + edge, z + edge);
				}
			}
		}
		expect(ends.length).toBeGreaterThan(1000);
		expect(ends.reduce((low, end) => Math.min(low, end))).toBeGreaterThanOrEqual(-recipe.reach);
		expect(ends.reduce((high, end) => Math.max(high, end))).toBeLessThanOrEqual(recipe.cellSize + recipe.reach);
	});
});

describe("CellField", () => {
	test("shows the same at the same place, also when it was forgotten meanwhile", () => {
		const box = cube(10, -300, 40, 60);
		const field = new CellField(3, nuclei);
		const before = field.clustersIn(box);
		// More than the 250,000 nuclei that are remembered, at 18 for each cube of 60 micrometres.
		field.clustersIn(cube(1000, 1000, 0, 1500));
		const after = field.clustersIn(box);
		expect(after[0]).not.toBe(before[0]);
		expect(after).toEqual(before);
		expect(before.length).toBeGreaterThan(0);
	});

	test("finds in a large box all that it finds in the parts", () => {
		const field = new CellField(3, nuclei);
		const whole = new Set(field.clustersIn(cube(0, 0, 0, 200)));
		const parts = new Set<Cluster>();
		for (const x of [0, 100]) {
			for (const y of [0, 100])
				for (const z of [0, 100]) for (const c of field.clustersIn(cube(x, y, z, 100))) parts.add(c);
		}
		expect(parts).toEqual(whole);
	});

	test("is another specimen with another seed", () => {
		const box = cube(0, 0, 0, 200);
		expect(new CellField(1, neurons).clustersIn(box)).not.toEqual(new CellField(2, neurons).clustersIn(box));
	});
});

describe("createSpecimen", () => {
	test("channels show different structures and have names of their own", () => {
		const specimen = createSpecimen(1, 5);
		expect(new Set(specimen.channelNames).size).toBe(5);
		const box = cube(0, 0, 0, 200);
		const seen = specimen.channelNames.map((_, channel) => specimen.sceneIn(channel, box));
		const [first, second, third, fourth] = seen;
		expect(first?.clusters.some(({ cluster, weight }) => cluster.tubes.length > 0 && weight > 0.5)).toBe(true);
		expect(second?.clusters.every(({ cluster }) => cluster.tubes.length === 0)).toBe(true);
		expect(third?.clusters.some(({ cluster, weight }) => cluster.tubes.length > 0 && weight > 0.5)).toBe(true);
		expect(fourth).not.toEqual(first);
		expect(() => specimen.sceneIn(5, box)).toThrow("5 channels");
	});
});
