import { type FileWindow, FormatProblem } from "./file-window.ts";

/** PNG 1.2: signature, IHDR first, IEND last. */
const signature = [0x89504e47, 0x0d0a1a0a] as const;
const headerChunk = 0x49484452;
const endChunk = 0x49454e44;
const samplesByColourType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Height, width, samples (when several). A file without its last chunk is half-written. */
export function readPngShape(file: FileWindow): readonly number[] {
	const head = file.read(0, 33, "the header");
	const isPng =
		head.getUint32(0) === signature[0] && head.getUint32(4) === signature[1] && head.getUint32(12) === headerChunk;
	if (!isPng) throw new FormatProblem("it does not begin as a PNG does");
	const tail = file.read(file.sizeBytes - 12, 12, "the last chunk");
	if (tail.getUint32(4) !== endChunk) throw new FormatProblem("its last chunk is missing: its writer did not finish");
	const samples = samplesByColourType[head.getUint8(25)] ?? 1;
	const shape = [head.getUint32(20), head.getUint32(16)];
	return samples === 1 ? shape : [...shape, samples];
}
