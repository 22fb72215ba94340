import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createPixels, type Image, type PixelArray, unknownPixelSize } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { TiffPlaneWriter, writeTiff } from "@tilewright/contract/image/tiff-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { halveRows } from "../../stages/src/image/halve-rows.ts";
import { createStageRunner, rootInput, type StageRunner, taskOf, tileOf } from "../../stages/src/testing/run-stage.ts";

/*
 * What we write, read by software that is not ours: Debian's python3-zarr and python3-tifffile, and xmllint with
 * OME's own schema. Each part is skipped where its reader is not installed.
 */

// Debian's packages belong to Debian's Python, which need not be the first on the path.
const python = ["/usr/bin/python3", "python3"].find((name) => spawnSync(name, ["--version"]).status === 0);
const has = (module: string) => python !== undefined && spawnSync(python, ["-c", `import ${module}`]).status === 0;
const hasZarr = has("zarr");
const hasTifffile = has("tifffile");
const omeSchema = resolve("../shared/data/ome-tiff-samples/ome-2016-06.xsd");
const hasXmllint = spawnSync("xmllint", ["--version"]).status === 0 && existsSync(omeSchema);
const mist = resolve("../shared/data/mist-phase-5x5");

function readWithPython(kind: "zarr" | "tiff", path: string) {
	const script = fileURLToPath(new URL("read_images.py", import.meta.url));
	return JSON.parse(execFileSync(python ?? "python3", [script, kind, path], { encoding: "utf8" }));
}

function sha256(...parts: readonly PixelArray[]): string {
	const digest = createHash("sha256");
	for (const { buffer, byteOffset, byteLength } of parts) digest.update(new Uint8Array(buffer, byteOffset, byteLength));
	return digest.digest("hex");
}

let runner: StageRunner;
beforeAll(async () => {
	runner = await createStageRunner();
});
afterAll(() => runner.close());

async function mosaicOf(images: readonly { image: Image; x: number }[], parameters: Record<string, unknown>) {
	const inputs = await Promise.all(
		images.map(async ({ image, x }, index) => {
			const path = join(await runner.folder(), "tile.tif");
			await writeTiff(path, image);
			return rootInput(tileOf([path], { relativePath: `tile-${index}`, position: { x, y: 0, z: 0 } }), index);
		}),
	);
	const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs, { parameters }));
	expect(run.stderr).toBe("");
	return join(run.directory, "mosaic.ome.zarr");
}

describe.skipIf(!hasZarr)("python3-zarr", () => {
	for (const dtype of ["uint8", "uint16", "float32"] as const) {
		for (const compression of ["zlib", "none"]) {
			test(`reads every level of a ${dtype} mosaic (${compression}) as it was written`, async () => {
				const value = (i: number) =>
					dtype === "float32" ? Math.sin(i) * 1e4 : (i * 7 + 1) % (dtype === "uint8" ? 251 : 60_000);
				const make = (length: number, at: (i: number) => number): PixelArray => {
					const pixels = createPixels(dtype, length);
					for (let i = 0; i < length; i++) pixels[i] = at(i);
					return pixels;
				};
				const tile = (start: number): Image => ({
					data: make(90 * 70, (i) => value(start + i)),
					dtype,
					axes: ["y", "x"],
					shape: [70, 90],
					pixelSize: { x: 0.5, y: 0.5, z: null },
					position: null,
					channelNames: [],
				});
				const [left, right] = [tile(0), tile(10_000)];
				const images = [left, right].map((image, i) => ({ image, x: i * 50 }));
				const path = await mosaicOf(images, { pixelSize: 0.5, chunkSize: 64, compression });
				const read = readWithPython("zarr", path);

				const whole = make(190 * 70, (i) => {
					const [x, y] = [i % 190, Math.floor(i / 190)];
					// Ten columns lie between the two tiles.
					const from = x < 90 ? left.data[y * 90 + x] : x >= 100 ? right.data[y * 90 + x - 100] : 0;
					return from ?? 0;
				});
				const half = halveRows(whole, 190);
				const quarter = halveRows(half, 95);
				expect(read.axes).toEqual(["c", "z", "y", "x"]);
				expect(read.units.slice(2)).toEqual(["micrometer", "micrometer"]);
				expect(read.levels.map((level: { shape: number[] }) => level.shape.slice(2))).toEqual([
					[70, 190],
					[35, 95],
					[18, 48],
				]);
				expect(read.levels.map((level: { dtype: string }) => level.dtype)).toEqual([dtype, dtype, dtype]);
				expect(read.levels.map((level: { sha256: string }) => level.sha256)).toEqual(
					[whole, half, quarter].map((pixels) => sha256(pixels)),
				);
				let sum = 0;
				for (const pixel of whole) sum += pixel;
				expect(read.levels[0].sum).toBeCloseTo(sum, 2);
				expect(read.transforms[1]).toEqual([
					{ type: "scale", scale: [1, 1, 1, 1] },
					{ type: "translation", translation: [0, 0, 0.25, 0.25] },
				]);
			});
		}
	}

	test.skipIf(!existsSync(mist))("opens a mosaic of real tiles", async () => {
		const inputs = Array.from({ length: 25 }, (_, p) => {
			const path = join(mist, `ImageName_t01_p${String(p + 1).padStart(2, "0")}.tif`);
			return rootInput(tileOf([path], { lattice: { x: Math.floor(p / 5), y: p % 5, z: 0 } }), p);
		});
		const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs, { parameters: { overlap: 0.06 } }));
		const read = readWithPython("zarr", join(run.directory, "mosaic.ome.zarr"));
		expect(read.levels[0].shape).toEqual([1, 1, run.metrics.height, run.metrics.width]);
		// 25 tiles of mean 290 or so, 6 % of each shared on two sides.
		expect(read.levels[0].sum / ((run.metrics.height ?? 1) * (run.metrics.width ?? 1))).toBeGreaterThan(250);
	});
});

