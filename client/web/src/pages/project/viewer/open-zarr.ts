import { type AsyncReadable, type DataType, get, open, root, slice, type Array as ZarrArray } from "zarrita";
import { ApiProblem } from "../../../api/api-problem.ts";
import { decodeInWorker } from "./remote-codecs.ts";
import { channelColour, maximumOf, type Samples, type ViewedChannel, type ViewedImage } from "./viewed-image.ts";

decodeInWorker();

type Stored = ZarrArray<DataType, AsyncReadable>;
type Axis = "t" | "c" | "z" | "y" | "x";

/** A block of the screen is one chunk where chunks are of a sensible size. */
const leastBlock = 256;
const mostBlock = 1024;

/** Files of a folder over HTTP; what is missing is undefined, which Zarr reads as the fill value. */
class HttpFolder implements AsyncReadable {
	readonly #url: string;

	constructor(url: string) {
		this.#url = url;
	}

	async get(key: string, options?: { readonly signal?: AbortSignal }): Promise<Uint8Array | undefined> {
		const response = await fetch(`${this.#url}${key}`, { signal: options?.signal ?? null, cache: "no-cache" });
		if (response.status === 404) return undefined;
		if (!response.ok) throw new ApiProblem("NOT_UNDERSTOOD", `${key} was answered with ${response.status}.`);
		return new Uint8Array(await response.arrayBuffer());
	}
}

/** Opens an OME-Zarr, versions 0.1 to 0.5. Throws ApiProblem when the folder is something else. */
export async function openZarr(url: string): Promise<ViewedImage> {
	const store = root(new HttpFolder(url));
	const attributes = await readAttributes(store);
	const multiscale = asRecord(asList(attributes.multiscales)[0]);
	const datasets = asList(multiscale.datasets).map(asRecord);
	if (datasets.length === 0) throw notAnImage("its attributes list no multiscales");
	const axes = axesOf(multiscale.axes);
	const arrays = await Promise.all(
		datasets.map(({ path }) => open(store.resolve(String(path)), { kind: "array" }) as Promise<Stored>),
	);
	const [full] = arrays;
	if (full === undefined) throw notAnImage("it has no resolution level");
	const sizeOf = (array: Stored, axis: Axis) => {
		const place = axes.indexOf(axis);
		return place < 0 ? 1 : (array.shape[place] ?? 1);
	};
	const width = sizeOf(full, "x");
	const block = (array: Stored, axis: Axis) =>
		Math.min(mostBlock, Math.max(leastBlock, array.chunks[axes.indexOf(axis)] ?? leastBlock));
	const channelCount = sizeOf(full, "c");
	return {
		sizes: { t: sizeOf(full, "t"), c: channelCount, z: sizeOf(full, "z") },
		levels: arrays.map((array) => ({
			width: sizeOf(array, "x"),
			height: sizeOf(array, "y"),
			depth: sizeOf(array, "z"),
			factor: width / sizeOf(array, "x"),
			blockWidth: block(array, "x"),
			blockHeight: block(array, "y"),
		})),
		channels: channelsOf(attributes, channelCount),
		pixelType: String(full.dtype),
		maximum: maximumOf(String(full.dtype)),
		pixelSize: pixelSizeOf(datasets[0] ?? {}, axes),
		async readBlock(level, { t, c, z, column, row }, signal) {
			const array = arrays[level];
			if (array === undefined) throw notAnImage(`it has no level ${level}`);
			const range = (axis: Axis, index: number, size: number) =>
				slice(index * size, Math.min(sizeOf(array, axis), (index + 1) * size));
			const selection = axes.map((axis) => {
				if (axis === "t") return t;
				if (axis === "c") return c;
				if (axis === "z") return z;
				return axis === "y" ? range("y", row, block(array, "y")) : range("x", column, block(array, "x"));
			});
			const { data, shape } = await get(array, selection, { signal });
			const [height = 1, blockWidth = 1] = shape;
			return { width: blockWidth, height, data: asSamples(data) };
		},
		async *readPlanes(level, { t, c }, signal) {
			const array = arrays[level];
			if (array === undefined) throw notAnImage(`it has no level ${level}`);
			const depth = sizeOf(array, "z");
			const together = array.chunks[axes.indexOf("z")] ?? 1;
			for (let firstPlane = 0; firstPlane < depth; firstPlane += together) {
				const selection = axes.map((axis) => {
					if (axis === "t") return t;
					if (axis === "c") return c;
					return axis === "z" ? slice(firstPlane, Math.min(depth, firstPlane + together)) : slice(null);
				});
				const { data } = await get(array, selection, { signal });
				yield { firstPlane, data: asSamples(data) };
			}
		},
	};
}

async function readAttributes(store: ReturnType<typeof root<HttpFolder>>): Promise<Readonly<Record<string, unknown>>> {
	try {
		const group = await open(store, { kind: "group" });
		const attributes = asRecord(group.attrs);
		// Version 0.5 keeps them under a name of their own.
		return "ome" in attributes ? asRecord(attributes.ome) : attributes;
	} catch (cause) {
		throw notAnImage(cause instanceof Error ? cause.message : String(cause));
	}
}

function axesOf(axes: unknown): readonly Axis[] {
	const named = asList(axes).map((axis) => (typeof axis === "string" ? axis : String(asRecord(axis).name)));
	const known: readonly Axis[] = ["t", "c", "z", "y", "x"];
	if (named.length === 0) return known;
	return named.map((name) => {
		const axis = known.find((candidate) => candidate === name);
		if (axis === undefined) throw notAnImage(`it has an axis "${name}"; known are t, c, z, y and x`);
		return axis;
	});
}

function channelsOf(attributes: Readonly<Record<string, unknown>>, count: number): readonly ViewedChannel[] {
	const channels = asList(asRecord(attributes.omero).channels).map(asRecord);
	return Array.from({ length: count }, (_, index) => {
		const { label, color, window } = channels[index] ?? {};
		const { start, end } = asRecord(window);
		const hex = typeof color === "string" ? /^#?([0-9a-f]{6})$/i.exec(color)?.[1] : undefined;
		const colour = hex === undefined ? channelColour(index, count) : rgbOfHex(hex);
		const hasWindow = typeof start === "number" && typeof end === "number" && end > start;
		return {
			name: typeof label === "string" && label !== "" ? label : `channel ${index + 1}`,
			colour,
			window: hasWindow ? { from: start, to: end } : null,
		};
	});
}

function rgbOfHex(hex: string): readonly [number, number, number] {
	const value = Number.parseInt(hex, 16);
	return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Only where the units are lengths we know. */
function pixelSizeOf(dataset: Readonly<Record<string, unknown>>, axes: readonly Axis[]): ViewedImage["pixelSize"] {
	const scale = asList(dataset.coordinateTransformations)
		.map(asRecord)
		.find(({ type }) => type === "scale")?.scale;
	const along = (axis: Axis) => Number(asList(scale)[axes.indexOf(axis)]);
	const [x, y, z] = [along("x"), along("y"), along("z")];
	return x > 0 && y > 0 && !(x === 1 && y === 1) ? { x, y, z: z > 0 ? z : null } : null;
}

function asSamples(data: unknown): Samples {
	// 64-bit integers do not come from cameras; everything else is an array of numbers.
	if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
	return ArrayBuffer.isView(data) ? (data as Samples) : Float64Array.of(Number(data));
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function asList(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

function notAnImage(why: string): ApiProblem {
	return new ApiProblem("NOT_UNDERSTOOD", `This folder cannot be read as an OME-Zarr image: ${why}.`);
}
