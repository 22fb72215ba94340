/** The five axes an image may have, always in this order. */
export const axisOrder = ["t", "c", "z", "y", "x"] as const;
export type Axis = (typeof axisOrder)[number];

/** The numeric types images are kept and written in. Others are converted when read, see the image library. */
export const pixelTypes = ["uint8", "uint16", "float32"] as const;
export type PixelType = (typeof pixelTypes)[number];
export type PixelArray = Uint8Array | Uint16Array | Float32Array;

export const bytesPerPixel: Readonly<Record<PixelType, number>> = { uint8: 1, uint16: 2, float32: 4 };

/** Size of one voxel in micrometres along each axis; null where nobody said. */
export interface PixelSize {
	readonly x: number | null;
	readonly y: number | null;
	readonly z: number | null;
}

/** Position of the first voxel in micrometres, in the stage's frame. */
export interface ImagePosition {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

export const unknownPixelSize: PixelSize = { x: null, y: null, z: null };

/** What is known of an image beside its voxels. Lengths are micrometres throughout. */
export interface ImageDescription {
	/** A subset of `t c z y x` in that order; always ends in `y`, `x`. */
	readonly axes: readonly Axis[];
	/** One length per axis. */
	readonly shape: readonly number[];
	readonly dtype: PixelType;
	readonly pixelSize: PixelSize;
	readonly position: ImagePosition | null;
	/** One name per channel, or empty where none are known. */
	readonly channelNames: readonly string[];
}

/** An image in memory: voxels in C order (x fastest) over `shape`. */
export interface Image extends ImageDescription {
	readonly data: PixelArray;
}

/** Length along an axis; 1 for an axis the image does not have. */
export function axisLength(image: Pick<ImageDescription, "axes" | "shape">, axis: Axis): number {
	const index = image.axes.indexOf(axis);
	return index < 0 ? 1 : (image.shape[index] ?? 1);
}

export function pixelTypeOf(data: PixelArray): PixelType {
	if (data instanceof Uint8Array) return "uint8";
	return data instanceof Uint16Array ? "uint16" : "float32";
}

/** Zero-filled voxels of a numeric type. */
export function createPixels(dtype: PixelType, length: number): PixelArray {
	switch (dtype) {
		case "uint8":
			return new Uint8Array(length);
		case "uint16":
			return new Uint16Array(length);
		case "float32":
			return new Float32Array(length);
	}
}
