import { type ComplexVolume, createComplexVolume, powerOfTwo, transformVolume } from "./fourier-volume.ts";
import { boxSum, sumTable } from "./summed-volume.ts";
import { countVoxels, type DisplacementRange, mapAxes, type Triple, type Volume } from "./volume.ts";

/** For every displacement in a range (x fastest), how well two volumes agree where they overlap. */
export interface CorrelationMap {
	readonly range: DisplacementRange;
	readonly size: Triple;
	/** Pearson's correlation over the voxels that overlap, -1 to 1; 0 where one of them is flat or too few overlap. */
	readonly correlation: Float64Array;
	/** How many voxels overlap. */
	readonly overlap: Float64Array;
}

/** How many points the transform for a range needs: padded with zeros so far that no displacement wraps round. */
export function transformSize(first: Triple, second: Triple, range: DisplacementRange): Triple {
	return mapAxes((axis) =>
		powerOfTwo(Math.max(first[axis], second[axis], second[axis] + range.to[axis], first[axis] - range.from[axis])),
	);
}

/**
 * Pearson's correlation of the actual overlap at every displacement of the second volume within `range`: products
 * by one Fourier transform there and one back, means and variances by tables of sums.
 */
export function correlateVolumes(
	first: Volume,
	second: Volume,
	range: DisplacementRange,
	fewestVoxels: number,
): CorrelationMap {
	const a = withoutMean(first);
	const b = withoutMean(second);
	const volume = createComplexVolume(transformSize(first.size, second.size, range));
	// Two real volumes travel as the real and the imaginary part of one complex one.
	place(a, first.size, volume, 0);
	place(b, second.size, volume, 1);
	transformVolume(volume, "forward");
	crossSpectrum(volume);
	transformVolume(volume, "backward");

	const tables = {
		a: sumTable(a, first.size),
		aa: sumTable(squares(a), first.size),
		b: sumTable(b, second.size),
		bb: sumTable(squares(b), second.size),
	};
	const size = mapAxes((axis) => range.to[axis] - range.from[axis] + 1);
	const correlation = new Float64Array(countVoxels(size));
	const overlap = new Float64Array(correlation.length);
	// One box is moved about: there are a great many displacements.
	const box = { z0: 0, z1: 0, y0: 0, y1: 0, x0: 0, x1: 0 };
	const shifted = { ...box };
	let i = 0;
	for (let z = range.from.z; z <= range.to.z; z++) {
		box.z0 = Math.max(0, z);
		box.z1 = Math.max(box.z0, Math.min(first.size.z, second.size.z + z));
		shifted.z0 = box.z0 - z;
		shifted.z1 = box.z1 - z;
		for (let y = range.from.y; y <= range.to.y; y++) {
			box.y0 = Math.max(0, y);
			box.y1 = Math.max(box.y0, Math.min(first.size.y, second.size.y + y));
			shifted.y0 = box.y0 - y;
			shifted.y1 = box.y1 - y;
			for (let x = range.from.x; x <= range.to.x; x++, i++) {
				box.x0 = Math.max(0, x);
				box.x1 = Math.max(box.x0, Math.min(first.size.x, second.size.x + x));
				shifted.x0 = box.x0 - x;
				shifted.x1 = box.x1 - x;
				const count = (box.z1 - box.z0) * (box.y1 - box.y0) * (box.x1 - box.x0);
				overlap[i] = count;
				if (count < fewestVoxels) continue;
				const sumA = boxSum(tables.a, first.size, box);
				const sumB = boxSum(tables.b, second.size, shifted);
				const varianceA = boxSum(tables.aa, first.size, box) - (sumA * sumA) / count;
				const varianceB = boxSum(tables.bb, second.size, shifted) - (sumB * sumB) / count;
				const covariance = realPart(volume, z, y, x) - (sumA * sumB) / count;
				const norm = Math.sqrt(varianceA * varianceB);
				// Less is a flat overlap, whose quotient would be rounding errors.
				if (norm > 1e-9 * count) correlation[i] = Math.max(-1, Math.min(1, covariance / norm));
			}
		}
	}
	return { range, size, correlation, overlap };
}

/** Small numbers keep sums exact; correlation does not see the difference. */
function withoutMean(volume: Volume): Float64Array {
	const { values } = volume;
	let sum = 0;
	for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
	const mean = sum / values.length;
	const result = new Float64Array(values.length);
	for (let i = 0; i < values.length; i++) result[i] = (values[i] ?? 0) - mean;
	return result;
}

function squares(values: Float64Array): Float64Array {
	const result = new Float64Array(values.length);
	for (let i = 0; i < values.length; i++) result[i] = (values[i] ?? 0) ** 2;
	return result;
}

function place(values: Float64Array, size: Triple, target: ComplexVolume, part: 0 | 1): void {
	let i = 0;
	for (let z = 0; z < size.z; z++) {
		for (let y = 0; y < size.y; y++) {
			let at = 2 * ((z * target.size.y + y) * target.size.x) + part;
			for (let x = 0; x < size.x; x++, at += 2) target.data[at] = values[i++] ?? 0;
		}
	}
}

/**
 * Replaces the transform of a + ib by that of the cross-correlation of a and b. For real a and b their transforms
 * come apart by the symmetry between a frequency and its opposite.
 */
function crossSpectrum({ size, data }: ComplexVolume): void {
	for (let z = 0; z < size.z; z++) {
		const oppositeZ = (size.z - z) % size.z;
		for (let y = 0; y < size.y; y++) {
			const oppositeY = (size.y - y) % size.y;
			const row = (z * size.y + y) * size.x;
			const oppositeRow = (oppositeZ * size.y + oppositeY) * size.x;
			for (let x = 0; x < size.x; x++) {
				const k = 2 * (row + x);
				const opposite = 2 * (oppositeRow + ((size.x - x) % size.x));
				if (opposite < k) continue;
				const [kr, ki] = [data[k] ?? 0, data[k + 1] ?? 0];
				const [or, oi] = [data[opposite] ?? 0, data[opposite + 1] ?? 0];
				const [ar, ai] = [(kr + or) / 2, (ki - oi) / 2];
				const [br, bi] = [(ki + oi) / 2, (or - kr) / 2];
				// a times the conjugate of b; at the opposite frequency the conjugate of that.
				const real = ar * br + ai * bi;
				const imaginary = ai * br - ar * bi;
				data[k] = real;
				data[k + 1] = imaginary;
				data[opposite] = real;
				data[opposite + 1] = -imaginary;
			}
		}
	}
}

function realPart({ size, data }: ComplexVolume, z: number, y: number, x: number): number {
	const [wz, wy, wx] = [z < 0 ? z + size.z : z, y < 0 ? y + size.y : y, x < 0 ? x + size.x : x];
	return data[2 * ((wz * size.y + wy) * size.x + wx)] ?? 0;
}
