import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTilewrightError } from "@tilewright/contract/errors";
import { axisLength, type ImageDescription, type PixelArray } from "@tilewright/contract/image/image";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSharedData, sharedDataPath } from "../testing/sample-files.ts";
import { halveRows } from "./halve-rows.ts";
import { OmeZarrWriter, type OmeZarrWriterOptions } from "./ome-zarr-writer.ts";
import { openImage } from "./open-image.ts";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "tilewright-zarr-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

const description: ImageDescription = {
	axes: ["c", "z", "y", "x"],
	shape: [2, 3, 75, 101],
	dtype: "uint16",
	pixelSize: { x: 0.5, y: 0.25, z: 2 },
	position: { x: 100, y: -50, z: 7 },
	channelNames: ["DAPI", "GFP"],
};
const windows = [
	{ start: 1, end: 2, min: 0, max: 65_535 },
	{ start: 3, end: 4, min: 0, max: 65_535 },
];

/** Differs in every plane; the lower right quarter of plane 0 is empty. */
function planeOf(c: number, z: number, width: number, height: number): Uint16Array {
	return Uint16Array.from({ length: width * height }, (_, i) => {
		const [x, y] = [i % width, Math.floor(i / width)];
		if (c + z === 0 && x >= 64 && y >= 32) return 0;
		return 1000 * (c * 3 + z) + y * 7 + x;
	});
}

async function write(name: string, options: Partial<OmeZarrWriterOptions> = {}, rowsAtOnce = 10): Promise<string> {
	const path = join(folder, name);
	const writer = await OmeZarrWriter.create(path, description, { name, chunkSize: 32, ...options });
	for (let c = 0; c < 2; c++) {
		for (let z = 0; z < 3; z++) {
			const plane = planeOf(c, z, 101, 75);
			for (let row = 0; row < 75; row += rowsAtOnce) {
				await writer.writeRows({ c, z }, plane.subarray(row * 101, Math.min(75, row + rowsAtOnce) * 101));
			}
		}
	}
	expect(existsSync(path)).toBe(false);
	await writer.finish(windows);
	return path;
}

async function readAll(path: string, options: { atLeast?: number } = {}): Promise<PixelArray[]> {
	const image = await openImage(path, options);
	const planes: PixelArray[] = [];
	for (let c = 0; c < axisLength(image, "c"); c++) {
		for (let z = 0; z < axisLength(image, "z"); z++) planes.push(await image.readPlane({ c, z }));
	}
	await image.close();
	return planes;
}

