import { Random, wordOf } from "../randomness/random.ts";
import type { SimulationOptions } from "../simulation-options.ts";
import type { Vector } from "../specimen/structures.ts";
import { latticeStepUm } from "./lattice.ts";

/** Pitch of a 96-well plate: far enough that wells show different places of the specimen. */
const wellPitchUm = 9000;
/** A stage is never off by more than this many standard deviations. */
const jitterLimit = 2.5;

/** Where the stage was told to go: the place of the tile's first voxel, in micrometres. */
export function nominalPosition(options: SimulationOptions, lattice: Vector, wellIndex: number): Vector {
	const step = latticeStepUm(options.lattice);
	return {
		x: rounded(lattice.x * step.x + wellIndex * wellPitchUm),
		y: rounded(lattice.y * step.y),
		z: rounded(lattice.z * step.z),
	};
}

/**
 * Where it went. Depends on seed, tile number and imaging (1, or 2 for the second time) only, not on the order in
 * which tiles are taken.
 */
export function truePosition(options: SimulationOptions, nominal: Vector, number: number, imaging: number): Vector {
	const { jitterUm, jitterZUm, wholePixels } = options.stage;
	const { lateral, axial } = options.lattice.pixelSizeUm;
	const random = new Random(options.seed, wordOf("stage"), number, imaging);
	const moved = (value: number, jitter: number, pixelSize: number) => {
		const off = jitter * Math.max(-jitterLimit, Math.min(jitterLimit, random.normal()));
		return rounded(wholePixels ? Math.round((value + off) / pixelSize) * pixelSize : value + off);
	};
	return {
		x: moved(nominal.x, jitterUm, lateral),
		y: moved(nominal.y, jitterUm, lateral),
		z: moved(nominal.z, jitterZUm, axial),
	};
}

/** The same place counted in pixels and slices from the frame's origin. */
export function inPixels(position: Vector, pixelSizeUm: { readonly lateral: number; readonly axial: number }): Vector {
	return {
		x: rounded(position.x / pixelSizeUm.lateral),
		y: rounded(position.y / pixelSizeUm.lateral),
		z: rounded(position.z / pixelSizeUm.axial),
	};
}

/** To a picometre, so that files show 115.2 and not 115.20000000000002. */
function rounded(value: number): number {
	return Math.round(value * 1e6) / 1e6 + 0;
}
