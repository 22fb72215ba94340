import { createPixels, type PixelArray, pixelTypeOf } from "@tilewright/contract/image/image";

/**
 * Halves an image (axes y, x) by the mean of 2 x 2 pixels; an odd last row or column is the mean of the pixels
 * there are. Integers are rounded to the nearest, halves up; float32 is summed in double precision. No overflow.
 */
export function halveRows(pixels: PixelArray, width: number): PixelArray {
	const height = pixels.length / width;
	const newWidth = Math.ceil(width / 2);
	const newHeight = Math.ceil(height / 2);
	const dtype = pixelTypeOf(pixels);
	const output = createPixels(dtype, newWidth * newHeight);
	const rounding = dtype === "float32" ? 0 : 0.5;
	const pairs = width >> 1;
	for (let y = 0; y < newHeight; y++) {
		const upper = 2 * y * width;
		// An odd last row is its own neighbour, which leaves its mean as it is.
		const lower = 2 * y + 1 < height ? upper + width : upper;
		const target = y * newWidth;
		for (let x = 0; x < pairs; x++) {
			const a = upper + 2 * x;
			const b = lower + 2 * x;
			const sum = (pixels[a] ?? 0) + (pixels[a + 1] ?? 0) + (pixels[b] ?? 0) + (pixels[b + 1] ?? 0);
			// Storing into an integer array drops the fraction.
			output[target + x] = sum / 4 + rounding;
		}
		if (pairs < newWidth) {
			const sum = (pixels[upper + width - 1] ?? 0) + (pixels[lower + width - 1] ?? 0);
			output[target + pairs] = sum / 2 + rounding;
		}
	}
	return output;
}