describe("OmeZarrWriter", () => {
	for (const compression of ["zlib", "none"] as const) {
		test(`what was written (${compression}) reads back, whole and by rows`, async () => {
			const path = await write(`${compression}.zarr`, { compression });
			const image = await openImage(path);
			expect(image).toMatchObject({ ...description, format: "OME-Zarr", storedType: "uint16" });
			for (let c = 0; c < 2; c++) {
				for (let z = 0; z < 3; z++) {
					const plane = planeOf(c, z, 101, 75);
					expect(await image.readPlane({ c, z })).toEqual(plane);
					expect(await image.readPlane({ c, z }, { from: 30, to: 66 })).toEqual(plane.slice(30 * 101, 66 * 101));
				}
			}
			await image.close();
		});
	}

	test("however the rows arrive, the folder is the same", async () => {
		const paths = [
			await write("tens.zarr", {}, 10),
			await write("whole.zarr", {}, 75),
			await write("bands.zarr", {}, 32),
		];
		const contents = await Promise.all(
			paths.map(async (path) => {
				const names = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
				const files = names.map((entry) => join(entry.parentPath, entry.name)).sort();
				const bytes = await Promise.all(files.map((file) => readFile(file, "base64")));
				return files.map((file, i) => [file.slice(path.length), file.endsWith(".zattrs") ? "" : bytes[i]]);
			}),
		);
		expect(contents[1]).toEqual(contents[0]);
		expect(contents[2]).toEqual(contents[0]);
	});

	test("nothing that a reader looks for at a level is missing", async () => {
		const path = await write("attributes.zarr");
		for (const level of ["0", "1", "2"]) {
			expect(JSON.parse(await readFile(join(path, level, ".zattrs"), "utf8"))).toEqual({});
		}
	});

	test("each level is the mean of 2 x 2 pixels of the one before", async () => {
		const path = await write("pyramid.zarr");
		const [level0, level1, level2] = [
			await readAll(path),
			await readAll(path, { atLeast: 51 }),
			await readAll(path, { atLeast: 1 }),
		];
		for (const [i, plane] of level0.entries()) {
			const half = halveRows(plane, 101);
			expect(level1[i]).toEqual(half);
			expect(level2[i]).toEqual(halveRows(half, 51));
		}
		const coarse = await openImage(path, { atLeast: 51 });
		expect(coarse).toMatchObject({
			shape: [2, 3, 38, 51],
			pixelSize: { x: 1, y: 0.5, z: 2 },
			position: { x: 100.25, y: -49.875 },
		});
	});

	test("empty chunks are not written", async () => {
		const path = await write("sparse.zarr");
		// Chunks of 32: rows 1 and 2, columns 2 and 3 of plane 0 are empty.
		expect(existsSync(join(path, "0/0/0/1/1"))).toBe(true);
		expect(existsSync(join(path, "0/0/0/1/2"))).toBe(false);
		expect(existsSync(join(path, "0/0/1/1/2"))).toBe(true);
	});

	test("its overview is the coarsest level's maximum along z", async () => {
		const path = join(folder, "overview.zarr");
		const writer = await OmeZarrWriter.create(path, description, { name: "overview", chunkSize: 32 });
		for (let c = 0; c < 2; c++) for (let z = 0; z < 3; z++) await writer.writeRows({ c, z }, planeOf(c, z, 101, 75));
		const { width, height, channels } = writer.overview;
		expect([width, height]).toEqual([26, 19]);
		const expected = halveRows(halveRows(planeOf(1, 2, 101, 75), 101), 51);
		expect(channels[1]).toEqual(expected);
		await writer.abandon();
		expect(await readdir(folder)).not.toContain("overview.zarr.partial");
	});

	test("float32 and uint8 images without a known pixel size are fine too", async () => {
		for (const dtype of ["uint8", "float32"] as const) {
			const path = join(folder, `${dtype}.zarr`);
			const image: ImageDescription = {
				axes: ["y", "x"],
				shape: [5, 9],
				dtype,
				pixelSize: { x: null, y: null, z: null },
				position: null,
				channelNames: [],
			};
			const data = dtype === "uint8" ? new Uint8Array(45).map((_, i) => i) : new Float32Array(45).map((_, i) => i / 7);
			const writer = await OmeZarrWriter.create(path, image, { name: dtype });
			await writer.writeRows({}, data);
			await writer.finish([{ start: 0, end: 1, min: 0, max: 255 }]);
			const read = await openImage(path);
			expect(read).toMatchObject({ axes: ["y", "x"], shape: [5, 9], dtype, pixelSize: image.pixelSize });
			expect(await read.readPlane({})).toEqual(data);
		}
	});
});

