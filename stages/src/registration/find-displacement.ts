import { correlateVolumes, transformSize } from "./correlation-map.ts";
import { type CorrelationPeak, certainCorrelation, findPeaks } from "./correlation-peaks.ts";
import { correlationAt, structureAgreement } from "./overlap-agreement.ts";
import {
	boxSize,
	countVoxels,
	type DisplacementRange,
	mapAxes,
	overlapBoxes,
	spatialAxes,
	type Triple,
	type Volume,
	type VoxelBox,
} from "./volume.ts";

/*
 * How far a second image lies from a first that overlaps it.
 *
 *   coarse   both images shrunk until the transform is affordable; correlation of the actual overlap at every
 *            displacement of the range; the best one and its best rival
 *   finer    step by step up to full resolution, climbing to the nearest maximum of the correlation
 *   judged   how much of the structure agrees once noise is taken out, and how far ahead of its rival it is
 *
 * Every displacement is tried rather than the peaks of a phase correlation: on 40 pairs of real phase-contrast
 * tiles with 3 to 8 % overlap that was right 40 times against 34, on 504 synthetic pairs with noise 445 times
 * against 313, and never wrong where phase correlation was right; the cost is the same two transforms.
 */

/** Reads boxes of an image, shrunk by the mean of `shrink` voxels along each axis. */
export interface VolumeReader {
	readonly size: Triple;
	read(box: VoxelBox, shrink: Triple): Promise<Volume>;
}

export interface FoundDisplacement {
	/** Of the second image's first voxel from the first's, in whole voxels. */
	readonly displacement: Triple;
	/** The same with fractions, by a parabola through the correlation around it. */
	readonly subpixel: Triple;
	/**
	 * 0 to 1: agreement of the structure, cubed, less where a rival comes near or the search ended beside it. Of
	 * the synthetic pairs (down to 5 % overlap and noise as strong as the structure), 95 % of the right ones were
	 * above 0.48 and 95 % of the wrong and the unrelated ones below 0.24.
	 */
	readonly confidence: number;
	/** Pearson's correlation over the overlap, noise included. */
	readonly correlation: number;
	/** Part of the first image that the second covers. */
	readonly overlapFraction: number;
}

/** About 0.1 s for each transform of this many points, and 32 MiB. */
const largestTransform = 2 ** 21;
/** An overlap of a smaller part of the image (a corner, where tiles are displaced along two axes) proves nothing. */
const smallestOverlap = 0.003;
/** A maximum is reached within a few steps; a correlation that still climbs after these is no peak. */
const largestClimb = 12;

/**
 * Searches the whole range; `isOpenEnd` says which of its sides are merely where the search ends (the others are
 * where the images part). The images need not be of equal size. Null when no displacement of the range lets them
 * overlap by at least two voxels.
 */
export async function findDisplacement(
	first: VolumeReader,
	second: VolumeReader,
	range: DisplacementRange,
	isOpenEnd: (axis: keyof Triple, end: "from" | "to") => boolean,
): Promise<FoundDisplacement | null> {
	const boxes = searchBoxes(first.size, second.size, range);
	if (countVoxels(boxSize(boxes.inFirst)) < 2 || countVoxels(boxSize(boxes.inSecond)) < 2) return null;
	let shrink = affordableShrink(boxSize(boxes.inFirst), boxSize(boxes.inSecond));
	// In the boxes' own coordinates a displacement is `shift` larger.
	const shift = mapAxes((axis) => boxes.inSecond.from[axis] - boxes.inFirst.from[axis]);
	const coarseRange = {
		from: mapAxes((axis) => Math.floor((range.from[axis] + shift[axis]) / shrink[axis])),
		to: mapAxes((axis) => Math.ceil((range.to[axis] + shift[axis]) / shrink[axis])),
	};
	const coarseFirst = await first.read(boxes.inFirst, shrink);
	const coarseSecond = await second.read(boxes.inSecond, shrink);
	const fewest = Math.max(2, (smallestOverlap * countVoxels(first.size)) / countVoxels(shrink));
	const { best, rival } = findPeaks(correlateVolumes(coarseFirst, coarseSecond, coarseRange, fewest), isOpenEnd);

	let displacement = mapAxes((axis) => best.displacement[axis] * shrink[axis] - shift[axis]);
	while (spatialAxes.some((axis) => shrink[axis] > 1)) {
		shrink = mapAxes((axis) => Math.ceil(shrink[axis] / 2));
		displacement = (await climb(first, second, displacement, shrink)).displacement;
	}
	const final = await climb(first, second, displacement, { z: 1, y: 1, x: 1 });
	const overlap = countVoxels(boxSize(overlapBoxes(first.size, second.size, final.displacement).inFirst));
	return {
		displacement: final.displacement,
		subpixel: final.subpixel,
		confidence: final.agreement ** 3 * distinctness(best, rival) * (best.isAtEdge ? 0.5 : 1),
		correlation: final.correlation,
		overlapFraction: overlap / countVoxels(first.size),
	};
}

