import { type Axis, axisLength, axisOrder, type PixelArray } from "@tilewright/contract/image/image";
import { type ImageSource, imageUnsupported, type PlaneIndex, type RowRange } from "./image-source.ts";

/**
 * Several images of equal size and type as one, side by side along `c` or `z`; a single image is returned itself.
 * Closing the whole closes its parts. Throws IMAGE_UNSUPPORTED when the parts differ.
 */
export function joinImages(images: readonly ImageSource[], axis: "c" | "z"): ImageSource {
	const [first] = images;
	if (first === undefined) throw new RangeError("no images to join");
	if (images.length === 1) return first;
	for (const image of images) {
		const same = ["t", "c", "z", "y", "x"].every(
			(name) => axisLength(image, name as Axis) === axisLength(first, name as Axis),
		);
		if (!same || image.dtype !== first.dtype) {
			throw imageUnsupported(
				image.path,
				`it is ${image.shape.join(" x ")} ${image.dtype} while "${first.path}" of the same tile is ${first.shape.join(" x ")} ${first.dtype}`,
			);
		}
	}
	return new JoinedImage(images, first, axis);
}

class JoinedImage implements ImageSource {
	readonly path: string;
	readonly format: ImageSource["format"];
	readonly storedType: string;
	readonly axes: readonly Axis[];
	readonly shape: readonly number[];
	readonly dtype: ImageSource["dtype"];
	readonly pixelSize: ImageSource["pixelSize"];
	readonly position: ImageSource["position"];
	readonly channelNames: readonly string[];
	readonly rowsPerBlock: number;
	readonly #images: readonly ImageSource[];
	readonly #axis: "c" | "z";
	/** Planes along the axis that each part brings. */
	readonly #each: number;

	constructor(images: readonly ImageSource[], first: ImageSource, axis: "c" | "z") {
		this.#images = images;
		this.#axis = axis;
		this.#each = axisLength(first, axis);
		this.path = first.path;
		this.format = first.format;
		this.storedType = first.storedType;
		this.dtype = first.dtype;
		this.pixelSize = first.pixelSize;
		this.position = first.position;
		this.rowsPerBlock = first.rowsPerBlock;
		this.channelNames =
			axis === "z"
				? first.channelNames
				: images.every((image) => image.channelNames.length === this.#each)
					? images.flatMap((image) => image.channelNames)
					: [];
		const length = (name: Axis) => axisLength(first, name) * (name === axis ? images.length : 1);
		this.axes = axisOrder.filter((name) => length(name) > 1 || name === "y" || name === "x");
		this.shape = this.axes.map(length);
	}

	async readPlane(at: PlaneIndex, rows?: RowRange): Promise<PixelArray> {
		const index = at[this.#axis] ?? 0;
		const image = this.#images[Math.floor(index / this.#each)];
		if (image === undefined) throw new RangeError(`${this.#axis} ${index} of ${this.#images.length * this.#each}`);
		return image.readPlane({ ...at, [this.#axis]: index % this.#each }, rows);
	}

	async close(): Promise<void> {
		for (const image of this.#images) await image.close();
	}
}
