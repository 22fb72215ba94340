import type { CorrelationMap } from "./correlation-map.ts";
import type { Triple } from "./volume.ts";

export interface CorrelationPeak {
	readonly displacement: Triple;
	readonly correlation: number;
	readonly overlap: number;
	/** The correlation that is there at least, noise considered. */
	readonly certain: number;
	/** At a side of the range where the search ended although the volumes still overlap beyond it. */
	readonly isAtEdge: boolean;
}

/** How many standard deviations of chance are taken off: the best of some 100,000 displacements is about four up. */
const chanceDeviations = 4;
/** Nearer than this to the best peak nothing counts as another. */
const peakRadius = 3;

/**
 * What is left of a correlation over `count` voxels when chance is taken off (on Fisher's scale, where chance
 * spreads by one over the root of the count): so that a few voxels that happen to agree do not win.
 */
export function certainCorrelation(correlation: number, count: number): number {
	if (count < 2) return -1;
	const limited = Math.max(-0.999_999, Math.min(0.999_999, correlation));
	return Math.tanh(Math.atanh(limited) - chanceDeviations / Math.sqrt(count));
}

/**
 * The best displacement of a map, and its best rival: another local maximum further off (null when there is none).
 * `isOpenEnd` tells which sides of the range are merely where the search ended.
 */
export function findPeaks(
	map: CorrelationMap,
	isOpenEnd: (axis: keyof Triple, end: "from" | "to") => boolean,
): { best: CorrelationPeak; rival: CorrelationPeak | null } {
	const certain = Float64Array.from(map.correlation, (value, i) => certainCorrelation(value, map.overlap[i] ?? 0));
	let bestAt = 0;
	for (let i = 1; i < certain.length; i++) if ((certain[i] ?? -1) > (certain[bestAt] ?? -1)) bestAt = i;
	const best = positionOf(map.size, bestAt);

	let rivalAt = -1;
	for (let i = 0; i < certain.length; i++) {
		const value = certain[i] ?? -1;
		if (rivalAt >= 0 && value <= (certain[rivalAt] ?? -1)) continue;
		const at = positionOf(map.size, i);
		const distance = Math.max(Math.abs(at.z - best.z), Math.abs(at.y - best.y), Math.abs(at.x - best.x));
		if (distance > peakRadius && isLocalMaximum(map.size, certain, at, value)) rivalAt = i;
	}
	const peak = (i: number): CorrelationPeak => {
		const at = positionOf(map.size, i);
		const { from } = map.range;
		const isAtEdge = (["z", "y", "x"] as const).some(
			(axis) =>
				map.size[axis] > 1 &&
				((at[axis] === 0 && isOpenEnd(axis, "from")) || (at[axis] === map.size[axis] - 1 && isOpenEnd(axis, "to"))),
		);
		return {
			displacement: { z: at.z + from.z, y: at.y + from.y, x: at.x + from.x },
			correlation: map.correlation[i] ?? 0,
			overlap: map.overlap[i] ?? 0,
			certain: certain[i] ?? 0,
			isAtEdge,
		};
	};
	return { best: peak(bestAt), rival: rivalAt < 0 ? null : peak(rivalAt) };
}

/** Inside the map only: at its border one cannot know. An axis of length 1 has no border. */
function isLocalMaximum(size: Triple, values: Float64Array, at: Triple, value: number): boolean {
	const reach = (axis: keyof Triple) => (size[axis] > 1 ? 1 : 0);
	for (const axis of ["z", "y", "x"] as const) {
		if (size[axis] > 1 && (at[axis] === 0 || at[axis] === size[axis] - 1)) return false;
	}
	for (let z = at.z - reach("z"); z <= at.z + reach("z"); z++) {
		for (let y = at.y - reach("y"); y <= at.y + reach("y"); y++) {
			for (let x = at.x - reach("x"); x <= at.x + reach("x"); x++) {
				if ((values[(z * size.y + y) * size.x + x] ?? -1) > value) return false;
			}
		}
	}
	return true;
}

function positionOf(size: Triple, index: number): Triple {
	const plane = size.y * size.x;
	return { z: Math.floor(index / plane), y: Math.floor((index % plane) / size.x), x: index % size.x };
}
