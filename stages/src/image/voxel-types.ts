import type { PixelArray, PixelType } from "@tilewright/contract/image/image";

/** Numeric types found in files. */
export const storedTypes = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"] as const;
export type StoredType = (typeof storedTypes)[number];
export type StoredArray =
	| Uint8Array
	| Int8Array
	| Uint16Array
	| Int16Array
	| Uint32Array
	| Int32Array
	| Float32Array
	| Float64Array;

export const storedBytes: Readonly<Record<StoredType, number>> = {
	uint8: 1,
	int8: 1,
	uint16: 2,
	int16: 2,
	uint32: 4,
	int32: 4,
	float32: 4,
	float64: 8,
};

const arrays = {
	uint8: Uint8Array,
	int8: Int8Array,
	uint16: Uint16Array,
	int16: Int16Array,
	uint32: Uint32Array,
	int32: Int32Array,
	float32: Float32Array,
	float64: Float64Array,
} as const satisfies Record<StoredType, unknown>;

export function createStored(type: StoredType, length: number): StoredArray {
	return new arrays[type](length);
}

/** The numbers that bytes of this machine's order stand for, in the same memory; `bytes` must be aligned for them. */
export function viewStored(type: StoredType, bytes: Uint8Array): StoredArray {
	// Nothing here is shared between threads, so the buffer is a plain one.
	const buffer = bytes.buffer as ArrayBuffer;
	return new arrays[type](buffer, bytes.byteOffset, bytes.length / storedBytes[type]);
}

/**
 * The type an image is handed out in: uint8, uint16 and float32 as they are, everything else as float32. That is
 * exact for int8 and int16; 32-bit integers beyond 2^24 and float64 are rounded to the nearest float32, and a
 * float64 beyond its range becomes infinite.
 */
export function pixelTypeFor(type: StoredType): PixelType {
	return type === "uint8" || type === "uint16" ? type : "float32";
}

/** Converts as `pixelTypeFor` says; an array that needs no conversion is returned itself. */
export function toPixels(data: StoredArray): PixelArray {
	if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Float32Array) return data;
	return Float32Array.from(data);
}
