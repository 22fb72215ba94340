import { type FileHandle, open } from "node:fs/promises";
import { GeoTIFF, type ImageFileDirectory } from "geotiff";
import { asImageError, imageUnreadable, imageUnsupported } from "./image-source.ts";
import { largestExpansion, type TiffCodec } from "./tiff-blocks.ts";
import { type StoredType, storedBytes, storedTypes } from "./voxel-types.ts";

/*
 * Directories of a TIFF through geotiff; blocks are decoded in tiff-blocks.ts. geotiff 3.0.5 is not used for the
 * pixels because, tried here, it gives zeros for what is missing at the end of a file, reads the strip table of
 * big-endian files in the wrong order when it is long, never ends on some damaged LZW, and is some ten times
 * slower than copying. It sees the file through `BoundedFile`, which never answers with bytes that are not there.
 */

/** One page (image file directory) whose blocks all lie inside the file. */
export interface TiffPage {
	readonly width: number;
	readonly height: number;
	readonly samplesPerPixel: number;
	/** True when every sample has its own blocks. */
	readonly isPlanar: boolean;
	readonly storedType: StoredType;
	readonly codec: TiffCodec;
	readonly predictor: 1 | 2 | 3;
	readonly isTiled: boolean;
	readonly blockWidth: number;
	readonly blockHeight: number;
	readonly offsets: readonly number[];
	readonly sizes: readonly number[];
}

export interface TiffFile {
	readonly path: string;
	readonly isLittleEndian: boolean;
	/** Full-resolution pages in file order. */
	readonly pages: readonly TiffPage[];
	/** ImageDescription of the first page, without its closing NUL. */
	readonly description: string;
	/** Micrometres per pixel by the resolution tags, where they are given per centimetre. */
	readonly pixelsPerCentimetre: { readonly x: number; readonly y: number } | null;
	/** X and YResolution whatever their unit; ImageJ keeps its own unit in the description. */
	readonly resolution: { readonly x: number; readonly y: number } | null;
	read(offset: number, length: number): Promise<Buffer>;
	close(): Promise<void>;
}

/** More than any acquisition writes into one file; a directory chain longer than this is damage. */
const maxPages = 200_000;
/** Nothing a directory refers to is larger, apart from the pixels. */
const maxFieldBytes = 64 * 1024 * 1024;
/**
 * geotiff asks for directories generously (1 KiB, or 18 bytes for each of at most 65,535 entries), so near the end
 * of the file it gets less. Anything longer is a field of known length and must be there as a whole: geotiff
 * allocates for it before it looks at what it got.
 */
const maxGuessBytes = 18 * 65_535;
const maxPlaneBytes = 2 ** 32;

/** Throws IMAGE_UNREADABLE for a damaged or truncated file, IMAGE_UNSUPPORTED for an unknown compression or number type. */
export async function openTiffFile(path: string): Promise<TiffFile> {
	const file = await BoundedFile.open(path);
	try {
		const tiff = await GeoTIFF.fromSource(file);
		// Fields are read with their directory: the deferred kind allocates by count before looking at the file.
		tiff.parser.eager = true;
		const pages: TiffPage[] = [];
		const visited = new Set<number>();
		let first: ImageFileDirectory | null = null;
		for (let at = tiff.firstIFDOffset; at !== 0; ) {
			if (visited.has(at) || visited.size >= maxPages) {
				throw imageUnreadable(path, `its list of pages does not end (page ${visited.size + 1} leads back)`);
			}
			visited.add(at);
			const directory = await tiff.parser.parseFileDirectoryAt(at);
			first ??= directory;
			// Bit 0 marks a reduced-resolution copy (a pyramid level or a thumbnail).
			const isReduced = (numberOf(directory, "NewSubfileType") ?? 0) & 1;
			if (!isReduced) pages.push(parsePage(path, directory, file.sizeBytes, pages.length + 1));
			at = directory.nextIFDByteOffset;
		}
		if (first === null || pages.length === 0) {
			throw imageUnreadable(path, "it has no complete page yet (is it still being written?)");
		}
		const description = await first.loadValue("ImageDescription");
		const resolution = resolutionOf(first);
		return {
			path,
			isLittleEndian: tiff.littleEndian,
			pages,
			description: typeof description === "string" ? description.replace(/\0[\s\S]*$/, "") : "",
			pixelsPerCentimetre: numberOf(first, "ResolutionUnit") === 3 ? resolution : null,
			resolution,
			read: (offset, length) => file.read(offset, length),
			close: () => file.close(),
		};
	} catch (error) {
		await file.close();
		if (error instanceof RangeError) {
			throw imageUnreadable(path, `its directory is damaged or cut off (${error.message})`, error);
		}
		throw asImageError(path, error);
	}
}

