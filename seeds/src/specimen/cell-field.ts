import { hash32, Random, wordOf } from "../randomness/random.ts";
import { type Box, type Cluster, grow, overlaps, reachInSigmas, type Vector } from "./structures.ts";

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

interface BoundedCluster {
	readonly cluster: Cluster;
	readonly bounds: Box;
}

/** Cells kept in memory; a tile of 256 micrometres touches about a hundred of each kind. */
const cellsInMemory = 1024;

/**
 * An endless field of structures that is made where somebody looks. A cell's content depends on seed, kind and
 * cell index alone, so the same place always looks the same, whichever tile asks first; cells not looked at for
 * long are forgotten and made again.
 */
export class CellField {
	readonly #seed: number;
	readonly #recipe: FieldRecipe;
	readonly #cells = new Map<string, readonly BoundedCluster[]>();

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
					for (const { cluster, bounds } of this.#cell(x, y, z)) if (overlaps(bounds, box)) found.push(cluster);
				}
			}
		}
		return found;
	}

	#cell(x: number, y: number, z: number): readonly BoundedCluster[] {
		const key = `${x} ${y} ${z}`;
		let cell = this.#cells.get(key);
		if (cell) {
			// Taken out and put back, a Map's first key is the one not used for longest.
			this.#cells.delete(key);
		} else {
			const { cellSize, build } = this.#recipe;
			const corner = { x: x * cellSize, y: y * cellSize, z: z * cellSize };
			cell = build(new Random(this.#seed, x, y, z), corner).map((cluster) => ({
				cluster,
				bounds: boundsOf(cluster),
			}));
			if (this.#cells.size >= cellsInMemory) {
				const [oldest] = this.#cells.keys();
				if (oldest !== undefined) this.#cells.delete(oldest);
			}
		}
		this.#cells.set(key, cell);
		return cell;
	}
}

function boundsOf(cluster: Cluster): Box {
	const min = { x: Infinity, y: Infinity, z: Infinity };
	const max = { x: -Infinity, y: -Infinity, z: -Infinity };
	const include = (point: Vector, x: number, y: number, z: number) => {
		min.x = Math.min(min.x, point.x - x);
		min.y = Math.min(min.y, point.y - y);
		min.z = Math.min(min.z, point.z - z);
		max.x = Math.max(max.x, point.x + x);
		max.y = Math.max(max.y, point.y + y);
		max.z = Math.max(max.z, point.z + z);
	};
	for (const tube of cluster.tubes) {
		const reach = reachInSigmas * tube.sigma;
		include(tube.from, reach, reach, reach);
		include(tube.to, reach, reach, reach);
	}
	for (const { centre, covariance } of cluster.ellipsoids) {
		const [xx, , , yy, , zz] = covariance;
		include(centre, reachInSigmas * Math.sqrt(xx), reachInSigmas * Math.sqrt(yy), reachInSigmas * Math.sqrt(zz));
	}
	for (const { centre, sigma } of cluster.granules) {
		include(centre, reachInSigmas * sigma, reachInSigmas * sigma, reachInSigmas * sigma);
	}
	return { min, max };
}
