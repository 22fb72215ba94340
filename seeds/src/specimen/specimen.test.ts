import { describe, expect, test } from "vitest";
import { Random } from "../randomness/random.ts";
import { CellField, type FieldRecipe } from "./cell-field.ts";
import { granules, neurons, nuclei, vessels } from "./field-recipes.ts";
import { createSpecimen } from "./specimen.ts";
import { type Box, type Cluster, reachInSigmas, type Vector } from "./structures.ts";

const recipes: readonly FieldRecipe[] = [neurons, nuclei, vessels, granules];

function cube(x: number, y: number, z: number, edge: number): Box {
	return { min: { x, y, z }, max: { x: x + edge, y: y + edge, z: z + edge } };
}

function points(cluster: Cluster): [Vector, number][] {
	return [
		...cluster.tubes.flatMap(({ from, to, sigma }): [Vector, number][] => [
			[from, sigma],
			[to, sigma],
		]),
		...cluster.granules.map(({ centre, sigma }): [Vector, number] => [centre, sigma]),
		...cluster.ellipsoids.map(({ centre, covariance: [xx, , , yy, , zz] }): [Vector, number] => [
			centre,
			Math.sqrt(Math.max(xx, yy, zz)),
		]),
	];
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
		// Some 500 cells each, of the 1,024 that are remembered.
		for (const x of [1000, 2000, 3000]) field.clustersIn(cube(x, x, 0, 400));
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