function parsePage(path: string, directory: ImageFileDirectory, fileBytes: number, number: number): TiffPage {
	const bad = (what: string) => imageUnreadable(path, `page ${number} ${what}`);
	const width = wholeNumber(directory, "ImageWidth");
	const height = wholeNumber(directory, "ImageLength");
	if (width === null || height === null) throw bad("has no width and height");
	const samplesPerPixel = wholeNumber(directory, "SamplesPerPixel") ?? 1;
	const isPlanar = numberOf(directory, "PlanarConfiguration") === 2 && samplesPerPixel > 1;
	const storedType = storedTypeOf(path, directory, samplesPerPixel);
	const codec = codecOf(path, numberOf(directory, "Compression") ?? 1);
	const predictor = codec === "none" || codec === "packbits" ? 1 : (numberOf(directory, "Predictor") ?? 1);
	if (predictor !== 1 && predictor !== 2 && predictor !== 3) throw bad(`has the unknown predictor ${predictor}`);
	if (numberOf(directory, "FillOrder") === 2)
		throw imageUnsupported(path, "bits stored in reverse order (FillOrder 2)");

	const isTiled = directory.hasTag("TileOffsets");
	const blockWidth = isTiled ? wholeNumber(directory, "TileWidth") : width;
	const rowsPerStrip = wholeNumber(directory, "RowsPerStrip") ?? height;
	const blockHeight = isTiled ? wholeNumber(directory, "TileLength") : Math.min(rowsPerStrip, height);
	if (blockWidth === null || blockHeight === null) throw bad("has tiles of no size");

	const bytes = storedBytes[storedType];
	const planeBytes = width * height * bytes * samplesPerPixel;
	if (planeBytes > maxPlaneBytes)
		throw imageUnsupported(path, `a plane of ${width} x ${height} needs ${planeBytes} bytes`);
	const blockCount = Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight) * (isPlanar ? samplesPerPixel : 1);
	const offsets = numbersOf(directory, isTiled ? "TileOffsets" : "StripOffsets");
	const sizes = numbersOf(directory, isTiled ? "TileByteCounts" : "StripByteCounts");
	if (offsets.length < blockCount || sizes.length < blockCount) {
		throw bad(
			`needs ${blockCount} ${isTiled ? "tiles" : "strips"} but lists ${Math.min(offsets.length, sizes.length)}`,
		);
	}
	const blockBytes = blockWidth * bytes * (isPlanar ? 1 : samplesPerPixel);
	for (let i = 0; i < blockCount; i++) {
		const offset = offsets[i] ?? 0;
		const size = sizes[i] ?? 0;
		const end = offset + size;
		if (offset === 0 || size === 0)
			throw bad(`has no data in block ${i + 1} of ${blockCount} (is it still being written?)`);
		if (!(end <= fileBytes)) throw bad(`reaches to byte ${end}, past the end of the file`);
		const rows = isTiled
			? blockHeight
			: Math.min(blockHeight, height - (i % Math.ceil(height / blockHeight)) * blockHeight);
		if (rows * blockBytes > size * largestExpansion[codec] + 1024) {
			throw bad(`is ${width} x ${height} ${storedType}, which the ${size} bytes of block ${i + 1} cannot hold`);
		}
	}
	return {
		width,
		height,
		samplesPerPixel,
		isPlanar,
		storedType,
		codec,
		predictor,
		isTiled,
		blockWidth,
		blockHeight,
		offsets: offsets.slice(0, blockCount),
		sizes: sizes.slice(0, blockCount),
	};
}

function storedTypeOf(path: string, directory: ImageFileDirectory, samplesPerPixel: number): StoredType {
	const bits = numbersOf(directory, "BitsPerSample");
	const formats = numbersOf(directory, "SampleFormat");
	const bit = bits[0] ?? 1;
	const format = formats[0] ?? 1;
	const differs = bits.some((b) => b !== bit) || formats.some((f) => f !== format);
	// 4 means "undefined", which other software reads as unsigned.
	const kind = format === 2 ? "int" : format === 3 ? "float" : format === 1 || format === 4 ? "uint" : null;
	const type = storedTypes.find((name) => name === `${kind}${bit}`);
	if (type === undefined || differs || samplesPerPixel > 64) {
		throw imageUnsupported(path, `pixels of ${bits.join("+") || "1"} bits, sample format ${formats.join("+") || "1"}`);
	}
	return type;
}

