import { tiffValueSizes } from "@tilewright/contract/tiff-value-sizes";
import type { OpenFile } from "../file-access.ts";

export interface TiffPage {
	/** Where strips or tiles begin, and how many bytes each takes (none where the file does not say). */
	readonly offsets: readonly number[];
	readonly byteCounts: readonly number[];
	readonly description: string | null;
}

type Unsound = { readonly kind: "unsound"; readonly reason: string };
export type NextPage = { readonly kind: "page"; readonly page: TiffPage } | { readonly kind: "end" } | Unsound;

/** Directories mostly lie together; one read then serves several of them. */
const windowBytes = 32 * 1024;
/** Longer texts are cut: what a source needs of OME-XML stands at its beginning. */
const maximumDescriptionBytes = 2 * 1024 * 1024;
const maximumEntries = 4096;
const maximumStrips = 4_000_000;

const tags = {
	description: 270,
	stripOffsets: 273,
	stripByteCounts: 279,
	tileOffsets: 324,
	tileByteCounts: 325,
} as const;

/** Tags from here on are the makers' own, and some makers count what they point to in ways of their own. */
const firstPrivateTag = 32_768;

interface Layout {
	readonly isLittleEndian: boolean;
	readonly isBig: boolean;
}

interface Entry {
	readonly type: number;
	readonly count: number;
	/** Where its values stand. */
	readonly valuesAt: number;
	readonly byteLength: number;
}

/** Walks the chain of a TIFF's pages (TIFF 6.0 and BigTIFF, either byte order), distrusting every number. */
export class TiffPages {
	readonly #bytes: FileWindow;
	readonly #layout: Layout;
	readonly #sizeBytes: number;
	readonly #visited = new Set<number>();
	#nextAt: number;

	private constructor(bytes: FileWindow, layout: Layout, sizeBytes: number, firstAt: number) {
		this.#bytes = bytes;
		this.#layout = layout;
		this.#sizeBytes = sizeBytes;
		this.#nextAt = firstAt;
	}

	static async open(
		file: OpenFile,
		sizeBytes: number,
	): Promise<{ readonly kind: "open"; readonly reader: TiffPages } | Unsound> {
		const window = new FileWindow(file);
		const header = await window.read(0, 16);
		const order = header.toString("latin1", 0, 2);
		if (header.length < 8 || (order !== "II" && order !== "MM")) {
			return { kind: "unsound", reason: "it does not begin as a TIFF does" };
		}
		const isLittleEndian = order === "II";
		const magic = readNumber(header, 2, 2, isLittleEndian);
		if (magic !== 42 && magic !== 43) return { kind: "unsound", reason: "it does not begin as a TIFF does" };
		const isBig = magic === 43;
		if (isBig && header.length < 16) return { kind: "unsound", reason: "it ends within its header" };
		const firstAt = readNumber(header, isBig ? 8 : 4, isBig ? 8 : 4, isLittleEndian);
		return { kind: "open", reader: new TiffPages(window, { isLittleEndian, isBig }, sizeBytes, firstAt) };
	}

