import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTilewrightError } from "@tilewright/contract/errors";
import { axisLength } from "@tilewright/contract/image/image";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fixturePath } from "../testing/sample-files.ts";
import { openImage } from "./open-image.ts";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "tilewright-damage-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

const samples = [
	"plain.tif",
	"big-endian-lzw.tif",
	"lzw-predictor.tif",
	"packbits-strips.tif",
	"tiles-deflate.tif",
	"bigtiff-tiles.tif",
	"float-predictor.tif",
	"imagej-hyperstack.tif",
	"positions.ome.tif",
];

/** Opens and reads everything; the pixels' count, or the error. */
async function readAll(path: string): Promise<number | Error> {
	try {
		const image = await openImage(path);
		try {
			let count = 0;
			for (let t = 0; t < axisLength(image, "t"); t++) {
				for (let c = 0; c < axisLength(image, "c"); c++) {
					for (let z = 0; z < axisLength(image, "z"); z++) count += (await image.readPlane({ t, c, z })).length;
				}
			}
			return count;
		} finally {
			await image.close();
		}
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

/** A small generator with a seed, so that a failure can be repeated. */
function randomNumbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

for (const name of samples) {
	test(`${name} cut off anywhere is refused with its name and size`, async () => {
		const bytes = await readFile(fixturePath(name));
		const path = join(folder, `cut-${name}`);
		const lengths = new Set<number>();
		for (let i = 0; i < 60; i++) lengths.add(Math.floor((bytes.length * i) / 60));
		for (let length = 0; length < 40; length++) lengths.add(length);
		for (const length of lengths) {
			await writeFile(path, bytes.subarray(0, length));
			const result = await readAll(path);
			expect(result, `cut to ${length} bytes`).toBeInstanceOf(Error);
			expect(isTilewrightError(result, "IMAGE_UNREADABLE"), `${length}: ${result}`).toBe(true);
			expect(String(result)).toContain(`"cut-${name}" (${length} bytes)`);
		}
	});

	test(`${name} with damaged bytes is read or refused, never worse`, async () => {
		const original = await readFile(fixturePath(name));
		const path = join(folder, `damaged-${name}`);
		const random = randomNumbers(name.length * 7919);
		const directoryAt = original.readUInt16LE(0) === 0x4949 ? original.readUInt32LE(4) : original.readUInt32BE(4);
		const before = process.memoryUsage().arrayBuffers;
		for (let round = 0; round < 150; round++) {
			const bytes = Buffer.from(original);
			const changes = 1 + Math.floor(random() * 3);
			for (let i = 0; i < changes; i++) {
				// Header, first directory, or anywhere.
				const where =
					[random() * 16, directoryAt + random() * 220, random() * bytes.length][Math.floor(random() * 3)] ?? 0;
				const at = Math.min(bytes.length - 1, Math.floor(where));
				bytes[at] = random() < 0.3 ? 0xff : Math.floor(random() * 256);
			}
			await writeFile(path, bytes);
			const result = await readAll(path);
			if (result instanceof Error) {
				expect(isTilewrightError(result), `round ${round}: ${result.stack}`).toBe(true);
			} else {
				// Whatever was read is bounded by what so few bytes can hold.
				expect(result).toBeLessThan(50_000_000);
			}
		}
		expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(500_000_000);
	});
}
