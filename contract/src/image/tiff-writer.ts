import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { TilewrightError } from "../errors.ts";
import {
	axisLength,
	bytesPerPixel,
	type Image,
	type PixelArray,
	type PixelSize,
	type PixelType,
	pixelTypeOf,
} from "./image.ts";
import { encodeTiffDirectory, encodeTiffHeader, encodeTiffPointer, evenUp, type TiffTag } from "./tiff-directory.ts";

/*
 * Writes grey TIFF (TIFF 6.0, BigTIFF above 4 GiB): little endian, strips of about 256 KiB, uncompressed or
 * Deflate, one page per plane. A page's strips are written first, then its directory, and only then is the
 * pointer to it set; so a file that is still growing is always a valid TIFF of the pages finished so far
 * (and is refused by readers until the first is). Assumes a little-endian machine, as all that Node 20's
 * supported platforms but s390x are.
 */

const stripBytes = 256 * 1024;
/** Room kept for directories when deciding whether offsets of 32 bits are enough. */
const classicLimitBytes = 2 ** 32 - 2 ** 26;
const deflateAsync = promisify(deflate);

export type TiffCompression = "none" | "deflate";

export interface TiffPlaneWriterOptions {
	readonly width: number;
	readonly height: number;
	readonly dtype: PixelType;
	readonly compression?: TiffCompression;
	/** ImageDescription of the first page: OME-XML from `buildOmeXml`, or any text. */
	readonly description?: string;
	/** Goes into XResolution and YResolution (pixels per centimetre). */
	readonly pixelSize?: PixelSize;
	/** How many planes will come, to choose between classic TIFF and BigTIFF; 1 when not given. */
	readonly expectedPlanes?: number;
	/** Overrules the choice made from `expectedPlanes`. */
	readonly bigTiff?: boolean;
	/** Rows that are compressed and reach the file together; about 256 KiB of them when not given. */
	readonly rowsPerStrip?: number;
}

/** Appends pages to a file that others may already be looking at, as an instrument does. */
export class TiffPlaneWriter {
	readonly #file: FileHandle;
	readonly #ownsFile: boolean;
	readonly #options: TiffPlaneWriterOptions;
	readonly #isBig: boolean;
	readonly #rowsPerStrip: number;
	readonly #rowBytes: number;
	#end: number;
	#pointerAt: number;
	#pages = 0;
	#rowsInPage = 0;
	#stripOffsets: number[] = [];
	#stripSizes: number[] = [];
	#pending: Uint8Array[] = [];
	#pendingRows = 0;
	#isClosed = false;

