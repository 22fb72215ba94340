import { hash32, Random, wordOf } from "../randomness/random.ts";
import {
	type Box,
	type Cluster,
	granuleStride,
	grow,
	overlaps,
	reachInSigmas,
	tubeStride,
	type Vector,
} from "./structures.ts";

/** One kind of structure, scattered over all space cell by cell. */
export interface FieldRecipe {
	readonly name: string;
	/** Edge of a cubic cell in micrometres. */
	readonly cellSize: number;
	/** How far a structure may stick out of the cell it belongs to, in micrometres. */
	readonly reach: number;
	/** The clusters of the cell whose lowest corner is `corner`; everything random comes from `random`. */
	readonly build: (random: Random, corner: Vector) => Cluster[];
}

interface Cell {
	readonly clusters: readonly BoundedCluster[];
	readonly structures: number;
}

interface BoundedCluster {
	readonly cluster: Cluster;
	readonly bounds: Box;
}

/**
 * Tubes, ellipsoids and granules kept in memory for one field, at about 64 bytes each; a plane of 256 x 256
 * micrometres is made of some 40,000 and looks at three times as many.
 */
const structuresInMemory = 250_000;

/**
 * An endless field of structures that is made where somebody looks. A cell's content depends on seed, kind and
 * cell index alone, so the same place always looks the same, whichever tile asks first; cells not looked at for
 * long are forgotten and made again.
 */
export class CellField {
	readonly #seed: number;
	readonly #recipe: FieldRecipe;
	readonly #cells = new Map<string, Cell>();
	#structures = 0;

	constructor(seed: number, recipe: FieldRecipe) {
		this.#seed = hash32(seed, wordOf(recipe.name));
		this.#recipe = recipe;
	}

	/** Clusters that may shine into the box, always in the same order, so that sums round alike in every tile. */
	clustersIn(box: Box): Cluster[] {
		const { cellSize, reach } = this.#recipe;
		const searched = grow(box, reach);
		const first = (low: number) => Math.floor(low / cellSize);
		const found: Cluster[] = [];
		for (let z = first(searched.min.z); z <= first(searched.max.z); z++) {
			for (let y = first(searched.min.y); y <= first(searched.max.y); y++) {
				for (let x = first(searched.min.x); x <= first(searched.max.x); x++) {
					for (const { cluster, bounds } of this.#cell(x, y, z).clusters) {
						if (overlaps(bounds, box)) found.push(cluster);
					}
				}
			}
		}
		return found;
	}

	#cell(x: number, y: number, z: number): Cell {
		const key = `${x} ${y} ${z}`;
		const known = this.#cells.get(key);
		if (known) {
			// Taken out and put back, a Map's first key is the one not used for longest.
			this.#cells.delete(key);
			this.#cells.set(key, known);
			return known;
		}
		const { cellSize, build } = this.#recipe;
		const corner = { x: x * cellSize, y: y * cellSize, z: z * cellSize };
		const clusters = build(new Random(this.#seed, x, y, z), corner);
		const made = {
			clusters: clusters.map((cluster) => ({ cluster, bounds: boundsOf(cluster) })),
			// An empty cell is not free either.
			structures: clusters.reduce(
				(sum, { tubes, ellipsoids, granules }) =>
					sum + tubes.length / tubeStride + ellipsoids.length + granules.length / granuleStride,
				1,
			),
		};
		this.#cells.set(key, made);
		this.#structures += made.structures;
		this.#forgetOldest();
		return made;
	}

	#forgetOldest(): void {
		for (const [key, cell] of this.#cells) {
			if (this.#structures <= structuresInMemory) return;
			this.#cells.delete(key);
			this.#structures -= cell.structures;
		}
	}
}

function boundsOf(cluster: Cluster): Box {
	const min = { x: Infinity, y: Infinity, z: Infinity };
	const max = { x: -Infinity, y: -Infinity, z: -Infinity };
	const include = (x: number, y: number, z: number, reachX: number, reachY: number, reachZ: number) => {
		min.x = Math.min(min.x, x - reachX);
		min.y = Math.min(min.y, y - reachY);
		min.z = Math.min(min.z, z - reachZ);
		max.x = Math.max(max.x, x + reachX);
		max.y = Math.max(max.y, y + reachY);
		max.z = Math.max(max.z, z + reachZ);
	};
	const { tubes, granules } = cluster;
	for (let at = 0; at < tubes.length; at += tubeStride) {
		const reach = reachInSigmas * (tubes[at + 6] ?? 0);
		include(tubes[at] ?? 0, tubes[at + 1] ?? 0, tubes[at + 2] ?? 0, reach, reach, reach);
		include(tubes[at + 3] ?? 0, tubes[at + 4] ?? 0, tubes[at + 5] ?? 0, reach, reach, reach);
	}
	for (const { centre, covariance } of cluster.ellipsoids) {
		const [xx, , , yy, , zz] = covariance;
		const { x, y, z } = centre;
		include(x, y, z, reachInSigmas * Math.sqrt(xx), reachInSigmas * Math.sqrt(yy), reachInSigmas * Math.sqrt(zz));
	}
	for (let at = 0; at < granules.length; at += granuleStride) {
		const reach = reachInSigmas * (granules[at + 3] ?? 0);
		include(granules[at] ?? 0, granules[at + 1] ?? 0, granules[at + 2] ?? 0, reach, reach, reach);
	}
	return { min, max };
}