	async next(): Promise<NextPage> {
		const at = this.#nextAt;
		if (at === 0) return { kind: "end" };
		if (this.#visited.has(at))
			return { kind: "unsound", reason: "its directory has been there before: the pages go round in a circle" };
		this.#visited.add(at);
		const { isBig, isLittleEndian } = this.#layout;
		const countBytes = isBig ? 8 : 2;
		const entryBytes = isBig ? 20 : 12;
		const pointerBytes = isBig ? 8 : 4;
		const cutOff: Unsound = {
			kind: "unsound",
			reason: `its directory is said to be at byte ${at} and the file ends at ${this.#sizeBytes}`,
		};
		const head = await this.#bytes.read(at, countBytes);
		if (head.length < countBytes) return cutOff;
		const entryCount = readNumber(head, 0, countBytes, isLittleEndian);
		if (entryCount === 0 || entryCount > maximumEntries) {
			return { kind: "unsound", reason: `its directory claims ${entryCount} entries` };
		}
		const length = entryCount * entryBytes + pointerBytes;
		const directory = await this.#bytes.read(at + countBytes, length);
		if (directory.length < length) return cutOff;
		const entries = this.#readEntries(directory, at + countBytes, entryCount);
		this.#nextAt = readNumber(directory, entryCount * entryBytes, pointerBytes, isLittleEndian);
		for (const [tag, { valuesAt, byteLength }] of entries) {
			const end = valuesAt + byteLength;
			if (tag < firstPrivateTag && end > this.#sizeBytes) {
				return {
					kind: "unsound",
					reason: `its tag ${tag} reaches to byte ${end} and the file ends at ${this.#sizeBytes}`,
				};
			}
		}
		const offsets = entries.get(tags.tileOffsets) ?? entries.get(tags.stripOffsets);
		const byteCounts = entries.get(tags.tileByteCounts) ?? entries.get(tags.stripByteCounts);
		const description = entries.get(tags.description);
		if ((offsets?.count ?? 0) > maximumStrips) {
			return { kind: "unsound", reason: `it claims ${offsets?.count} strips` };
		}
		return {
			kind: "page",
			page: {
				offsets: await this.#readNumbers(offsets),
				byteCounts: await this.#readNumbers(byteCounts),
				description: description ? await this.#readText(description) : null,
			},
		};
	}

	#readEntries(directory: Buffer, at: number, count: number): Map<number, Entry> {
		const { isBig, isLittleEndian } = this.#layout;
		const entryBytes = isBig ? 20 : 12;
		const wordBytes = isBig ? 8 : 4;
		const entries = new Map<number, Entry>();
		for (let index = 0; index < count; index++) {
			const start = index * entryBytes;
			const tag = readNumber(directory, start, 2, isLittleEndian);
			const type = readNumber(directory, start + 2, 2, isLittleEndian);
			const valueCount = readNumber(directory, start + 4, wordBytes, isLittleEndian);
			const byteLength = valueCount * (tiffValueSizes[type] ?? 0);
			const valueAt = start + 4 + wordBytes;
			const isInside = byteLength <= wordBytes;
			const valuesAt = isInside ? at + valueAt : readNumber(directory, valueAt, wordBytes, isLittleEndian);
			entries.set(tag, { type, count: valueCount, valuesAt, byteLength });
		}
		return entries;
	}

	async #readNumbers(entry: Entry | undefined): Promise<number[]> {
		if (entry === undefined) return [];
		const size = tiffValueSizes[entry.type] ?? 0;
		if (size === 0) return [];
		const bytes = await this.#bytes.read(entry.valuesAt, entry.byteLength);
		const numbers: number[] = [];
		for (let at = 0; at + size <= bytes.length; at += size) {
			numbers.push(readNumber(bytes, at, size, this.#layout.isLittleEndian));
		}
		return numbers;
	}

	async #readText(entry: Entry): Promise<string> {
		const bytes = await this.#bytes.read(entry.valuesAt, Math.min(entry.byteLength, maximumDescriptionBytes));
		return bytes.toString("utf8").replace(/\0+$/, "");
	}
}

function readNumber(bytes: Buffer, at: number, size: number, isLittleEndian: boolean): number {
	switch (size) {
		case 1:
			return bytes.readUInt8(at);
		case 2:
			return isLittleEndian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
		case 4:
			return isLittleEndian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
		default:
			// Beyond 2^53 the value is inexact, and beyond every file's end anyway.
			return Number(isLittleEndian ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
	}
}

/** The part of a file read last, kept for the reads nearby. */
class FileWindow {
	readonly #file: OpenFile;
	#start = 0;
	#bytes: Buffer = Buffer.alloc(0);

	constructor(file: OpenFile) {
		this.#file = file;
	}

	/** Fewer bytes than asked for only at the end of the file. */
	async read(at: number, length: number): Promise<Buffer> {
		if (!Number.isSafeInteger(at + length)) return Buffer.alloc(0);
		const isInside = at >= this.#start && at + length <= this.#start + this.#bytes.length;
		if (!isInside) {
			this.#bytes = await this.#file.readAt(at, Math.max(length, windowBytes));
			this.#start = at;
		}
		return this.#bytes.subarray(at - this.#start, at - this.#start + length);
	}
}