	private constructor(file: FileHandle, ownsFile: boolean, options: TiffPlaneWriterOptions) {
		this.#file = file;
		this.#ownsFile = ownsFile;
		this.#options = options;
		this.#rowBytes = options.width * bytesPerPixel[options.dtype];
		const rowsPerStrip = options.rowsPerStrip ?? Math.floor(stripBytes / this.#rowBytes);
		this.#rowsPerStrip = Math.max(1, Math.min(options.height, rowsPerStrip));
		const expectedBytes = this.#rowBytes * options.height * (options.expectedPlanes ?? 1);
		this.#isBig = options.bigTiff ?? expectedBytes > classicLimitBytes;
		const header = encodeTiffHeader(this.#isBig);
		this.#end = header.bytes.length;
		this.#pointerAt = header.firstPointerAt;
	}

	/**
	 * Creates or empties `target` and writes the header. A file handle must be open for writing at its start; it
	 * is then not closed by `close()`. Throws ARGUMENT_INVALID for impossible sizes.
	 */
	static async create(target: string | FileHandle, options: TiffPlaneWriterOptions): Promise<TiffPlaneWriter> {
		const { width, height } = options;
		if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `A TIFF page needs a whole width and height of at least 1; got ${width} x ${height}.`,
				fields: { width, height },
			});
		}
		const file = typeof target === "string" ? await open(target, "w") : target;
		const writer = new TiffPlaneWriter(file, typeof target === "string", options);
		await writer.#writeAt(encodeTiffHeader(writer.#isBig).bytes, 0);
		return writer;
	}

	/** Pages complete so far. */
	get pageCount(): number {
		return this.#pages;
	}

	get isBigTiff(): boolean {
		return this.#isBig;
	}

	/** Writes one whole page: `width * height` pixels, x fastest. */
	async writePlane(pixels: PixelArray): Promise<void> {
		const { width, height } = this.#options;
		if (pixels.length !== width * height || this.#rowsInPage + this.#pendingRows > 0) {
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `A plane of ${width} x ${height} needs ${width * height} pixels and a page not yet begun; got ${pixels.length} pixels with ${this.#rowsInPage + this.#pendingRows} rows written.`,
				fields: { width, height, pixels: pixels.length },
			});
		}
		await this.writeRows(pixels);
	}

	/** Writes the next rows of a page, any number; the page is complete (and readable) with its last row. */
	async writeRows(pixels: PixelArray): Promise<void> {
		const { width, height, dtype } = this.#options;
		const rows = pixels.length / width;
		const left = height - this.#rowsInPage - this.#pendingRows;
		if (pixelTypeOf(pixels) !== dtype || !Number.isInteger(rows) || rows > left) {
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `Expected at most ${left} rows of ${width} ${dtype} pixels, got ${pixels.length} ${pixelTypeOf(pixels)} pixels.`,
				fields: { width, left, dtype, pixels: pixels.length },
			});
		}
		let bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
		while (bytes.length > 0) {
			const stripRows = Math.min(this.#rowsPerStrip, height - this.#rowsInPage);
			const take = Math.min((stripRows - this.#pendingRows) * this.#rowBytes, bytes.length);
			this.#pending.push(bytes.subarray(0, take));
			this.#pendingRows += take / this.#rowBytes;
			bytes = bytes.subarray(take);
			if (this.#pendingRows === stripRows) await this.#writeStrip(stripRows);
		}
		// The caller may reuse its array, so what stays behind is copied.
		this.#pending = this.#pending.map((part) => part.slice());
		if (this.#rowsInPage === height) await this.#finishPage();
	}

	/** Throws ARGUMENT_INVALID when a page was left unfinished; the file is closed all the same. May be called twice. */
	async close(): Promise<void> {
		if (this.#isClosed) return;
		this.#isClosed = true;
		if (this.#ownsFile) await this.#file.close();
		const rows = this.#rowsInPage + this.#pendingRows;
		if (rows > 0) {
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `The TIFF was closed with ${rows} of ${this.#options.height} rows of page ${this.#pages + 1} written.`,
				fields: { rows, page: this.#pages + 1 },
			});
		}
	}

	async #writeStrip(rows: number): Promise<void> {
		const [first] = this.#pending;
		const raw = this.#pending.length === 1 && first ? first : Buffer.concat(this.#pending);
		this.#pending = [];
		this.#pendingRows = 0;
		const bytes = this.#options.compression === "deflate" ? await deflateAsync(raw, { level: 4 }) : raw;
		this.#stripOffsets.push(this.#end);
		this.#stripSizes.push(bytes.length);
		await this.#append(bytes);
		this.#rowsInPage += rows;
	}

	async #finishPage(): Promise<void> {
		const at = this.#end;
		const directory = encodeTiffDirectory(this.#pageTags(), at, this.#isBig);
		await this.#append(directory.bytes);
		await this.#writeAt(encodeTiffPointer(at, this.#isBig), this.#pointerAt);
		this.#pointerAt = directory.nextPointerAt;
		this.#pages += 1;
		this.#rowsInPage = 0;
		this.#stripOffsets = [];
		this.#stripSizes = [];
	}

	#pageTags(): TiffTag[] {
		const { width, height, dtype, compression, description, pixelSize } = this.#options;
		const tags: TiffTag[] = [
			{ tag: 256, type: "long", values: [width] },
			{ tag: 257, type: "long", values: [height] },
			{ tag: 258, type: "short", values: [bytesPerPixel[dtype] * 8] },
			{ tag: 259, type: "short", values: [compression === "deflate" ? 8 : 1] },
			{ tag: 262, type: "short", values: [1] },
			{ tag: 273, type: "offset", values: this.#stripOffsets },
			{ tag: 277, type: "short", values: [1] },
			{ tag: 278, type: "long", values: [this.#rowsPerStrip] },
			{ tag: 279, type: "offset", values: this.#stripSizes },
			{ tag: 305, type: "ascii", values: "Tilewright" },
			{ tag: 339, type: "short", values: [dtype === "float32" ? 3 : 1] },
		];
		if (description !== undefined && this.#pages === 0) tags.push({ tag: 270, type: "ascii", values: description });
		if (pixelSize?.x && pixelSize.y) {
			tags.push({ tag: 282, type: "rational", values: pixelsPerCentimetre(pixelSize.x) });
			tags.push({ tag: 283, type: "rational", values: pixelsPerCentimetre(pixelSize.y) });
			tags.push({ tag: 296, type: "short", values: [3] });
		}
		return tags;
	}

	async #append(bytes: Uint8Array): Promise<void> {
		const at = this.#end;
		if (!this.#isBig && at + bytes.length > 2 ** 32 - 2) {
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `The TIFF grew past 4 GiB on page ${this.#pages + 1}, which needs BigTIFF. Set expectedPlanes or bigTiff when it is created.`,
				fields: { page: this.#pages + 1 },
			});
		}
		// Even places for what follows.
		this.#end = evenUp(at + bytes.length);
		await this.#writeAt(bytes, at);
	}

	async #writeAt(bytes: Uint8Array, at: number): Promise<void> {
		let written = 0;
		while (written < bytes.length) {
			const result = await this.#file.write(bytes, written, bytes.length - written, at + written);
			written += result.bytesWritten;
		}
	}
}

export interface WriteTiffOptions {
	readonly compression?: TiffCompression;
	readonly description?: string;
}

/**
 * Writes an image as one page per plane, in the order of its axes (t slowest, then c, then z), under a temporary
 * name that is renamed at the end, so that a half-written file is never seen at `path`.
 */
export async function writeTiff(path: string, image: Image, options: WriteTiffOptions = {}): Promise<void> {
	const width = axisLength(image, "x");
	const height = axisLength(image, "y");
	const planeLength = width * height;
	const planes = image.data.length / planeLength;
	const temporary = `${path}.partial-${randomUUID().slice(0, 8)}`;
	try {
		const writer = await TiffPlaneWriter.create(temporary, {
			width,
			height,
			dtype: image.dtype,
			pixelSize: image.pixelSize,
			expectedPlanes: planes,
			...options,
		});
		try {
			for (let plane = 0; plane < planes; plane++) {
				await writer.writePlane(image.data.subarray(plane * planeLength, (plane + 1) * planeLength));
			}
		} finally {
			await writer.close();
		}
		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}
}

/** A TIFF rational keeps 32 bits each side; three decimals are plenty for a resolution. */
function pixelsPerCentimetre(micrometres: number): readonly [number, number] {
	const perCentimetre = 10_000 / micrometres;
	const denominator = perCentimetre < 4_000_000 ? 1000 : 1;
	return [Math.min(2 ** 32 - 1, Math.round(perCentimetre * denominator)), denominator];
}
