/** A point or a length along each axis, in micrometres of the specimen's frame. */
export interface Vector {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export interface Box {
	readonly min: Vector;
	readonly max: Vector;
}

/**
 * Everything the specimen is made of has a shape whose blur by a Gaussian is known in closed form. So the image is
 * exact at any continuous coordinate: nothing is resampled, and two tiles that overlap agree to rounding.
 */

/** A straight piece of filament: a line drawn with a Gaussian pen. Pieces that share an end join without a seam. */
export interface Tube {
	readonly from: Vector;
	readonly to: Vector;
	/** Standard deviation of the pen in micrometres. */
	readonly sigma: number;
	/** Brightness on the axis, before blur. */
	readonly brightness: number;
}

/**
 * Tubes one after the other, eight numbers each: from x, y, z, to x, y, z, sigma, brightness. A specimen has hundreds
 * of thousands; as objects they would take three times the memory and keep the garbage collector busy.
 */
export type PackedTubes = Float64Array;
export const tubeStride = 8;

export function pushTube(tubes: number[], { from, to, sigma, brightness }: Tube): void {
	tubes.push(from.x, from.y, from.z, to.x, to.y, to.z, sigma, brightness);
}

/**
 * An ellipsoid with a soft edge: brightness 1 - (1 - g)³ with g = exp(-q/2), q the quadratic form of `covariance`.
 * Multiplied out this is three Gaussians with the covariances C, C/2, C/3 and the weights 3, -3, 1.
 */
export interface Ellipsoid {
	readonly centre: Vector;
	/** xx, xy, xz, yy, yz, zz in square micrometres. */
	readonly covariance: Covariance;
	readonly brightness: number;
}

export type Covariance = readonly [xx: number, xy: number, xz: number, yy: number, yz: number, zz: number];

/** A round Gaussian spot; the cheapest structure to draw, thousands make the textured background. */
export interface Granule {
	readonly centre: Vector;
	readonly sigma: number;
	readonly brightness: number;
}

/** Granules one after the other, five numbers each: centre x, y, z, sigma, brightness. */
export type PackedGranules = Float64Array;
export const granuleStride = 5;

export function pushGranule(granules: number[], { centre, sigma, brightness }: Granule): void {
	granules.push(centre.x, centre.y, centre.z, sigma, brightness);
}

/** A slow plane wave of brightness through the whole specimen, as tissue density varies. */
export interface Wave {
	/** Radians for each micrometre. */
	readonly k: Vector;
	readonly phase: number;
	readonly amplitude: number;
}

export const noTubes: PackedTubes = new Float64Array(0);
export const noGranules: PackedGranules = new Float64Array(0);

/** What one cell or one neuron consists of. */
export interface Cluster {
	readonly tubes: PackedTubes;
	readonly ellipsoids: readonly Ellipsoid[];
	readonly granules: PackedGranules;
}

/** The level at which g gives half the brightness of an `Ellipsoid`: radius / sigma, from (1 - g)³ = 1/2. */
export const ellipsoidRadiusInSigmas = Math.sqrt(-2 * Math.log(1 - Math.cbrt(0.5)));

/** Standard deviations after which a Gaussian is drawn no further (3.4e-4 of its height). */
export const reachInSigmas = 4;

export function overlaps(a: Box, b: Box): boolean {
	return (
		a.min.x <= b.max.x &&
		a.max.x >= b.min.x &&
		a.min.y <= b.max.y &&
		a.max.y >= b.min.y &&
		a.min.z <= b.max.z &&
		a.max.z >= b.min.z
	);
}

export function grow(box: Box, by: number): Box {
	return {
		min: { x: box.min.x - by, y: box.min.y - by, z: box.min.z - by },
		max: { x: box.max.x + by, y: box.max.y + by, z: box.max.z + by },
	};
}