describe.skipIf(!hasSharedData)("metadata", () => {
	test("is valid by the specification's own schemas, also the strict one", async () => {
		const ajv = new Ajv2020({ strict: false });
		for (const name of ["image", "strict_image"]) {
			ajv.addSchema(JSON.parse(await readFile(sharedDataPath(`ngff-spec/0.4/schemas/${name}.schema`), "utf8")));
		}
		const validate = ajv.getSchema("https://ngff.openmicroscopy.org/0.4/schemas/strict_image.schema");
		const path = await write("metadata.zarr");
		const attributes = JSON.parse(await readFile(join(path, ".zattrs"), "utf8"));
		expect(validate?.(attributes), JSON.stringify(validate?.errors)).toBe(true);
		attributes.multiscales[0].axes.pop();
		attributes.multiscales[0].datasets[0].coordinateTransformations[0].type = "stretch";
		expect(validate?.(attributes)).toBe(false);
	});

	test("of every version by other writers is read with the published values", async () => {
		const mean = (planes: readonly PixelArray[]) => {
			const values = planes.flatMap((plane) => [...plane]);
			return values.reduce((sum, value) => sum + value, 0) / values.length;
		};
		const cases: readonly [string, number, number[]][] = [
			["ome-zarr-py/v1", 10.224609, [2, 16, 16]],
			["ome-zarr-py/v2", 10.224609, [2, 16, 16]],
			["viv/ome-zarr/blobs_image_v04.ome.zarr", 0.541667, [3, 12, 12]],
			["viv/ome-zarr/blobs_image_v05.ome.zarr", 0.541667, [3, 12, 12]],
			["viv/bioformats-zarr/data.zarr", 47.491909, [3, 167, 439]],
			["ngff-challenge/2d.zarr", 28.558105, [3, 64, 64]],
			["ngff-challenge/hcs.zarr/A/1/0", 28.558105, [3, 64, 64]],
		];
		for (const [name, expected, shape] of cases) {
			const path = sharedDataPath(`ome-zarr-samples/${name}`);
			expect((await openImage(path)).shape, name).toEqual(shape);
			expect(mean(await readAll(path)), name).toBeCloseTo(expected, 5);
		}
		expect(await openImage(sharedDataPath("ome-zarr-samples/ngff-challenge/2d.zarr"))).toMatchObject({
			channelNames: ["Channel 0", "Channel 1", "Channel 2"],
		});
	});

	test("of plates, wells and unknown versions is refused with what to do", async () => {
		const cases: readonly [string, string][] = [
			["ngff-challenge/hcs.zarr", "one field, such as A/1/0"],
			["ngff-challenge/hcs.zarr/A/1", "it is a well"],
			["validator-invalid/invalid_version.zarr", 'version "abc123"'],
			["../mist-phase-5x5", "no OME-Zarr image"],
		];
		for (const [name, expected] of cases) {
			await expect(openImage(sharedDataPath(`ome-zarr-samples/${name}`))).rejects.toSatisfy(
				(error) => isTilewrightError(error, "IMAGE_UNSUPPORTED") && error.message.includes(expected),
			);
		}
	});
});

describe("damaged folders", () => {
	async function spoil(name: string, damage: (path: string) => Promise<void>): Promise<unknown> {
		const path = join(folder, name);
		await cp(await write(`${name}-whole`), path, { recursive: true });
		await damage(path);
		try {
			await readAll(path);
			return null;
		} catch (error) {
			return error;
		}
	}

	test("each gets a clear message and nothing worse", async () => {
		const cases: readonly [string, (path: string) => Promise<void>, string][] = [
			["cut-attributes", (path) => truncate(join(path, ".zattrs"), 200), ".zattrs is not JSON"],
			["cut-array", (path) => truncate(join(path, "0/.zarray"), 20), "cannot be read"],
			["no-array", (path) => rm(join(path, "0"), { recursive: true }), "cannot be read"],
			["cut-chunk", (path) => truncate(join(path, "0/0/1/1/1"), 40), "cannot be read"],
			["other-chunk", (path) => writeFile(join(path, "0/1/1/1/1"), "not a chunk at all"), "cannot be read"],
		];
		for (const [name, damage, expected] of cases) {
			const error = await spoil(name, damage);
			expect(isTilewrightError(error, "IMAGE_UNREADABLE"), `${name}: ${error}`).toBe(true);
			expect(String(error), name).toContain(expected);
		}
	});

	test("a short uncompressed chunk is noticed", async () => {
		const path = await write("short.zarr", { compression: "none" });
		await truncate(join(path, "0/1/2/0/0"), 1000);
		await expect(readAll(path)).rejects.toThrow("chunk 1/2/0/0 holds 500 of 1024 values");
	});

	test("a chunk shape that no memory holds is refused", async () => {
		const error = await spoil("huge-chunks", async (path) => {
			const metadata = JSON.parse(await readFile(join(path, "0/.zarray"), "utf8"));
			await writeFile(join(path, "0/.zarray"), JSON.stringify({ ...metadata, chunks: [1, 1, 1e9, 1e9] }));
		});
		expect(String(error)).toContain("in chunks of 1 x 1 x 1000000000 x 1000000000");
	});
});

describe("halveRows", () => {
	test("rounds halves up and takes what there is at odd edges", () => {
		expect([...halveRows(Uint8Array.from([1, 2, 9, 3, 4, 4]), 3)]).toEqual([3, 7]);
		expect([...halveRows(Uint8Array.from([1, 2, 5, 0, 1, 2, 255, 254, 255]), 3)]).toEqual([1, 4, 255, 255]);
		expect([...halveRows(Float32Array.from([1, 2, 3, 5]), 2)]).toEqual([2.75]);
	});
});
