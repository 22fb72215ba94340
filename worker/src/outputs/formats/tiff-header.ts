import { tiffValueSizes } from "@tilewright/contract/tiff-value-sizes";
import { type FileWindow, FormatProblem } from "./file-window.ts";

/** More pages or strips than this are not looked at one by one. */
const maximumPages = 100_000;
const maximumStrips = 1_000_000;

const imageWidth = 256;
const imageLength = 257;
const stripOffsets = 273;
const samplesPerPixel = 277;
const stripByteCounts = 279;
const tileOffsets = 324;
const tileByteCounts = 325;

/** Whole numbers without sign: BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const countingTypes: readonly number[] = [1, 3, 4, 13, 16, 18];

interface Entry {
	readonly type: number;
	readonly count: number;
	/** Where the values are. */
	readonly at: number;
}

/**
 * Follows the chain of pages of a TIFF or BigTIFF and checks that all their data lies within the file, which a
 * half-written file fails. Returns the shape: pages (when several), height, width, samples (when several).
 */
export function readTiffShape(file: FileWindow): readonly number[] {
	const reader = new TiffReader(file);
	let pages = 0;
	let first: readonly number[] | undefined;
	for (let at = reader.firstDirectory; at !== 0; pages += 1) {
		if (pages >= maximumPages)
			throw new FormatProblem(`it has more than ${maximumPages} pages, or its chain of pages is a ring`);
		const directory = reader.directory(at, pages + 1);
		reader.checkData(directory.entries, pages + 1);
		first ??= reader.shape(directory.entries);
		at = directory.next;
	}
	if (first === undefined) throw new FormatProblem("it has no page: its writer did not finish");
	return pages === 1 ? first : [pages, ...first];
}

class TiffReader {
	readonly firstDirectory: number;
	readonly #file: FileWindow;
	readonly #isLittle: boolean;
	readonly #isBig: boolean;

	constructor(file: FileWindow) {
		this.#file = file;
		const header = file.read(0, 8, "the header");
		const order = header.getUint16(0);
		if (order !== 0x4949 && order !== 0x4d4d) throw new FormatProblem("it does not begin as a TIFF does");
		this.#isLittle = order === 0x4949;
		const version = header.getUint16(2, this.#isLittle);
		if (version !== 42 && version !== 43) throw new FormatProblem(`its TIFF version is ${version}, not 42 or 43`);
		this.#isBig = version === 43;
		this.firstDirectory = this.#isBig
			? this.#offset(file.read(8, 8, "the header"), 0)
			: header.getUint32(4, this.#isLittle);
	}

	directory(at: number, page: number): { readonly entries: ReadonlyMap<number, Entry>; readonly next: number } {
		const what = `the directory of page ${page}`;
		const [countSize, entrySize, pointerSize] = this.#isBig ? [8, 20, 8] : [2, 12, 4];
		const countView = this.#file.read(at, countSize, what);
		const count = this.#isBig ? this.#offset(countView, 0) : countView.getUint16(0, this.#isLittle);
		const body = this.#file.read(at + countSize, count * entrySize + pointerSize, what);
		const entries = new Map<number, Entry>();
		for (let index = 0; index < count; index += 1) {
			const start = index * entrySize;
			const type = body.getUint16(start + 2, this.#isLittle);
			const values = this.#isBig ? this.#offset(body, start + 4) : body.getUint32(start + 4, this.#isLittle);
			const valueStart = start + (this.#isBig ? 12 : 8);
			const sizeBytes = (tiffValueSizes[type] ?? 1) * values;
			const isInline = sizeBytes <= pointerSize;
			const valueAt = isInline ? at + countSize + valueStart : this.#pointer(body, valueStart);
			this.#file.checkEnd(valueAt, sizeBytes, `a value of page ${page}`);
			entries.set(body.getUint16(start, this.#isLittle), { type, count: values, at: valueAt });
		}
		return { entries, next: this.#pointer(body, count * entrySize) };
	}

	checkData(entries: ReadonlyMap<number, Entry>, page: number): void {
		const offsets = this.#values(entries.get(stripOffsets) ?? entries.get(tileOffsets));
		const lengths = this.#values(entries.get(stripByteCounts) ?? entries.get(tileByteCounts));
		if (offsets.length === 0) throw new FormatProblem(`page ${page} has no image data`);
		for (const [index, offset] of offsets.entries()) {
			const end = offset + (lengths[index] ?? 0);
			if (end <= this.#file.sizeBytes) continue;
			throw new FormatProblem(
				`the data of page ${page} would end at byte ${end}, the file ends at ${this.#file.sizeBytes}`,
			);
		}
	}

	shape(entries: ReadonlyMap<number, Entry>): readonly number[] {
		const [width] = this.#values(entries.get(imageWidth));
		const [height] = this.#values(entries.get(imageLength));
		const [samples = 1] = this.#values(entries.get(samplesPerPixel));
		if (width === undefined || height === undefined) throw new FormatProblem("its first page has no width or height");
		return samples === 1 ? [height, width] : [height, width, samples];
	}

	#values(entry: Entry | undefined): readonly number[] {
		if (entry === undefined || !countingTypes.includes(entry.type) || entry.count > maximumStrips) return [];
		const size = tiffValueSizes[entry.type] ?? 1;
		const view = this.#file.read(entry.at, entry.count * size, "a list of values");
		return Array.from({ length: entry.count }, (_, index) => {
			const at = index * size;
			if (size === 1) return view.getUint8(at);
			if (size === 2) return view.getUint16(at, this.#isLittle);
			return size === 4 ? view.getUint32(at, this.#isLittle) : this.#offset(view, at);
		});
	}

	#pointer(view: DataView, at: number): number {
		return this.#isBig ? this.#offset(view, at) : view.getUint32(at, this.#isLittle);
	}

	#offset(view: DataView, at: number): number {
		return Number(view.getBigUint64(at, this.#isLittle));
	}
}
