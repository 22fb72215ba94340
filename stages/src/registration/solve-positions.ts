import { mapAxes, spatialAxes, type Triple } from "./volume.ts";

/** A measured displacement between two tiles, by their index. */
export interface MeasuredPair {
	readonly from: number;
	readonly to: number;
	/** Of the tile `to` from the tile `from`, in voxels; fractions are fine. */
	readonly displacement: Triple;
	/** In lattice steps; pairs of the same offset are expected to be displaced alike. */
	readonly offset: Triple;
	/** 0 to 1. */
	readonly confidence: number;
}

export interface SolvedPositions {
	/** One per tile, in the frame of the nominal positions. */
	readonly positions: readonly Triple[];
	readonly accepted: number;
	/** Pairs left out: not sure enough, unlike the others of their offset, or at odds with the rest. */
	readonly rejected: number;
}

/** Pairs below this are more often wrong than right (find-displacement.ts). */
export const leastConfidence = 0.3;
/** Pairs of one offset may differ by what a stage wanders, at least this many voxels. */
const leastSpread = 10;
/** Loops of right pairs close within this many voxels. */
const looseEnd = 3;
/** What holds parts together that no accepted pair connects; too weak to bend what pairs say. */
const springWeight = 1e-4;

/**
 * Positions of tiles from measured displacements, by least squares weighted with confidence. Outliers go in two
 * steps: pairs unlike the median of their offset, then pairs whose displacement the others contradict. Tiles that
 * no accepted pair reaches follow the median displacement of their lattice offset, or their nominal positions.
 */
export function solvePositions(
	nominal: readonly Triple[],
	lattice: readonly (Triple | null)[],
	pairs: readonly MeasuredPair[],
): SolvedPositions {
	const sure = pairs.filter((pair) => pair.confidence >= leastConfidence && pair.from !== pair.to);
	const typical = typicalDisplacements(sure);
	const plausible = sure.filter((pair) => isLikeOthers(pair, typical.get(offsetKey(pair.offset))));
	const accepted = rejectContradicted(nominal, plausible);

	const parts = findParts(nominal.length, accepted);
	const springs = latticeSprings(nominal, lattice, parts, typical);
	const links = [...accepted.map((pair) => ({ ...pair, weight: pair.confidence ** 2 })), ...springs];
	const positions = solve(nominal, links);
	anchorParts(positions, nominal, findParts(nominal.length, links));
	return { positions, accepted: accepted.length, rejected: pairs.length - accepted.length };
}

interface Link {
	readonly from: number;
	readonly to: number;
	readonly displacement: Triple;
	readonly weight: number;
}

interface Typical {
	readonly median: Triple;
	readonly spread: Triple;
}

function offsetKey(offset: Triple): string {
	return `${offset.x} ${offset.y} ${offset.z}`;
}

function typicalDisplacements(pairs: readonly MeasuredPair[]): ReadonlyMap<string, Typical> {
	const groups = new Map<string, MeasuredPair[]>();
	for (const pair of pairs) {
		const key = offsetKey(pair.offset);
		groups.set(key, [...(groups.get(key) ?? []), pair]);
	}
	return new Map(
		[...groups].map(([key, group]) => {
			const middle = mapAxes((axis) => median(group.map((pair) => pair.displacement[axis])));
			// 1.4826 turns a median deviation into a standard deviation; six of them are out of the ordinary.
			const spread = mapAxes((axis) => {
				const deviations = group.map((pair) => Math.abs(pair.displacement[axis] - middle[axis]));
				return Math.max(leastSpread, 6 * 1.4826 * median(deviations));
			});
			return [key, { median: middle, spread }] as const;
		}),
	);
}

function isLikeOthers(pair: MeasuredPair, typical: Typical | undefined): boolean {
	if (typical === undefined) return true;
	return spatialAxes.every((axis) => Math.abs(pair.displacement[axis] - typical.median[axis]) <= typical.spread[axis]);
}

/** Lowers the weight of pairs that the solution cannot meet, again and again, and drops those that stay far off. */
function rejectContradicted(nominal: readonly Triple[], pairs: readonly MeasuredPair[]): readonly MeasuredPair[] {
	let scale = Number.POSITIVE_INFINITY;
	let residuals = pairs.map(() => 0);
	let positions = nominal;
	for (let round = 0; round < 12; round++) {
		const links = pairs.map((pair, i) => {
			const ratio = scale === Number.POSITIVE_INFINITY ? 0 : (residuals[i] ?? 0) / scale;
			// Geman and McClure's weight.
			return { ...pair, weight: pair.confidence ** 2 / (1 + ratio * ratio) ** 2 };
		});
		positions = solve(positions, links);
		residuals = pairs.map((pair) => residual(positions, pair));
		const largest = Math.max(0, ...residuals);
		scale = Math.max(looseEnd / 2, scale === Number.POSITIVE_INFINITY ? largest : scale * 0.6);
	}
	return pairs.filter((_, i) => (residuals[i] ?? 0) <= looseEnd);
}

function residual(positions: readonly Triple[], pair: MeasuredPair): number {
	const [from, to] = [positions[pair.from], positions[pair.to]];
	if (from === undefined || to === undefined) return 0;
	return Math.hypot(...spatialAxes.map((axis) => to[axis] - from[axis] - pair.displacement[axis]));
}