const volume: Image = {
	data: Uint16Array.from({ length: 2 * 3 * 40 * 50 }, (_, i) => (i * 37) % 65_000),
	dtype: "uint16",
	axes: ["c", "z", "y", "x"],
	shape: [2, 3, 40, 50],
	pixelSize: { x: 0.5, y: 0.25, z: 2 },
	position: { x: -1.5, y: 2e-7, z: 3 },
	channelNames: ['"A" & <B>', "GFP"],
};

describe.skipIf(!hasTifffile)("python3-tifffile", () => {
	test("reads our OME-TIFF with the axes and pixels we meant", async () => {
		for (const compression of ["none", "deflate"] as const) {
			const path = join(await runner.folder(), "volume.ome.tif");
			await writeTiff(path, volume, { compression, description: buildOmeXml(volume, { name: "volume" }) });
			const read = readWithPython("tiff", path);
			expect(read).toMatchObject({ isOme: true, isBig: false, axes: "CZYX", shape: [2, 3, 40, 50], dtype: "uint16" });
			expect(read.sha256).toBe(sha256(volume.data));
		}
	});

	test("reads our BigTIFF and float32 pages", async () => {
		const path = join(await runner.folder(), "big.tif");
		const writer = await TiffPlaneWriter.create(path, { width: 33, height: 21, dtype: "float32", bigTiff: true });
		const planes = [1, 2, 3].map((k) => Float32Array.from({ length: 33 * 21 }, (_, i) => Math.cos(i * k)));
		for (const plane of planes) await writer.writePlane(plane);
		await writer.close();
		const read = readWithPython("tiff", path);
		expect(read).toMatchObject({ isBig: true, pages: 3, shape: [3, 21, 33], dtype: "float32" });
		expect(read.sha256).toBe(sha256(...planes));
	});
});

describe.skipIf(!hasXmllint)("xmllint with OME's schema", () => {
	test("finds nothing wrong with our OME-XML", async () => {
		const images: readonly Image[] = [
			volume,
			{ ...volume, pixelSize: unknownPixelSize, position: null, channelNames: [] },
		];
		for (const [i, image] of images.entries()) {
			const path = join(await runner.folder(), `image-${i}.ome.xml`);
			await writeFile(path, buildOmeXml(image, { name: "tile <1>", acquiredAt: new Date(0), text: "a & b \u0001" }));
			// The schema names another one on the network, which --nonet keeps it from fetching; that only warns.
			const result = spawnSync("xmllint", ["--nonet", "--noout", "--schema", omeSchema, path], { encoding: "utf8" });
			expect(result.stderr).toContain("validates");
			expect(result.status).toBe(0);
		}
	});
});
