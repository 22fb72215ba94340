import type { ImageBlock, ViewedImage } from "./viewed-image.ts";
import { putPlanes, type Volume } from "./volume-model.ts";

/** Reads one channel of a level whole. `onProgress`: the part that is there, 0 to 1. Throws what the file says. */
export async function readVolume(
	image: ViewedImage,
	levelIndex: number,
	place: { readonly t: number; readonly c: number },
	signal: AbortSignal,
	onProgress: (part: number) => void,
): Promise<Volume> {
	const level = image.levels[levelIndex];
	if (level === undefined) throw new Error(`the image has no level ${levelIndex}`);
	const { width, height, depth } = level;
	const volume: Volume = { width, height, depth, data: new Float32Array(width * height * depth) };
	if (image.readPlanes !== undefined) {
		for await (const { firstPlane, data } of image.readPlanes(levelIndex, place, signal)) {
			signal.throwIfAborted();
			putPlanes(volume, firstPlane, data);
			onProgress(Math.min(1, (firstPlane + data.length / (width * height)) / depth));
		}
		return volume;
	}
	for (let z = 0; z < depth; z++) {
		for (let row = 0; row * level.blockHeight < height; row++) {
			for (let column = 0; column * level.blockWidth < width; column++) {
				signal.throwIfAborted();
				const block = await image.readBlock(levelIndex, { ...place, z, column, row }, signal);
				putBlock(volume, z, column * level.blockWidth, row * level.blockHeight, block);
			}
		}
		onProgress((z + 1) / depth);
	}
	return volume;
}

function putBlock({ width, height, data }: Volume, z: number, left: number, top: number, block: ImageBlock): void {
	for (let row = 0; row < block.height && top + row < height; row++) {
		const to = (z * height + (height - 1 - top - row)) * width + left;
		const columns = Math.min(block.width, width - left);
		for (let column = 0; column < columns; column++) data[to + column] = block.data[row * block.width + column] ?? 0;
	}
}
