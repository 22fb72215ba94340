import { basename, dirname, join } from "node:path";
import type { Axis, PixelArray } from "@tilewright/contract/image/image";
import { asImageError, type ImageSource, imageUnreadable, type PlaneIndex, type RowRange } from "./image-source.ts";
import { type BlockLayout, decodeBlock } from "./tiff-blocks.ts";
import { openTiffFile, type TiffFile, type TiffPage } from "./tiff-file.ts";
import { interpretPages, type PlanePlace, type TiffPlanes } from "./tiff-planes.ts";
import { createStored, pixelTypeFor, type StoredArray, storedBytes, toPixels, viewStored } from "./voxel-types.ts";

/** Opens a TIFF or OME-TIFF. Axes of length 1 are left out, except y and x. */
export async function openTiffImage(path: string): Promise<ImageSource> {
	const file = await openTiffFile(path);
	try {
		const planes = await interpretPages(file);
		const [page] = file.pages;
		if (page === undefined) throw imageUnreadable(path, "it has no pages");
		return new TiffImage(file, page, planes);
	} catch (error) {
		await file.close();
		throw asImageError(path, error);
	}
}

class TiffImage implements ImageSource {
	readonly path: string;
	readonly format: ImageSource["format"];
	readonly axes: readonly Axis[];
	readonly shape: readonly number[];
	readonly dtype: ImageSource["dtype"];
	readonly storedType: string;
	readonly pixelSize: ImageSource["pixelSize"];
	readonly position: ImageSource["position"];
	readonly channelNames: readonly string[];
	readonly rowsPerBlock: number;
	readonly #file: TiffFile;
	readonly #page: TiffPage;
	readonly #planes: TiffPlanes;
	/** The other files of an OME-TIFF set, opened when a plane of theirs is asked for. */
	readonly #others = new Map<string, Promise<TiffFile>>();

	constructor(file: TiffFile, page: TiffPage, planes: TiffPlanes) {
		this.#file = file;
		this.#page = page;
		this.#planes = planes;
		this.path = file.path;
		this.format = planes.format;
		const lengths: readonly (readonly [Axis, number])[] = [
			["t", planes.sizes.t],
			["c", planes.sizes.c],
			["z", planes.sizes.z],
			["y", page.height],
			["x", page.width],
		];
		const kept = lengths.filter(([axis, length]) => length > 1 || axis === "y" || axis === "x");
		this.axes = kept.map(([axis]) => axis);
		this.shape = kept.map(([, length]) => length);
		this.storedType = page.storedType;
		this.dtype = pixelTypeFor(page.storedType);
		this.pixelSize = planes.pixelSize;
		this.position = planes.position;
		this.channelNames = planes.channelNames;
		this.rowsPerBlock = page.codec === "none" && !page.isTiled ? 1 : page.blockHeight;
	}

	async readPlane(at: PlaneIndex, rows?: RowRange): Promise<PixelArray> {
		const { t, c, z } = this.#planes.sizes;
		const [ti, ci, zi] = [at.t ?? 0, at.c ?? 0, at.z ?? 0];
		const place = ti < t && ci < c && zi < z ? this.#planes.places[(ti * c + ci) * z + zi] : undefined;
		if (place === undefined)
			throw new RangeError(`plane t ${ti}, c ${ci}, z ${zi} of an image of t ${t}, c ${c}, z ${z}`);
		const from = rows?.from ?? 0;
		const to = rows?.to ?? this.#page.height;
		try {
			const file = await this.#fileOf(place);
			return toPixels(await readPageRows(file, place, from, to));
		} catch (error) {
			throw asImageError(this.path, error);
		}
	}

	async close(): Promise<void> {
		await this.#file.close();
		for (const other of this.#others.values()) await other.then((file) => file.close()).catch(() => {});
	}

	async #fileOf(place: PlanePlace): Promise<TiffFile> {
		const name = place.fileName;
		if (name === null || name === basename(this.path)) return this.#file;
		// Only files beside this one belong to its set.
		if (name !== basename(name))
			throw imageUnreadable(this.path, `its OME-XML refers to "${name}", outside its folder`);
		const known = this.#others.get(name) ?? openTiffFile(join(dirname(this.path), name));
		this.#others.set(name, known);
		const file = await known;
		const page = file.pages[place.page];
		if (
			page?.width !== this.#page.width ||
			page.height !== this.#page.height ||
			page.storedType !== this.#page.storedType
		) {
			throw imageUnreadable(
				this.path,
				`page ${place.page + 1} of "${name}", which its OME-XML refers to, is missing or of another size`,
			);
		}
		return file;
	}
}

