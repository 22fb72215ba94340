/** One entry of a TIFF image file directory (TIFF 6.0 section 2; BigTIFF for 64-bit offsets). */
export interface TiffTag {
	readonly tag: number;
	readonly type: "ascii" | "short" | "long" | "rational" | "offset";
	/** For `ascii` the text, for `rational` numerator and denominator in turn, else plain numbers. */
	readonly values: string | readonly number[];
}

export interface EncodedDirectory {
	readonly bytes: Uint8Array;
	/** Absolute place of the "next directory" pointer, to be patched when the next page is there. */
	readonly nextPointerAt: number;
}

/** Header of an empty file: its first-directory pointer is 0, so a reader refuses it until a page is complete. */
export function encodeTiffHeader(isBig: boolean): { readonly bytes: Uint8Array; readonly firstPointerAt: number } {
	const bytes = new Uint8Array(isBig ? 16 : 8);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, 0x4949, true);
	view.setUint16(2, isBig ? 43 : 42, true);
	if (isBig) view.setUint16(4, 8, true);
	return { bytes, firstPointerAt: isBig ? 8 : 4 };
}

/** A pointer as the file's kind writes it: 4 bytes in classic TIFF, 8 in BigTIFF. */
export function encodeTiffPointer(value: number, isBig: boolean): Uint8Array {
	const bytes = new Uint8Array(isBig ? 8 : 4);
	const view = new DataView(bytes.buffer);
	if (isBig) view.setBigUint64(0, BigInt(value), true);
	else view.setUint32(0, value, true);
	return bytes;
}

/**
 * The directory, followed by the values too long to stand in it, for writing at `at` (must be even).
 * Tags may come in any order; they are written in ascending order as the format demands.
 */
export function encodeTiffDirectory(tags: readonly TiffTag[], at: number, isBig: boolean): EncodedDirectory {
	const sorted = [...tags].sort((a, b) => a.tag - b.tag);
	const entrySize = isBig ? 20 : 12;
	const inlineSize = isBig ? 8 : 4;
	const entriesAt = isBig ? 8 : 2;
	const pointerAt = entriesAt + sorted.length * entrySize;
	const encoded = sorted.map((tag) => encodeValues(tag, isBig));

	let size = pointerAt + inlineSize;
	for (const value of encoded) if (value.bytes.length > inlineSize) size += evenUp(value.bytes.length);

	const bytes = new Uint8Array(size);
	const view = new DataView(bytes.buffer);
	if (isBig) view.setBigUint64(0, BigInt(sorted.length), true);
	else view.setUint16(0, sorted.length, true);

	let overflowAt = pointerAt + inlineSize;
	for (const [index, tag] of sorted.entries()) {
		const value = encoded[index];
		if (value === undefined) continue;
		const entryAt = entriesAt + index * entrySize;
		view.setUint16(entryAt, tag.tag, true);
		view.setUint16(entryAt + 2, value.typeCode, true);
		if (isBig) view.setBigUint64(entryAt + 4, BigInt(value.count), true);
		else view.setUint32(entryAt + 4, value.count, true);
		const valueAt = entryAt + (isBig ? 12 : 8);
		if (value.bytes.length <= inlineSize) {
			bytes.set(value.bytes, valueAt);
		} else {
			bytes.set(encodeTiffPointer(at + overflowAt, isBig), valueAt);
			bytes.set(value.bytes, overflowAt);
			overflowAt += evenUp(value.bytes.length);
		}
	}
	return { bytes, nextPointerAt: at + pointerAt };
}

/** TIFF wants directories and values to begin on an even byte. */
export function evenUp(size: number): number {
	return size + (size % 2);
}

function encodeValues(tag: TiffTag, isBig: boolean): { typeCode: number; count: number; bytes: Uint8Array } {
	if (typeof tag.values === "string") {
		// The format says ASCII; OME-XML is UTF-8 and every reader of it expects just that.
		const bytes = Buffer.from(`${tag.values}\0`, "utf8");
		return { typeCode: 2, count: bytes.length, bytes };
	}
	const values = tag.values;
	switch (tag.type) {
		case "ascii":
			throw new TypeError(`TIFF tag ${tag.tag} is text and needs a string`);
		case "short": {
			const bytes = new Uint8Array(values.length * 2);
			const view = new DataView(bytes.buffer);
			for (const [i, value] of values.entries()) view.setUint16(i * 2, value, true);
			return { typeCode: 3, count: values.length, bytes };
		}
		case "long":
		case "rational": {
			const bytes = new Uint8Array(values.length * 4);
			const view = new DataView(bytes.buffer);
			for (const [i, value] of values.entries()) view.setUint32(i * 4, value, true);
			return tag.type === "long"
				? { typeCode: 4, count: values.length, bytes }
				: { typeCode: 5, count: values.length / 2, bytes };
		}
		case "offset": {
			const size = isBig ? 8 : 4;
			const bytes = new Uint8Array(values.length * size);
			for (const [i, value] of values.entries()) bytes.set(encodeTiffPointer(value, isBig), i * size);
			return { typeCode: isBig ? 16 : 4, count: values.length, bytes };
		}
	}
}
