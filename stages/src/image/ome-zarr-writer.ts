import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import {
	axisLength,
	bytesPerPixel,
	createPixels,
	type ImageDescription,
	type PixelArray,
	type PixelType,
} from "@tilewright/contract/image/image";
import { halveRows } from "./halve-rows.ts";
import type { PlaneIndex } from "./image-source.ts";
import { type ChannelWindow, omeZarrAttributes } from "./ome-zarr-attributes.ts";

/*
 * Writes an OME-Zarr 0.4 image (Zarr version 2, "/" between chunk indices) plane by plane and, within a plane,
 * band by band from the top. Each band goes into level 0 and, halved, on into the coarser levels, so that no more
 * than two bands of each level are in memory whatever the size of the image. Chunks that are all zero are not
 * written: Zarr reads them back as zero. The folder appears under its name only when it is complete.
 */

export interface OmeZarrWriterOptions {
	/** Rows and columns of a chunk, an even number; 512 when not given. */
	readonly chunkSize?: number;
	readonly compression?: "zlib" | "none";
	readonly name: string;
}

/** Fast and read by every Zarr implementation; level 1 because microscopes' noise leaves little for more. */
const zlibLevel = 1;
const chunksAtOnce = 4;
const dtypes: Readonly<Record<PixelType, string>> = { uint8: "|u1", uint16: "<u2", float32: "<f4" };
const deflateAsync = promisify(deflate);

interface Level {
	readonly width: number;
	readonly height: number;
	/** Rows that wait until a whole band is together. */
	pending: PixelArray;
	pendingRows: number;
	writtenRows: number;
}

export class OmeZarrWriter {
	readonly #path: string;
	readonly #temporary: string;
	readonly #image: ImageDescription;
	readonly #options: OmeZarrWriterOptions;
	readonly #chunkSize: number;
	readonly #levels: Level[] = [];
	/** By channel: the maximum over all planes of the coarsest level. */
	readonly #overview: PixelArray[];
	#bytesWritten = 0;

