import type { PixelArray } from "@tilewright/contract/image/image";

export interface ShrunkPlane {
	readonly width: number;
	readonly height: number;
	readonly values: Float32Array;
}

/**
 * Shrinks a plane (axes y, x) by a whole factor so that neither side is longer than `longestSide`: the mean of
 * each block of pixels, of those there are at the right and lower edge. Values stay as they are when it fits.
 * Pixels that are not finite count as zero.
 */
export function shrinkPlane(pixels: PixelArray, width: number, longestSide: number): ShrunkPlane {
	const height = pixels.length / width;
	const factor = Math.max(1, Math.ceil(Math.max(width, height) / longestSide));
	const newWidth = Math.ceil(width / factor);
	const newHeight = Math.ceil(height / factor);
	const sums = new Float64Array(newWidth);
	const values = new Float32Array(newWidth * newHeight);
	for (let y = 0; y < newHeight; y++) {
		sums.fill(0);
		const bottom = Math.min((y + 1) * factor, height);
		for (let row = y * factor; row < bottom; row++) {
			let i = row * width;
			for (let x = 0; x < newWidth; x++) {
				const end = row * width + Math.min((x + 1) * factor, width);
				let sum = 0;
				for (; i < end; i++) {
					const value = pixels[i] ?? 0;
					if (value - value === 0) sum += value;
				}
				sums[x] = (sums[x] ?? 0) + sum;
			}
		}
		const rows = bottom - y * factor;
		for (let x = 0; x < newWidth; x++) {
			const columns = Math.min((x + 1) * factor, width) - x * factor;
			values[y * newWidth + x] = (sums[x] ?? 0) / (rows * columns);
		}
	}
	return { width: newWidth, height: newHeight, values };
}