/** 1 for a clear winner, towards 0 as the rival comes near, in height or in what both leave unexplained. */
function distinctness(best: CorrelationPeak, rival: CorrelationPeak | null): number {
	if (best.certain <= 0) return 0;
	const runnerUp = Math.max(0, rival?.certain ?? 0);
	const byHeight = 3 * (1 - runnerUp / best.certain);
	const byRemainder = 1 - (1 - best.certain) / (1 - runnerUp);
	return Math.max(0, Math.min(1, Math.max(byHeight, byRemainder)));
}

/** The parts of the two images that can overlap anywhere in the range. */
function searchBoxes(
	first: Triple,
	second: Triple,
	range: DisplacementRange,
): { inFirst: VoxelBox; inSecond: VoxelBox } {
	return {
		inFirst: {
			from: mapAxes((axis) => Math.max(0, range.from[axis])),
			to: mapAxes((axis) => Math.min(first[axis], second[axis] + range.to[axis])),
		},
		inSecond: {
			from: mapAxes((axis) => Math.max(0, -range.to[axis])),
			to: mapAxes((axis) => Math.min(second[axis], first[axis] - range.from[axis])),
		},
	};
}

/** Halves the longest side of the transform until it is affordable. */
function affordableShrink(first: Triple, second: Triple): Triple {
	const shrink = { z: 1, y: 1, x: 1 };
	for (;;) {
		const shrunk = (size: Triple) => mapAxes((axis) => Math.max(1, Math.floor(size[axis] / shrink[axis])));
		const [a, b] = [shrunk(first), shrunk(second)];
		// Twice the longer of the two is enough for every range, and mostly what it takes.
		const range = { from: mapAxes((axis) => -(a[axis] >> 1)), to: mapAxes((axis) => b[axis] >> 1) };
		const size = transformSize(a, b, range);
		if (countVoxels(size) <= largestTransform) return shrink;
		const longest = spatialAxes.reduce((found, axis) => (size[axis] > size[found] ? axis : found));
		shrink[longest] *= 2;
	}
}

/** Climbs from a displacement to the nearest maximum of the correlation, looking at images shrunk by `shrink`. */
async function climb(first: VolumeReader, second: VolumeReader, start: Triple, shrink: Triple) {
	// What overlaps at the start, with room to move on every side.
	const margin = mapAxes((axis) => (first.size[axis] > 1 ? 4 * shrink[axis] : 0));
	const near = {
		from: mapAxes((axis) => start[axis] - margin[axis]),
		to: mapAxes((axis) => start[axis] + margin[axis]),
	};
	const boxes = searchBoxes(first.size, second.size, near);
	const a = await first.read(boxes.inFirst, shrink);
	const b = await second.read(boxes.inSecond, shrink);
	const shift = mapAxes((axis) => boxes.inSecond.from[axis] - boxes.inFirst.from[axis]);
	const known = new Map<string, number>();
	const correlation = (at: Triple): number => {
		const key = `${at.z} ${at.y} ${at.x}`;
		const value = known.get(key) ?? correlationAt(a, b, at);
		known.set(key, value);
		return value;
	};
	const height = (at: Triple): number =>
		certainCorrelation(correlation(at), countVoxels(boxSize(overlapBoxes(a.size, b.size, at).inFirst)));
	let at = mapAxes((axis) => Math.round((start[axis] + shift[axis]) / shrink[axis]));
	for (let step = 0; step < largestClimb; step++) {
		const next = neighbours(a.size, at).reduce((best, other) => (height(other) > height(best) ? other : best), at);
		if (next === at) break;
		at = next;
	}
	const displacement = mapAxes((axis) => at[axis] * shrink[axis] - shift[axis]);
	const top = correlation(at);
	const subpixel = mapAxes((axis) => {
		// Equal images agree exactly, and then nothing lies between the voxels.
		if (a.size[axis] === 1 || top > 0.9999) return displacement[axis];
		const below = correlation({ ...at, [axis]: at[axis] - 1 });
		const above = correlation({ ...at, [axis]: at[axis] + 1 });
		const curvature = below - 2 * top + above;
		const offset = curvature < 0 ? (below - above) / (2 * curvature) : 0;
		return displacement[axis] + Math.max(-0.5, Math.min(0.5, offset)) * shrink[axis];
	});
	return { displacement, subpixel, correlation: top, agreement: structureAgreement(a, b, at) };
}

function neighbours(size: Triple, at: Triple): Triple[] {
	const steps = (axis: keyof Triple) => (size[axis] > 1 ? [-1, 0, 1] : [0]);
	const found: Triple[] = [];
	for (const z of steps("z")) {
		for (const y of steps("y")) {
			for (const x of steps("x"))
				if (z !== 0 || y !== 0 || x !== 0) found.push({ z: at.z + z, y: at.y + y, x: at.x + x });
		}
	}
	return found;
}
