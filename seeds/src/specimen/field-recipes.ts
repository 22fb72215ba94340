import { drawPoisson } from "../randomness/poisson.ts";
import type { Random } from "../randomness/random.ts";
import type { FieldRecipe } from "./cell-field.ts";
import { randomDirection, randomEllipsoid } from "./ellipsoid.ts";
import { advanced, growFilament } from "./filaments.ts";
import { type Cluster, noGranules, noTubes, pushGranule, reachInSigmas, type Vector } from "./structures.ts";

/** Sizes and densities are those of sparsely labelled mouse cortex, rounded. Lengths are micrometres. */

const neuronReach = 100;

/** Cell bodies with five or so dendrites and one beaded axon each. */
export const neurons: FieldRecipe = {
	name: "neurons",
	cellSize: 100,
	reach: neuronReach + 10,
	build: (random, corner) =>
		Array.from({ length: drawPoisson(random, 2) }, () => buildNeuron(random, pointInCell(random, corner, 100))),
};

function buildNeuron(random: Random, centre: Vector): Cluster {
	const brightness = random.between(0.5, 1.2);
	const radii = { x: random.between(6, 9), y: random.between(5, 7), z: random.between(5, 7) };
	const tubes: number[] = [];
	const granules: number[] = [];
	const dendrites = random.integer(4, 7);
	for (let i = 0; i < dendrites; i++) {
		const direction = randomDirection(random);
		growFilament(random, advanced(centre, direction, 5), direction, { ...dendrite, brightness }, { tubes, granules });
	}
	const direction = randomDirection(random);
	growFilament(random, advanced(centre, direction, 5), direction, { ...axon, brightness }, { tubes, granules });
	return {
		tubes: Float64Array.from(tubes),
		granules: Float64Array.from(granules),
		ellipsoids: [randomEllipsoid(random, centre, radii, brightness)],
	};
}

const dendrite = {
	stepLength: 4,
	wander: 0.25,
	length: 100,
	maxDistance: neuronReach - 10,
	sigma: { root: 0.9, tip: 0.45 },
	forkChance: 0.07,
	maxForks: 3,
	beadDistance: null,
};

const axon = {
	stepLength: 4,
	wander: 0.18,
	length: 260,
	maxDistance: neuronReach - 10,
	sigma: { root: 0.5, tip: 0.4 },
	forkChance: 0.04,
	maxForks: 4,
	beadDistance: 9,
};

/** Nuclei of all cells, labelled or not: the dense, uniform kind of image. */
export const nuclei: FieldRecipe = {
	name: "nuclei",
	cellSize: 60,
	reach: 15,
	build: (random, corner) => {
		// The bounds of a cluster are used to search it, so a nucleus is a cluster of its own.
		return Array.from({ length: drawPoisson(random, 18) }, () => {
			const centre = pointInCell(random, corner, 60);
			const radii = { x: random.between(3.5, 5.5), y: random.between(3, 4.5), z: random.between(3, 4.5) };
			const ellipsoid = randomEllipsoid(random, centre, radii, random.between(0.4, 1));
			return { tubes: noTubes, granules: noGranules, ellipsoids: [ellipsoid] };
		});
	},
};

/** Blood vessels: thick, smooth and branching. */
export const vessels: FieldRecipe = {
	name: "vessels",
	cellSize: 150,
	reach: 170,
	build: (random, corner) =>
		Array.from({ length: drawPoisson(random, 3) }, () => {
			const tubes: number[] = [];
			const root = random.between(1.5, 3.5);
			const habit = { ...vessel, sigma: { root, tip: root * 0.6 }, brightness: random.between(0.4, 0.9) };
			const at = pointInCell(random, corner, 150);
			growFilament(random, at, randomDirection(random), habit, { tubes, granules: [] });
			return { tubes: Float64Array.from(tubes), granules: noGranules, ellipsoids: [] };
		}),
};

const vessel = {
	stepLength: 6,
	wander: 0.15,
	length: 220,
	maxDistance: 150,
	forkChance: 0.06,
	maxForks: 2,
	beadDistance: null,
};

const granuleCell = 32;

/** Fine, weak, irregular spots everywhere: what a registration holds on to where there is no cell. */
export const granules: FieldRecipe = {
	name: "granules",
	cellSize: granuleCell,
	reach: reachInSigmas * 2,
	build: (random, corner) => {
		const granules: number[] = [];
		const count = drawPoisson(random, (granuleCell / 7) ** 3);
		for (let i = 0; i < count; i++) {
			const centre = pointInCell(random, corner, granuleCell);
			pushGranule(granules, { centre, sigma: random.between(0.7, 2), brightness: random.uniform() ** 2 });
		}
		return [{ tubes: noTubes, ellipsoids: [], granules: Float64Array.from(granules) }];
	},
};

function pointInCell(random: Random, corner: Vector, cellSize: number): Vector {
	return {
		x: corner.x + cellSize * random.uniform(),
		y: corner.y + cellSize * random.uniform(),
		z: corner.z + cellSize * random.uniform(),
	};
}
