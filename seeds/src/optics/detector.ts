import { createPixels, type PixelArray, type PixelType } from "@tilewright/contract/image/image";
import { drawPoisson } from "../randomness/poisson.ts";
import type { Random } from "../randomness/random.ts";

export interface Detector {
	readonly pixelType: PixelType;
	/** Shot noise and read noise; without them a pixel is its expected value. */
	readonly hasNoise: boolean;
	/** Photons expected from brightness 1 at the middle of the field. */
	readonly photons: number;
	/** Grey values that these photons give, above `offset`. */
	readonly greyValues: number;
	/** Standard deviation in photoelectrons. */
	readonly readNoise: number;
	/** Grey value of darkness. */
	readonly offset: number;
	/** No grey value is higher. */
	readonly saturation: number;
}

/**
 * Turns brightness into grey values: photons are counted (Poisson), read noise is added (normal), the sum is scaled,
 * lifted by the offset, rounded for whole-number types and cut off at 0 (float32: not) and at saturation. Writes into
 * `pixels` when there are any, which must be of the detector's type.
 */
export function expose(
	detector: Detector,
	brightness: Float64Array,
	illumination: Float64Array,
	random: Random,
	pixels: PixelArray = createPixels(detector.pixelType, brightness.length),
): PixelArray {
	const { pixelType, hasNoise, photons, readNoise, offset, saturation } = detector;
	const greyPerPhoton = detector.greyValues / photons;
	const isFloat = pixelType === "float32";
	for (let i = 0; i < brightness.length; i++) {
		let caught = (brightness[i] ?? 0) * (illumination[i] ?? 1) * photons;
		if (hasNoise) caught = drawPoisson(random, caught) + readNoise * random.normal();
		const grey = offset + caught * greyPerPhoton;
		// Typed arrays wrap around, so whole-number types are cut off first.
		pixels[i] = isFloat ? Math.min(grey, saturation) : Math.min(saturation, Math.max(0, Math.round(grey)));
	}
	return pixels;
}

/** Light at each pixel relative to the middle: falls with the square of the distance to 1 - `fallOff` in the corners. */
export function illuminationOf(width: number, height: number, fallOff: number): Float64Array {
	const light = new Float64Array(width * height);
	const middleX = (width - 1) / 2;
	const middleY = (height - 1) / 2;
	const corner = middleX ** 2 + middleY ** 2 || 1;
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			light[y * width + x] = 1 - (fallOff * ((x - middleX) ** 2 + (y - middleY) ** 2)) / corner;
		}
	}
	return light;
}
