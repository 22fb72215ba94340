/*
 * LZW as TIFF 6.0 section 13 has it: codes of 9 to 12 bits, most significant bit first, one code earlier than
 * the dictionary needs ("early change"). Written here because the reader library's own decoder never ends on
 * some damaged data (its dictionary chain runs past the table) and collects bytes in a JavaScript array.
 */

const clearCode = 256;
const endCode = 257;
const firstFree = 258;
const tableSize = 4096;

/** Decodes at most `expected` bytes; what is missing at the end shows in the length. Throws RangeError on impossible codes. */
export function decodeLzw(input: Uint8Array, expected: number): Uint8Array {
	const output = new Uint8Array(expected);
	// An entry is a run of the output itself: where it first stood, and how long it is.
	const starts = new Uint32Array(tableSize);
	const lengths = new Uint16Array(tableSize);
	let free = firstFree;
	let codeBits = 9;
	let previousStart = -1;
	let previousLength = 0;
	let written = 0;
	let bits = 0;
	let bitCount = 0;
	let at = 0;

	while (written < expected) {
		while (bitCount < codeBits) {
			if (at >= input.length) return output.subarray(0, written);
			bits = ((bits << 8) | (input[at++] ?? 0)) & 0xffffff;
			bitCount += 8;
		}
		const code = (bits >>> (bitCount - codeBits)) & ((1 << codeBits) - 1);
		bitCount -= codeBits;

		if (code === endCode) break;
		if (code === clearCode) {
			free = firstFree;
			codeBits = 9;
			previousStart = -1;
			continue;
		}
		const start = written;
		if (code < clearCode) {
			output[written++] = code;
		} else if (code < free) {
			const length = lengths[code] ?? 0;
			written = copyRun(output, starts[code] ?? 0, length, written, expected);
		} else if (code === free && previousStart >= 0) {
			// The entry about to be made: the previous run followed by its own first byte.
			written = copyRun(output, previousStart, previousLength + 1, written, expected);
		} else {
			throw new RangeError(`LZW code ${code} stands where the dictionary has ${free} entries`);
		}
		if (previousStart >= 0 && free < tableSize) {
			// The previous run and the byte after it, which is the first of this one, lie side by side in the output.
			starts[free] = previousStart;
			lengths[free] = previousLength + 1;
			free += 1;
		}
		previousStart = start;
		previousLength = written - start;
		if (free + 1 >= 1 << codeBits && codeBits < 12) codeBits += 1;
	}
	return output.subarray(0, written);
}

/** Byte by byte, since a run may overlap what it makes. */
function copyRun(output: Uint8Array, from: number, length: number, to: number, limit: number): number {
	const end = Math.min(to + length, limit);
	let source = from;
	for (let i = to; i < end; i++) output[i] = output[source++] ?? 0;
	return end;
}