	private constructor(path: string, image: ImageDescription, options: OmeZarrWriterOptions) {
		this.#path = path;
		this.#temporary = `${path}.partial`;
		this.#image = image;
		this.#options = options;
		// Even, so that two rows that become one are always in the same band.
		this.#chunkSize = 2 * Math.ceil((options.chunkSize ?? 512) / 2);
		let width = axisLength(image, "x");
		let height = axisLength(image, "y");
		for (;;) {
			const rows = Math.min(this.#chunkSize, height);
			const pending = createPixels(image.dtype, rows * width);
			this.#levels.push({ width, height, pending, pendingRows: 0, writtenRows: 0 });
			if (Math.max(width, height) <= this.#chunkSize) break;
			width = Math.ceil(width / 2);
			height = Math.ceil(height / 2);
		}
		this.#overview = Array.from({ length: axisLength(image, "c") }, () => createPixels(image.dtype, width * height));
	}

	/** Begins a folder beside `path`; what an earlier try left there is removed. */
	static async create(path: string, image: ImageDescription, options: OmeZarrWriterOptions): Promise<OmeZarrWriter> {
		const writer = new OmeZarrWriter(path, image, options);
		await rm(writer.#temporary, { recursive: true, force: true });
		for (const [index, level] of writer.#levels.entries()) {
			await mkdir(join(writer.#temporary, String(index)), { recursive: true });
			await writer.#writeJson(join(String(index), ".zarray"), {
				zarr_format: 2,
				shape: [...image.shape.slice(0, -2), level.height, level.width],
				chunks: writer.#chunkShape(level),
				dtype: dtypes[image.dtype],
				compressor: options.compression === "none" ? null : { id: "zlib", level: zlibLevel },
				fill_value: 0,
				order: "C",
				filters: null,
				dimension_separator: "/",
			});
			// It may be left out, and then a browser logs of every level that it is not there.
			await writer.#writeJson(join(String(index), ".zattrs"), {});
		}
		return writer;
	}

	/** Rows of a band: callers that hand over this many at a time spare a copy. */
	get bandRows(): number {
		return Math.min(this.#chunkSize, axisLength(this.#image, "y"));
	}

	get levelCount(): number {
		return this.#levels.length;
	}

	/** A small picture of what was written so far: by channel, the maximum over all planes of the coarsest level. */
	get overview(): { readonly width: number; readonly height: number; readonly channels: readonly PixelArray[] } {
		const coarsest = this.#levels.at(-1);
		return { width: coarsest?.width ?? 0, height: coarsest?.height ?? 0, channels: this.#overview };
	}

	get bytesWritten(): number {
		return this.#bytesWritten;
	}

	/**
	 * The next rows of a plane, from the top; a plane must be finished before the next begins. `rows` holds whole
	 * rows of the image's width.
	 */
	async writeRows(at: PlaneIndex, rows: PixelArray): Promise<void> {
		await this.#addRows(0, at, rows);
	}

	/** Writes the metadata and gives the folder its name, replacing what was there. */
	async finish(windows: readonly ChannelWindow[]): Promise<void> {
		const attributes = omeZarrAttributes(this.#image, {
			name: this.#options.name,
			levelCount: this.levelCount,
			windows,
		});
		await this.#writeJson(".zattrs", attributes);
		await this.#writeJson(".zgroup", { zarr_format: 2 });
		await rm(this.#path, { recursive: true, force: true });
		await rename(this.#temporary, this.#path);
	}

	/** Removes what was written so far. */
	async abandon(): Promise<void> {
		await rm(this.#temporary, { recursive: true, force: true });
	}

	async #addRows(index: number, at: PlaneIndex, rows: PixelArray): Promise<void> {
		const level = this.#levels[index];
		if (level === undefined) return;
		let done = 0;
		while (done < rows.length) {
			const bandRows = Math.min(this.#chunkSize, level.height - level.writtenRows);
			const take = Math.min(bandRows * level.width - level.pendingRows * level.width, rows.length - done);
			const isWholeBand = level.pendingRows === 0 && take === bandRows * level.width;
			if (!isWholeBand) {
				level.pending.set(rows.subarray(done, done + take), level.pendingRows * level.width);
				level.pendingRows += take / level.width;
			}
			const band = isWholeBand ? rows.subarray(done, done + take) : level.pending.subarray(0, bandRows * level.width);
			done += take;
			if (isWholeBand || level.pendingRows === bandRows) {
				level.pendingRows = 0;
				await this.#writeBand(index, at, band, bandRows);
			}
		}
	}

	async #writeBand(index: number, at: PlaneIndex, band: PixelArray, rows: number): Promise<void> {
		const level = this.#levels[index];
		if (level === undefined) return;
		const top = level.writtenRows;
		const next = index + 1 < this.#levels.length ? halveRows(band, level.width) : null;
		level.writtenRows = top + rows === level.height ? 0 : top + rows;
		await this.#writeChunks(index, at, band, rows, top / this.#chunkSize);
		if (next) await this.#addRows(index + 1, at, next);
		else this.#keepMaximum(at, band, top * level.width);
	}

	#keepMaximum(at: PlaneIndex, band: PixelArray, start: number): void {
		const overview = this.#overview[at.c ?? 0];
		if (overview === undefined) return;
		for (let i = 0; i < band.length; i++) overview[start + i] = Math.max(overview[start + i] ?? 0, band[i] ?? 0);
	}

	async #writeChunks(index: number, at: PlaneIndex, band: PixelArray, rows: number, chunkRow: number): Promise<void> {
		const level = this.#levels[index];
		if (level === undefined) return;
		const leading = this.#image.axes.slice(0, -2).map((axis) => at[axis as "t" | "c" | "z"] ?? 0);
		const folder = join(this.#temporary, String(index), ...leading.map(String), String(chunkRow));
		const [chunkHeight = 1, chunkWidth = 1] = this.#chunkShape(level).slice(-2);
		const columns = Math.ceil(level.width / chunkWidth);
		let isFolderMade = false;
		for (let start = 0; start < columns; start += chunksAtOnce) {
			const group: Promise<void>[] = [];
			for (let column = start; column < Math.min(columns, start + chunksAtOnce); column++) {
				const chunk = createPixels(this.#image.dtype, chunkHeight * chunkWidth);
				if (!cutChunk(band, level.width, rows, column * chunkWidth, chunk, chunkWidth)) continue;
				if (!isFolderMade) {
					await mkdir(folder, { recursive: true });
					isFolderMade = true;
				}
				group.push(this.#writeChunk(join(folder, String(column)), chunk));
			}
			await Promise.all(group);
		}
	}

	async #writeChunk(path: string, chunk: PixelArray): Promise<void> {
		const raw = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length * bytesPerPixel[this.#image.dtype]);
		const bytes = this.#options.compression === "none" ? raw : await deflateAsync(raw, { level: zlibLevel });
		await writeFile(path, bytes);
		this.#bytesWritten += bytes.length;
	}

	#chunkShape(level: Level): number[] {
		const sides = [Math.min(this.#chunkSize, level.height), Math.min(this.#chunkSize, level.width)];
		return [...this.#image.shape.slice(0, -2).map(() => 1), ...sides];
	}

	async #writeJson(name: string, value: unknown): Promise<void> {
		await writeFile(join(this.#temporary, name), `${JSON.stringify(value, null, 2)}\n`);
	}
}

/** Copies a chunk's columns out of a band; false when all of them are zero. What lies outside the image stays zero. */
function cutChunk(
	band: PixelArray,
	width: number,
	rows: number,
	left: number,
	chunk: PixelArray,
	chunkWidth: number,
): boolean {
	const columns = Math.min(chunkWidth, width - left);
	let hasContent = false;
	for (let y = 0; y < rows; y++) {
		const source = band.subarray(y * width + left, y * width + left + columns);
		chunk.set(source, y * chunkWidth);
		if (!hasContent) hasContent = source.some((value) => value !== 0);
	}
	return hasContent;
}