/** For every tile the number of the part it belongs to; parts are what links hold together. */
function findParts(count: number, links: readonly { readonly from: number; readonly to: number }[]): readonly number[] {
	const parent = Array.from({ length: count }, (_, i) => i);
	const root = (i: number): number => {
		let at = i;
		while (parent[at] !== undefined && parent[at] !== at) {
			parent[at] = parent[parent[at] ?? at] ?? at;
			at = parent[at] ?? at;
		}
		return at;
	};
	for (const { from, to } of links) parent[root(from)] = root(to);
	return parent.map((_, i) => root(i));
}

/** Weak links between lattice neighbours of different parts. */
function latticeSprings(
	nominal: readonly Triple[],
	lattice: readonly (Triple | null)[],
	parts: readonly number[],
	typical: ReadonlyMap<string, Typical>,
): Link[] {
	const at = new Map<string, number>();
	for (const [i, place] of lattice.entries()) if (place !== null) at.set(offsetKey(place), i);
	const springs: Link[] = [];
	for (const [from, place] of lattice.entries()) {
		if (place === null) continue;
		for (const axis of spatialAxes) {
			const offset = { x: 0, y: 0, z: 0, [axis]: 1 };
			const to = at.get(offsetKey(mapAxes((name) => place[name] + offset[name])));
			const [a, b] = [nominal[from], to === undefined ? undefined : nominal[to]];
			if (to === undefined || a === undefined || b === undefined || parts[from] === parts[to]) continue;
			const displacement = typical.get(offsetKey(offset))?.median ?? mapAxes((name) => b[name] - a[name]);
			springs.push({ from, to, displacement, weight: springWeight });
		}
	}
	return springs;
}

/** Moves every part so that its tiles lie, in the mean, as far from their nominal places as those of the largest part. */
function anchorParts(positions: Triple[], nominal: readonly Triple[], parts: readonly number[]): void {
	const members = new Map<number, number[]>();
	for (const [i, part] of parts.entries()) members.set(part, [...(members.get(part) ?? []), i]);
	const meanOffset = (tiles: readonly number[]) =>
		mapAxes(
			(axis) =>
				tiles.reduce((sum, i) => sum + (positions[i]?.[axis] ?? 0) - (nominal[i]?.[axis] ?? 0), 0) / tiles.length,
		);
	const largest = [...members.values()].reduce((best, tiles) => (tiles.length > best.length ? tiles : best), []);
	const reference = meanOffset(largest);
	for (const tiles of members.values()) {
		const offset = meanOffset(tiles);
		for (const i of tiles) {
			const position = positions[i];
			if (position) positions[i] = mapAxes((axis) => position[axis] - offset[axis] + reference[axis]);
		}
	}
}

/**
 * Minimises the weighted squares of (to - from - displacement), each axis by itself, by conjugate gradients from
 * where the tiles are: the matrix is a graph's Laplacian, sparse and large.
 */
function solve(start: readonly Triple[], links: readonly Link[]): Triple[] {
	const solved = mapSpatial((axis) => {
		const x = Float64Array.from(start, (place) => place[axis]);
		const gradient = new Float64Array(x.length);
		for (const { from, to, displacement, weight } of links) {
			const pull = weight * (displacement[axis] - (x[to] ?? 0) + (x[from] ?? 0));
			gradient[to] = (gradient[to] ?? 0) + pull;
			gradient[from] = (gradient[from] ?? 0) - pull;
		}
		conjugateGradients(x, gradient, links);
		return x;
	});
	return start.map((_, i) => mapAxes((axis) => solved[axis][i] ?? 0));
}

/** Advances `x` along `residual` (right-hand side minus matrix times x) until that is as good as zero. */
function conjugateGradients(x: Float64Array, residual: Float64Array, links: readonly Link[]): void {
	const direction = residual.slice();
	const product = new Float64Array(x.length);
	let energy = dot(residual, residual);
	const enough = energy * 1e-24;
	for (let step = 0; step < 10 * x.length + 100 && energy > enough && energy > 1e-24; step++) {
		product.fill(0);
		for (const { from, to, weight } of links) {
			const flow = weight * ((direction[to] ?? 0) - (direction[from] ?? 0));
			product[to] = (product[to] ?? 0) + flow;
			product[from] = (product[from] ?? 0) - flow;
		}
		const bend = dot(direction, product);
		if (!(bend > 0)) break;
		const length = energy / bend;
		for (let i = 0; i < x.length; i++) {
			x[i] = (x[i] ?? 0) + length * (direction[i] ?? 0);
			residual[i] = (residual[i] ?? 0) - length * (product[i] ?? 0);
		}
		const next = dot(residual, residual);
		for (let i = 0; i < x.length; i++) direction[i] = (residual[i] ?? 0) + (next / energy) * (direction[i] ?? 0);
		energy = next;
	}
}

function dot(a: Float64Array, b: Float64Array): number {
	let sum = 0;
	for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
	return sum;
}

function mapSpatial<Value>(make: (axis: keyof Triple) => Value): Readonly<Record<keyof Triple, Value>> {
	return { z: make("z"), y: make("y"), x: make("x") };
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
