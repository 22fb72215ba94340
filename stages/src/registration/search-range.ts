import { type DisplacementRange, mapAxes, type Triple } from "./volume.ts";

export interface SearchOptions {
	/** How far from the expected place to look, as part of the image's length along each axis. */
	readonly searchFraction: number;
	/** Least and largest part of the image's length that the tiles share along the axis they are neighbours on. */
	readonly minimumOverlap: number;
	readonly maximumOverlap: number;
}

export const defaultSearchOptions: SearchOptions = { searchFraction: 0.1, minimumOverlap: 0.015, maximumOverlap: 0.5 };

export interface SearchPlan {
	readonly range: DisplacementRange;
	/** True for a side of the range beyond which the images would still overlap. */
	isOpenEnd(axis: keyof Triple, end: "from" | "to"): boolean;
}

/** An overlap of fewer voxels along an axis proves nothing. */
const fewestVoxels = 4;
const fewestPlanes = 1;
/** Stages wander at least this far, however small the image. */
const leastReach = 4;
const leastReachInDepth = 2;

/**
 * Where the second of two neighbouring tiles may lie relative to the first. With an expected displacement: around
 * it. Without: along the axes of the lattice offset any overlap between the two limits, on the others near zero.
 * An axis of one voxel is not searched. Null when the images cannot overlap where they are expected.
 */
export function planSearch(
	first: Triple,
	second: Triple,
	offset: Triple,
	expected: Triple | null,
	options: SearchOptions,
): SearchPlan | null {
	const ends = mapRange((axis) =>
		searchAxis(axis, first[axis], second[axis], offset[axis], expected?.[axis] ?? null, options),
	);
	const range = { from: mapAxes((axis) => ends[axis].from), to: mapAxes((axis) => ends[axis].to) };
	if (range.from.z > range.to.z || range.from.y > range.to.y || range.from.x > range.to.x) return null;
	return {
		range,
		isOpenEnd: (axis, end) => (end === "from" ? ends[axis].isFromOpen : ends[axis].isToOpen),
	};
}

interface AxisEnds {
	readonly from: number;
	readonly to: number;
	readonly isFromOpen: boolean;
	readonly isToOpen: boolean;
}

function searchAxis(
	axis: keyof Triple,
	first: number,
	second: number,
	offset: number,
	expected: number | null,
	options: SearchOptions,
): AxisEnds {
	const length = Math.min(first, second);
	if (first === 1 && second === 1) return { from: 0, to: 0, isFromOpen: false, isToOpen: false };
	const fewest = Math.min(
		length,
		Math.max(axis === "z" ? fewestPlanes : fewestVoxels, Math.round(length * options.minimumOverlap)),
	);
	// Beyond these the images part.
	const lowest = fewest - second;
	const highest = first - fewest;
	const reach = Math.max(axis === "z" ? leastReachInDepth : leastReach, Math.ceil(length * options.searchFraction));
	const most = length * options.maximumOverlap;
	const [from, to] =
		expected !== null
			? [Math.round(expected) - reach, Math.round(expected) + reach]
			: offset > 0
				? [Math.floor(first - most), highest]
				: offset < 0
					? [lowest, Math.ceil(most - second)]
					: [-reach, reach];
	return {
		from: Math.max(from, lowest),
		to: Math.min(to, highest),
		isFromOpen: from > lowest,
		isToOpen: to < highest,
	};
}

function mapRange(make: (axis: keyof Triple) => AxisEnds): Readonly<Record<keyof Triple, AxisEnds>> {
	return { z: make("z"), y: make("y"), x: make("x") };
}
