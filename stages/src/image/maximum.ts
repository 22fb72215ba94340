import type { PixelArray } from "@tilewright/contract/image/image";
import type { ImageSource, PlaneIndex } from "./image-source.ts";

/**
 * Maximum along z of one channel and time, in the image's own type; two planes are in memory at a time. Of float32
 * pixels that are not a number, the others along z count; infinities are kept.
 */
export async function maximumAlongZ(image: ImageSource, at: PlaneIndex, depth: number): Promise<PixelArray> {
	const maximum = await image.readPlane({ ...at, z: 0 });
	for (let z = 1; z < depth; z++) {
		const plane = await image.readPlane({ ...at, z });
		for (let i = 0; i < maximum.length; i++) {
			const value = plane[i] ?? 0;
			const highest = maximum[i] ?? 0;
			if (value > highest || Number.isNaN(highest)) maximum[i] = value;
		}
	}
	return maximum;
}
