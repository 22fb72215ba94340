import { mkdtemp, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTilewrightError } from "@tilewright/contract/errors";
import type { Image, PixelArray } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { TiffPlaneWriter, writeTiff } from "@tilewright/contract/image/tiff-writer";
import { fromArrayBuffer, fromFile } from "geotiff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "tilewright-tiff-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

function volume(dtype: Image["dtype"], data: PixelArray, shape: readonly number[]): Image {
	const pixelSize = { x: 0.5, y: 0.25, z: 2 };
	return {
		data,
		dtype,
		shape,
		axes: ["z", "y", "x"],
		pixelSize,
		position: { x: 1, y: 2, z: 3 },
		channelNames: ["DAPI"],
	};
}

async function readPages(path: string): Promise<ArrayLike<number>[]> {
	const file = await fromFile(path);
	const pages: ArrayLike<number>[] = [];
	for (let i = 0; i < (await file.getImageCount()); i++) {
		const [page] = await (await file.getImage(i)).readRasters();
		if (page === undefined || typeof page === "number") throw new Error("no raster");
		pages.push(page);
	}
	file.close();
	return pages;
}

describe("writeTiff", () => {
	const length = 3 * 301 * 500;
	const samples: readonly [Image["dtype"], PixelArray][] = [
		["uint8", Uint8Array.from({ length }, (_, i) => (i * 7) % 256)],
		["uint16", Uint16Array.from({ length }, (_, i) => (i * 31) % 65536)],
		["float32", Float32Array.from({ length }, (_, i) => Math.sin(i) * 1e5)],
	];
	for (const [dtype, data] of samples) {
		for (const compression of ["none", "deflate"] as const) {
			test(`another reader gets back the ${dtype} voxels of a ${compression} stack`, async () => {
				const path = join(folder, `${dtype}-${compression}.tif`);
				const image = volume(dtype, data, [3, 301, 500]);
				await writeTiff(path, image, { compression, description: buildOmeXml(image) });
				const pages = await readPages(path);
				expect(pages.length).toBe(3);
				for (const [z, page] of pages.entries()) {
					expect(page.constructor).toBe(data.constructor);
					expect(Buffer.compare(bytesOf(page), bytesOf(data.subarray(z * 150_500, (z + 1) * 150_500)))).toBe(0);
				}
			});
		}
	}

	test("leaves nothing behind under a temporary name", async () => {
		expect((await readdir(folder)).filter((name) => name.includes("partial"))).toEqual([]);
	});

	test("a shape that the voxels do not fill is refused and leaves no file", async () => {
		const image = volume("uint8", new Uint8Array(10), [3, 2, 2]);
		await expect(writeTiff(join(folder, "short.tif"), image)).rejects.toSatisfy((e) =>
			isTilewrightError(e, "ARGUMENT_INVALID"),
		);
		expect(await readdir(folder)).not.toContain("short.tif");
	});

	test("resolution and description are where other software looks for them", async () => {
		const path = join(folder, "tags.tif");
		const image = volume("uint8", new Uint8Array(3 * 4 * 5), [3, 4, 5]);
		await writeTiff(path, image, { description: "µm & <text>" });
		const file = await fromFile(path);
		const directory = (await file.getImage(0)).fileDirectory;
		expect(await directory.loadValue("ImageDescription")).toContain("& <text>");
		// geotiff gives a rational as the pair of its two numbers.
		const resolution = (await directory.loadValue("XResolution")) as unknown as readonly number[];
		const [numerator, denominator] = resolution;
		expect(Number(numerator) / Number(denominator)).toBe(20_000);
		file.close();
	});
});

describe("TiffPlaneWriter", () => {
	test("a file still growing holds the pages that are finished and no more", async () => {
		const path = join(folder, "growing.tif");
		const writer = await TiffPlaneWriter.create(path, { width: 64, height: 40, dtype: "uint16" });
		await expect(readPages(path)).rejects.toThrow();
		await writer.writeRows(new Uint16Array(64 * 10).fill(1));
		await expect(readPages(path)).rejects.toThrow();
		await writer.writeRows(new Uint16Array(64 * 30).fill(2));
		expect((await readPages(path)).length).toBe(1);
		await writer.writePlane(new Uint16Array(64 * 40).fill(3));
		await writer.writeRows(new Uint16Array(64));
		expect(writer.pageCount).toBe(2);
		const pages = await readPages(path);
		expect(pages.map((page) => [page[0], page[64 * 40 - 1]])).toEqual([
			[1, 2],
			[3, 3],
		]);
		await expect(writer.close()).rejects.toThrow("1 of 40 rows of page 3");
		await writer.close();
	});

	test("rows that arrive a few at a time make the same file as whole planes", async () => {
		const data = Uint16Array.from({ length: 1000 * 700 }, (_, i) => i % 65_521);
		const options = { width: 1000, height: 700, dtype: "uint16", compression: "deflate" } as const;
		const whole = await TiffPlaneWriter.create(join(folder, "whole.tif"), options);
		await whole.writePlane(data);
		await whole.close();
		const pieces = await TiffPlaneWriter.create(join(folder, "pieces.tif"), options);
		const reused = new Uint16Array(1000 * 9);
		for (let row = 0; row < 700; row += 9) {
			const rows = Math.min(9, 700 - row);
			reused.set(data.subarray(row * 1000, (row + rows) * 1000));
			await pieces.writeRows(reused.subarray(0, rows * 1000));
		}
		await pieces.close();
		const files = await Promise.all(["whole.tif", "pieces.tif"].map((name) => readFile(join(folder, name))));
		expect(files[0]?.equals(files[1] ?? Buffer.alloc(0))).toBe(true);
	});

	test("BigTIFF is chosen when the stack would pass 4 GiB and reads the same", async () => {
		const path = join(folder, "big.tif");
		const handle = await open(path, "w");
		const writer = await TiffPlaneWriter.create(handle, {
			width: 100,
			height: 3,
			dtype: "uint8",
			expectedPlanes: 2 ** 24,
		});
		expect(writer.isBigTiff).toBe(true);
		await writer.writePlane(new Uint8Array(300).fill(9));
		await writer.writePlane(new Uint8Array(300).fill(8));
		await writer.close();
		expect((await handle.stat()).size).toBe((await stat(path)).size);
		await handle.close();
		const bytes = await readFile(path);
		expect(bytes.readUInt16LE(2)).toBe(43);
		const file = await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
		expect(await file.getImageCount()).toBe(2);
		const [second] = await (await file.getImage(1)).readRasters();
		expect((second as Uint8Array)[299]).toBe(8);
	});

	test("pixels of another type or too many rows are refused with the numbers", async () => {
		const writer = await TiffPlaneWriter.create(join(folder, "refused.tif"), { width: 4, height: 2, dtype: "uint8" });
		await expect(writer.writeRows(new Uint16Array(4))).rejects.toThrow("rows of 4 uint8 pixels, got 4 uint16");
		await expect(writer.writeRows(new Uint8Array(12))).rejects.toThrow("at most 2 rows");
		await expect(writer.writePlane(new Uint8Array(4))).rejects.toThrow("needs 8 pixels");
		await writer.close();
	});
});

function bytesOf(values: ArrayLike<number>): Buffer {
	// geotiff hands out typed arrays; the test above checks their class.
	const array = values as PixelArray;
	return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}