/** Rows `from` to `to` (exclusive) of one sample of a page. */
async function readPageRows(file: TiffFile, place: PlanePlace, from: number, to: number): Promise<StoredArray> {
	const page = file.pages[place.page];
	if (page === undefined) throw new RangeError(`page ${place.page + 1} of ${file.pages.length}`);
	const samples = page.isPlanar ? 1 : page.samplesPerPixel;
	const output = createStored(page.storedType, (to - from) * page.width);
	if (await readStraight(file, page, from, to, output)) return output;

	const layout: BlockLayout = {
		codec: page.codec,
		predictor: page.predictor,
		storedType: page.storedType,
		isLittleEndian: file.isLittleEndian,
		rowLength: page.blockWidth * samples,
		stride: samples,
		fullRows: page.blockHeight,
	};
	const across = Math.ceil(page.width / page.blockWidth);
	const down = Math.ceil(page.height / page.blockHeight);
	const firstBlock = page.isPlanar ? place.sample * across * down : 0;
	const sample = page.isPlanar ? 0 : place.sample;
	const wanted: { index: number; row: number; column: number }[] = [];
	for (let row = Math.floor(from / page.blockHeight); row < Math.ceil(to / page.blockHeight); row++) {
		for (let column = 0; column < across; column++) {
			wanted.push({ index: firstBlock + row * across + column, row, column });
		}
	}
	// A few at a time: inflating runs beside us on the thread pool.
	const atOnce = 4;
	for (let start = 0; start < wanted.length; start += atOnce) {
		const group = wanted.slice(start, start + atOnce).map(async ({ index, row, column }) => {
			const top = row * page.blockHeight;
			// A tile is always whole, the last strip ends with the image.
			const rows = page.isTiled ? page.blockHeight : Math.min(page.blockHeight, page.height - top);
			const encoded = await file.read(page.offsets[index] ?? 0, page.sizes[index] ?? 0);
			const block = viewStored(page.storedType, await decodeBlock(encoded, layout, rows));
			copyBlock(block, { page, top, left: column * page.blockWidth, rows, samples, sample, from, to }, output);
		});
		const settled = await Promise.allSettled(group);
		for (const result of settled) if (result.status === "rejected") throw result.reason;
	}
	return output;
}

/**
 * Uncompressed strips that lie one after the other, as most instruments write them, are read in one go straight
 * into place. False when the page is not like that.
 */
async function readStraight(
	file: TiffFile,
	page: TiffPage,
	from: number,
	to: number,
	output: StoredArray,
): Promise<boolean> {
	const isPlain = page.codec === "none" && !page.isTiled && page.samplesPerPixel === 1;
	if (!isPlain || !(file.isLittleEndian || storedBytes[page.storedType] === 1)) return false;
	const rowBytes = page.width * storedBytes[page.storedType];
	const start = page.offsets[0] ?? 0;
	for (let i = 0; i < page.offsets.length; i++) {
		const rows = Math.min(page.blockHeight, page.height - i * page.blockHeight);
		if (page.offsets[i] !== start + i * page.blockHeight * rowBytes || (page.sizes[i] ?? 0) < rows * rowBytes)
			return false;
	}
	const bytes = await file.read(start + from * rowBytes, (to - from) * rowBytes);
	new Uint8Array(output.buffer, output.byteOffset, output.byteLength).set(bytes);
	return true;
}

interface BlockPlace {
	readonly page: TiffPage;
	readonly top: number;
	readonly left: number;
	readonly rows: number;
	readonly samples: number;
	readonly sample: number;
	readonly from: number;
	readonly to: number;
}

function copyBlock(block: StoredArray, place: BlockPlace, output: StoredArray): void {
	const { page, top, left, samples, sample, from, to } = place;
	const columns = Math.min(page.blockWidth, page.width - left);
	const end = Math.min(top + place.rows, page.height, to);
	for (let y = Math.max(top, from); y < end; y++) {
		const source = (y - top) * page.blockWidth * samples;
		const target = (y - from) * page.width + left;
		if (samples === 1) {
			output.set(block.subarray(source, source + columns), target);
		} else {
			for (let x = 0; x < columns; x++) output[target + x] = block[source + x * samples + sample] ?? 0;
		}
	}
}