function codecOf(path: string, compression: number): TiffCodec {
	switch (compression) {
		case 1:
			return "none";
		case 5:
			return "lzw";
		case 8:
		case 32946:
			return "deflate";
		case 32773:
			return "packbits";
	}
	const names: Readonly<Record<number, string>> = {
		6: "old JPEG",
		7: "JPEG",
		33003: "JPEG 2000",
		34712: "JPEG 2000",
		50000: "Zstandard",
	};
	throw imageUnsupported(
		path,
		`compression ${names[compression] ?? compression}; save it uncompressed or with Deflate`,
	);
}

type Field = Parameters<ImageFileDirectory["hasTag"]>[0];

/** Values of a field as numbers, whatever damage made of it. Everything is loaded, since the parser is eager. */
function numbersOf(directory: ImageFileDirectory, field: Field): readonly number[] {
	if (!directory.hasTag(field)) return [];
	// The generated type knows only the names of eager fields; this parser made all of them eager.
	const value: unknown = directory.getValue(field as Parameters<ImageFileDirectory["getValue"]>[0]);
	const values = typeof value === "number" ? [value] : ArrayBuffer.isView(value) || Array.isArray(value) ? value : [];
	return Array.from(values as ArrayLike<unknown>, Number);
}

function numberOf(directory: ImageFileDirectory, field: Field): number | null {
	return numbersOf(directory, field)[0] ?? null;
}

/** A positive whole number or null. */
function wholeNumber(directory: ImageFileDirectory, field: Field): number | null {
	const value = numberOf(directory, field);
	return value !== null && Number.isInteger(value) && value > 0 ? value : null;
}

function resolutionOf(directory: ImageFileDirectory): { x: number; y: number } | null {
	const [xNumerator = 0, xDenominator = 0] = numbersOf(directory, "XResolution");
	const [yNumerator = 0, yDenominator = 0] = numbersOf(directory, "YResolution");
	const x = xNumerator / xDenominator;
	const y = yNumerator / yDenominator;
	return Number.isFinite(x) && Number.isFinite(y) && x > 0 && y > 0 ? { x, y } : null;
}

/** The bytes a file has and no others: what geotiff asks for beyond the end is cut off, so that reading there fails. */
class BoundedFile {
	readonly fileSize: number;
	readonly sizeBytes: number;
	readonly #handle: FileHandle;
	readonly #path: string;
	#isClosed = false;

	private constructor(path: string, handle: FileHandle, sizeBytes: number) {
		this.#path = path;
		this.#handle = handle;
		this.sizeBytes = sizeBytes;
		this.fileSize = sizeBytes;
	}

	static async open(path: string): Promise<BoundedFile> {
		try {
			const handle = await open(path, "r");
			return new BoundedFile(path, handle, (await handle.stat()).size);
		} catch (error) {
			throw asImageError(path, error);
		}
	}

	async fetch(slices: readonly { offset: number; length: number }[]): Promise<ArrayBufferLike[]> {
		return Promise.all(slices.map(async (slice) => (await this.fetchSlice(slice)).data));
	}

	async fetchSlice(slice: {
		offset: number;
		length: number;
	}): Promise<{ offset: number; length: number; data: ArrayBufferLike }> {
		const left = this.sizeBytes - slice.offset;
		if (!(left > 0)) throw imageUnreadable(this.#path, `its directory points to byte ${slice.offset}, past its end`);
		if (slice.length > maxFieldBytes || (slice.length > left && slice.length > maxGuessBytes)) {
			throw imageUnreadable(this.#path, `a field of its directory claims ${slice.length} bytes`);
		}
		const length = Math.min(slice.length, left);
		const bytes = await this.read(slice.offset, length);
		return { ...slice, data: bytes.buffer };
	}

	/** Exactly `length` bytes in memory of their own. */
	async read(offset: number, length: number): Promise<Buffer> {
		const bytes = Buffer.allocUnsafeSlow(length);
		let done = 0;
		while (done < length) {
			const { bytesRead } = await this.#handle.read(bytes, done, length - done, offset + done);
			if (bytesRead === 0)
				throw imageUnreadable(this.#path, `it ends at byte ${offset + done}, in the middle of its data`);
			done += bytesRead;
		}
		return bytes;
	}

	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		await this.#handle.close();
	}
}
