import { type Axis, axisOrder, type PixelArray } from "@tilewright/contract/image/image";
import FileSystemStore from "@zarrita/storage/fs";
import { type DataType, open, root, type Array as ZarrArray } from "zarrita";
import {
	asImageError,
	type ImageSource,
	imageUnreadable,
	imageUnsupported,
	type PlaneIndex,
	type RowRange,
} from "./image-source.ts";
import { type OmeZarrLevel, type OmeZarrMetadata, readOmeZarrMetadata } from "./ome-zarr-metadata.ts";
import {
	createStored,
	pixelTypeFor,
	type StoredArray,
	type StoredType,
	storedBytes,
	storedTypes,
	toPixels,
} from "./voxel-types.ts";

/** A damaged chunk shape must not make us allocate more than this. */
const maxChunkBytes = 2 ** 30;
/** Files open at the same time. */
const chunksAtOnce = 8;

/**
 * Opens an OME-Zarr image folder. With `atLeast`, the coarsest pyramid level whose longer side still has that many
 * pixels; otherwise full resolution. Missing chunks read as the fill value, as Zarr has it.
 */
export async function openOmeZarrImage(
	path: string,
	options: { readonly atLeast?: number } = {},
): Promise<ImageSource> {
	try {
		const metadata = await readOmeZarrMetadata(path);
		const levels = options.atLeast === undefined ? metadata.levels.slice(0, 1) : [...metadata.levels].reverse();
		const store = root(new FileSystemStore(path));
		for (const [index, level] of levels.entries()) {
			const location = store.resolve(level.path);
			const array =
				metadata.zarrFormat === 2
					? await open.v2(location, { kind: "array", attrs: false })
					: await open.v3(location, { kind: "array" });
			const [height = 0, width = 0] = array.shape.slice(-2);
			const isLast = index === levels.length - 1;
			if (isLast || Math.max(width, height) >= (options.atLeast ?? 0))
				return new OmeZarrImage(path, metadata, level, array);
		}
		throw imageUnreadable(path, "it lists no resolution levels");
	} catch (error) {
		throw asImageError(path, error);
	}
}

class OmeZarrImage implements ImageSource {
	readonly path: string;
	readonly format = "OME-Zarr";
	readonly axes: readonly Axis[];
	readonly shape: readonly number[];
	readonly dtype: ImageSource["dtype"];
	readonly storedType: StoredType;
	readonly pixelSize: ImageSource["pixelSize"];
	readonly position: ImageSource["position"];
	readonly channelNames: readonly string[];
	readonly rowsPerBlock: number;
	readonly #array: ZarrArray<DataType, FileSystemStore>;
	readonly #arrayAxes: readonly Axis[];

	constructor(
		path: string,
		metadata: OmeZarrMetadata,
		level: OmeZarrLevel,
		array: ZarrArray<DataType, FileSystemStore>,
	) {
		this.path = path;
		this.#array = array;
		this.#arrayAxes = metadata.axes ?? axisOrder;
		const storedType = storedTypes.find((type) => type === array.dtype);
		if (storedType === undefined) throw imageUnsupported(path, `numbers of type "${array.dtype}"`);
		if (array.shape.length !== this.#arrayAxes.length || array.chunks.length !== array.shape.length) {
			throw imageUnreadable(
				path,
				`its array has ${array.shape.length} dimensions and its axes are "${this.#arrayAxes.join(" ")}"`,
			);
		}
		const isWhole = (value: number) => Number.isSafeInteger(value) && value > 0;
		const chunkBytes = array.chunks.reduce((a, b) => a * b, storedBytes[storedType]);
		if (!array.shape.every(isWhole) || !array.chunks.every(isWhole) || chunkBytes > maxChunkBytes) {
			throw imageUnreadable(
				path,
				`its array has the shape ${array.shape.join(" x ")} in chunks of ${array.chunks.join(" x ")}`,
			);
		}
		this.storedType = storedType;
		this.dtype = pixelTypeFor(storedType);
		const kept = this.#arrayAxes.flatMap((axis, index) => {
			const length = array.shape[index] ?? 1;
			return length > 1 || axis === "y" || axis === "x" ? [[axis, length] as const] : [];
		});
		this.axes = kept.map(([axis]) => axis);
		this.shape = kept.map(([, length]) => length);
		this.pixelSize = level.pixelSize;
		this.position = level.position;
		this.channelNames = metadata.channelNames;
		this.rowsPerBlock = array.chunks.at(-2) ?? 1;
	}

	async readPlane(at: PlaneIndex, rows?: RowRange): Promise<PixelArray> {
		const { shape, chunks } = this.#array;
		const rank = shape.length;
		const leading = this.#arrayAxes.slice(0, -2).map((axis) => at[axis as "t" | "c" | "z"] ?? 0);
		const [height = 0, width = 0] = shape.slice(-2);
		const [chunkHeight = 1, chunkWidth = 1] = chunks.slice(-2);
		const from = rows?.from ?? 0;
		const to = rows?.to ?? height;
		for (const [i, index] of leading.entries()) {
			if (!(index >= 0 && index < (shape[i] ?? 1)))
				throw new RangeError(`${this.#arrayAxes[i]} ${index} of ${shape[i]}`);
		}
		if (width * (to - from) * storedBytes[this.storedType] > 2 ** 32) {
			throw imageUnsupported(this.path, `a plane of ${width} x ${to - from} is more than is read at once`);
		}
		const output = createStored(this.storedType, width * (to - from));
		const leadingChunk = leading.map((index, i) => Math.floor(index / (chunks[i] ?? 1)));
		const wanted: (readonly [number, number])[] = [];
		for (let row = Math.floor(from / chunkHeight); row * chunkHeight < to; row++) {
			for (let column = 0; column * chunkWidth < width; column++) wanted.push([row, column]);
		}
		const readChunk = async ([row, column]: readonly [number, number]) => {
			const chunk = await this.#array.getChunk([...leadingChunk, row, column]);
			// Numeric by the check of the constructor.
			const data = chunk.data as StoredArray;
			const expected = chunks.reduce((a, b) => a * b, 1);
			if (data.length < expected) {
				const name = [...leadingChunk, row, column].join("/");
				throw imageUnreadable(this.path, `chunk ${name} holds ${data.length} of ${expected} values`);
			}
			let start = 0;
			for (const [i, index] of leading.entries()) start += (index % (chunks[i] ?? 1)) * (chunk.stride[i] ?? 0);
			const rowStride = chunk.stride[rank - 2] ?? chunkWidth;
			const columnStride = chunk.stride[rank - 1] ?? 1;
			const left = column * chunkWidth;
			const columns = Math.min(chunkWidth, width - left);
			const top = row * chunkHeight;
			for (let y = Math.max(top, from); y < Math.min(top + chunkHeight, to); y++) {
				const source = start + (y - top) * rowStride;
				const target = (y - from) * width + left;
				if (columnStride === 1) output.set(data.subarray(source, source + columns), target);
				else for (let x = 0; x < columns; x++) output[target + x] = data[source + x * columnStride] ?? 0;
			}
		};
		try {
			for (let i = 0; i < wanted.length; i += chunksAtOnce) {
				const settled = await Promise.allSettled(wanted.slice(i, i + chunksAtOnce).map(readChunk));
				for (const result of settled) if (result.status === "rejected") throw result.reason;
			}
		} catch (error) {
			throw asImageError(this.path, error);
		}
		return toPixels(output);
	}

	async close(): Promise<void> {
		// Chunks are opened and closed one by one.
	}
}
