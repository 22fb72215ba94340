import { promisify } from "node:util";
import { inflate } from "node:zlib";
import { decodeLzw } from "./tiff-lzw.ts";
import { type StoredType, storedBytes } from "./voxel-types.ts";

export type TiffCodec = "none" | "deflate" | "lzw" | "packbits";

/** What decides how the bytes of a strip or tile become numbers. */
export interface BlockLayout {
	readonly codec: TiffCodec;
	/** 1 none, 2 horizontal differences, 3 floating-point differences. */
	readonly predictor: 1 | 2 | 3;
	readonly storedType: StoredType;
	readonly isLittleEndian: boolean;
	/** Numbers in one row of the block: pixels times interleaved samples. */
	readonly rowLength: number;
	/** Numbers between a pixel's sample and the same sample of the next pixel. */
	readonly stride: number;
	/** Rows of a full block; some writers pad the last one to it. */
	readonly fullRows: number;
}

const inflateAsync = promisify(inflate);

/** No codec can make more of its input than this many bytes per byte; used to refuse impossible sizes early. */
export const largestExpansion: Readonly<Record<TiffCodec, number>> = {
	none: 1,
	packbits: 64,
	// RFC 1951: 258 bytes from two bits.
	deflate: 1032,
	// A 12-bit code may stand for a run of up to 4 KiB.
	lzw: 2731,
};

/**
 * The block's numbers as bytes of this (little-endian) machine, exactly `rows * layout.rowLength` of them, in
 * memory of their own. Throws RangeError or a zlib error when the data do not hold that many.
 */
export async function decodeBlock(encoded: Uint8Array, layout: BlockLayout, rows: number): Promise<Buffer> {
	const width = storedBytes[layout.storedType];
	const expected = rows * layout.rowLength * width;
	const decoded = await decompress(encoded, layout, expected);
	if (decoded.length < expected) {
		throw new RangeError(`a block of ${expected} bytes holds only ${decoded.length}`);
	}
	const isAligned = decoded.byteOffset % width === 0;
	const bytes = isAligned
		? Buffer.from(decoded.buffer, decoded.byteOffset, expected)
		: Buffer.from(Uint8Array.from(decoded.subarray(0, expected)).buffer);
	// The floating-point predictor works on bytes sorted from high to low, whatever the file's order.
	if (layout.predictor === 3) undoFloatDifferences(bytes, layout, width);
	else if (!layout.isLittleEndian) swapBytes(bytes, width);
	if (layout.predictor === 2) undoDifferences(bytes, layout, width);
	return bytes;
}

async function decompress(encoded: Uint8Array, layout: BlockLayout, expected: number): Promise<Uint8Array> {
	switch (layout.codec) {
		case "none":
			return encoded;
		case "deflate": {
			// The limit keeps a damaged or hostile block from growing without end.
			const fullBytes = layout.fullRows * layout.rowLength * storedBytes[layout.storedType];
			return inflateAsync(encoded, { maxOutputLength: Math.max(expected, fullBytes) });
		}
		case "lzw":
			return decodeLzw(encoded, expected);
		case "packbits":
			return decodePackBits(encoded, expected);
	}
}

/** PackBits (TIFF 6.0 section 9): at most `expected` bytes. */
export function decodePackBits(input: Uint8Array, expected: number): Uint8Array {
	const output = new Uint8Array(expected);
	let written = 0;
	let at = 0;
	while (at < input.length && written < expected) {
		const header = input[at++] ?? 128;
		if (header < 128) {
			const run = input.subarray(at, at + Math.min(header + 1, expected - written));
			output.set(run, written);
			written += run.length;
			at += header + 1;
		} else if (header > 128) {
			const end = Math.min(expected, written + 257 - header);
			if (at >= input.length) break;
			output.fill(input[at++] ?? 0, written, end);
			written = end;
		}
		// 128 means "nothing".
	}
	return output.subarray(0, written);
}

function swapBytes(bytes: Buffer, width: number): void {
	if (width === 2) bytes.swap16();
	else if (width === 4) bytes.swap32();
	else if (width === 8) bytes.swap64();
}

/** Sums wrap round in the width of the number, as they did when the differences were made. */
function undoDifferences(bytes: Buffer, layout: BlockLayout, width: number): void {
	const values = unsignedView(bytes, width);
	const { rowLength, stride } = layout;
	for (let row = 0; row < values.length; row += rowLength) {
		for (let i = row + stride; i < row + rowLength; i++) {
			values[i] = (values[i] ?? 0) + (values[i - stride] ?? 0);
		}
	}
}

/** Adobe's floating-point predictor: per row, byte differences over byte planes from the most significant down. */
function undoFloatDifferences(bytes: Buffer, layout: BlockLayout, width: number): void {
	const { rowLength, stride } = layout;
	const rowBytes = rowLength * width;
	const row = new Uint8Array(rowBytes);
	for (let start = 0; start < bytes.length; start += rowBytes) {
		row.set(bytes.subarray(start, start + rowBytes));
		for (let i = stride; i < rowBytes; i++) row[i] = (row[i] ?? 0) + (row[i - stride] ?? 0);
		for (let i = 0; i < rowLength; i++) {
			for (let b = 0; b < width; b++) {
				bytes[start + i * width + b] = row[(width - 1 - b) * rowLength + i] ?? 0;
			}
		}
	}
}

function unsignedView(bytes: Buffer, width: number): Uint8Array | Uint16Array | Uint32Array {
	if (width === 1) return bytes;
	if (width === 2) return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
	if (width === 4) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
	throw new RangeError("differences of 64-bit numbers are not supported");
}
