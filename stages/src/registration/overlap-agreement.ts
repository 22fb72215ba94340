import { measureNoise } from "../image/noise.ts";
import { certainCorrelation } from "./correlation-peaks.ts";
import { boxSize, countVoxels, overlapBoxes, type Triple, type Volume, type VoxelBox } from "./volume.ts";

/** Pearson's correlation over the overlap at one displacement, directly; 0 where one of the two is flat. */
export function correlationAt(first: Volume, second: Volume, displacement: Triple): number {
	return momentsAt(first, second, displacement).correlation;
}

/**
 * How much of the structure in the overlap is the same in both, 0 to 1: the correlation that is there at least,
 * with the noise taken out of both variances. At the true displacement it is near 1 however noisy the images are,
 * because all that is not noise agrees; elsewhere some structure is always left unexplained.
 */
export function structureAgreement(first: Volume, second: Volume, displacement: Triple): number {
	const { correlation, varianceA, varianceB, count, inFirst, inSecond } = momentsAt(first, second, displacement);
	if (varianceA === 0 || varianceB === 0) return 0;
	const structureA = 1 - noiseIn(first, inFirst) / varianceA;
	const structureB = 1 - noiseIn(second, inSecond) / varianceB;
	const share = Math.sqrt(Math.max(smallestShare, structureA) * Math.max(smallestShare, structureB));
	return Math.max(0, Math.min(1, certainCorrelation(correlation, count) / share));
}

/** Less structure than this cannot be told from an error in the noise. */
const smallestShare = 0.1;

function momentsAt(first: Volume, second: Volume, displacement: Triple) {
	const { inFirst, inSecond } = overlapBoxes(first.size, second.size, displacement);
	const size = boxSize(inFirst);
	const count = countVoxels(size);
	const [a, b] = [first.values, second.values];
	// Sums about the first pair of values keep the variances of bright images exact.
	const originA = a[indexOf(first.size, inFirst.from)] ?? 0;
	const originB = b[indexOf(second.size, inSecond.from)] ?? 0;
	let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
	for (let z = 0; z < size.z; z++) {
		for (let y = 0; y < size.y; y++) {
			let i = indexOf(first.size, { z: inFirst.from.z + z, y: inFirst.from.y + y, x: inFirst.from.x });
			let j = indexOf(second.size, { z: inSecond.from.z + z, y: inSecond.from.y + y, x: inSecond.from.x });
			for (let x = 0; x < size.x; x++, i++, j++) {
				const p = (a[i] ?? 0) - originA;
				const q = (b[j] ?? 0) - originB;
				sumA += p;
				sumB += q;
				sumAA += p * p;
				sumBB += q * q;
				sumAB += p * q;
			}
		}
	}
	const varianceA = count > 0 ? Math.max(0, sumAA / count - (sumA / count) ** 2) : 0;
	const varianceB = count > 0 ? Math.max(0, sumBB / count - (sumB / count) ** 2) : 0;
	const norm = Math.sqrt(varianceA * varianceB);
	const covariance = sumAB / count - (sumA / count) * (sumB / count);
	const correlation = norm > 1e-9 ? Math.max(-1, Math.min(1, covariance / norm)) : 0;
	return { correlation, varianceA, varianceB, count, inFirst, inSecond };
}

/** Noise variance in a box, averaged over its planes. */
function noiseIn(volume: Volume, box: VoxelBox): number {
	const size = boxSize(box);
	const plane = new Float32Array(size.y * size.x);
	let total = 0;
	for (let z = 0; z < size.z; z++) {
		for (let y = 0; y < size.y; y++) {
			const start = indexOf(volume.size, { z: box.from.z + z, y: box.from.y + y, x: box.from.x });
			plane.set(volume.values.subarray(start, start + size.x), y * size.x);
		}
		total += measureNoise(plane, size.x, size.y);
	}
	return total / Math.max(1, size.z);
}

function indexOf(size: Triple, at: Triple): number {
	return (at.z * size.y + at.y) * size.x + at.x;
}
