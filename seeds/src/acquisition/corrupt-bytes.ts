import { Random, wordOf } from "../randomness/random.ts";

const chunkBytes = 64 * 1024;
/** A little-endian TIFF whose first directory lies at an odd place far outside the file. */
const misleadingHeader = [0x49, 0x49, 42, 0, 0xff, 0xff, 0xff, 0x7f];

/** Content of a corrupt file: a TIFF to its first four bytes, and nothing anybody can read after them. */
export function* corruptBytes(
	seed: number,
	tileNumber: number,
	fileIndex: number,
	sizeBytes: number,
): Generator<Uint8Array> {
	const random = new Random(seed, wordOf("corrupt"), tileNumber, fileIndex);
	for (let at = 0; at < sizeBytes; at += chunkBytes) {
		const chunk = new Uint8Array(Math.min(chunkBytes, sizeBytes - at));
		for (let i = 0; i < chunk.length; i++) chunk[i] = random.uint32();
		if (at === 0) chunk.set(misleadingHeader.slice(0, chunk.length));
		yield chunk;
	}
}
