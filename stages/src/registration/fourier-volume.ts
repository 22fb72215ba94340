import FFT from "fft.js";
import { countVoxels, type Triple } from "./volume.ts";

/** Complex numbers over a box, real and imaginary parts in turn, in double precision. */
export interface ComplexVolume {
	readonly size: Triple;
	readonly data: Float64Array;
}

/** The smallest power of two not below `length`. */
export function powerOfTwo(length: number): number {
	return 2 ** Math.ceil(Math.log2(Math.max(1, length)));
}

export function createComplexVolume(size: Triple): ComplexVolume {
	return { size, data: new Float64Array(2 * countVoxels(size)) };
}

/** Transforms in place, forward or backward (which divides by the number of points). Lengths must be powers of two. */
export function transformVolume(volume: ComplexVolume, direction: "forward" | "backward"): void {
	const { size, data } = volume;
	const plane = size.y * size.x;
	transformLines(data, size.x, 1, size.z * size.y, (line) => line * size.x, direction);
	transformLines(
		data,
		size.y,
		size.x,
		size.z * size.x,
		(line) => Math.floor(line / size.x) * plane + (line % size.x),
		direction,
	);
	transformLines(data, size.z, plane, plane, (line) => line, direction);
}

/** Every line of `length` points that lie `stride` points apart; `start` gives the first point of the n-th line. */
function transformLines(
	data: Float64Array,
	length: number,
	stride: number,
	lines: number,
	start: (line: number) => number,
	direction: "forward" | "backward",
): void {
	if (length === 1) return;
	const fft = new FFT(length);
	const input = new Float64Array(2 * length);
	const output = new Float64Array(2 * length);
	for (let line = 0; line < lines; line++) {
		const first = 2 * start(line);
		for (let i = 0, at = first; i < 2 * length; i += 2, at += 2 * stride) {
			input[i] = data[at] ?? 0;
			input[i + 1] = data[at + 1] ?? 0;
		}
		if (direction === "forward") fft.transform(output, input);
		else fft.inverseTransform(output, input);
		for (let i = 0, at = first; i < 2 * length; i += 2, at += 2 * stride) {
			data[at] = output[i] ?? 0;
			data[at + 1] = output[i + 1] ?? 0;
		}
	}
}
