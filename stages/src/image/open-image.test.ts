import { createHash } from "node:crypto";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isTilewrightError } from "@tilewright/contract/errors";
import { axisLength, type Image, type PixelArray } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { writeTiff } from "@tilewright/contract/image/tiff-writer";
import { fromFile } from "geotiff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixturePath, hasSharedData, sharedDataPath } from "../testing/sample-files.ts";
import type { ImageSource } from "./image-source.ts";
import { openImage } from "./open-image.ts";

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "tilewright-open-"));
});
afterAll(async () => {
	await rm(folder, { recursive: true });
});

/** What fixtures/write-tiffs.py puts at a pixel. */
function fixtureValue(page: number, index: number): number {
	return (page * 5000 + Math.floor(index / 45) * 131 + (index % 45) * 17) % 40_000;
}

async function withImage<Result>(path: string, use: (image: ImageSource) => Promise<Result>): Promise<Result> {
	const image = await openImage(path);
	try {
		return await use(image);
	} finally {
		await image.close();
	}
}

async function meanOf(path: string): Promise<number> {
	return withImage(path, async (image) => {
		let sum = 0;
		let count = 0;
		for (let t = 0; t < axisLength(image, "t"); t++) {
			for (let c = 0; c < axisLength(image, "c"); c++) {
				for (let z = 0; z < axisLength(image, "z"); z++) {
					const plane = await image.readPlane({ t, c, z });
					for (const value of plane) sum += value;
					count += plane.length;
				}
			}
		}
		return sum / count;
	});
}

describe("TIFF files written by libtiff and tifffile", () => {
	const stacks = [
		"plain.tif",
		"big-endian-lzw.tif",
		"lzw-predictor.tif",
		"big-endian-deflate-predictor.tif",
		"packbits-strips.tif",
		"tiles-deflate.tif",
		"big-endian-one-row-strips.tif",
		"bigtiff-tiles.tif",
	];
	for (const name of stacks) {
		test(`${name} gives its formula back, whole and by rows`, async () => {
			await withImage(fixturePath(name), async (image) => {
				expect(image).toMatchObject({
					axes: ["z", "y", "x"],
					shape: [2, 37, 45],
					dtype: "uint16",
					storedType: "uint16",
				});
				for (let z = 0; z < 2; z++) {
					const plane = await image.readPlane({ z });
					expect(plane).toEqual(Uint16Array.from({ length: 37 * 45 }, (_, i) => fixtureValue(z, i)));
					const rows = await image.readPlane({ z }, { from: 7, to: 34 });
					expect(rows).toEqual(plane.slice(7 * 45, 34 * 45));
				}
			});
		});
	}

	test("floats with the floating-point predictor come back bit for bit", async () => {
		const expected = Float32Array.from({ length: 37 * 45 }, (_, i) => fixtureValue(0, i) / 7);
		for (const name of ["floats.tif", "float-predictor.tif", "float64-big-endian.tif"]) {
			const plane = await withImage(fixturePath(name), (image) => image.readPlane({}));
			expect(plane).toEqual(expected);
		}
	});

	test("int16 is handed out as float32, exactly", async () => {
		await withImage(fixturePath("int16.tif"), async (image) => {
			expect(image).toMatchObject({ storedType: "int16", dtype: "float32" });
			expect(await image.readPlane({})).toEqual(
				Float32Array.from({ length: 37 * 45 }, (_, i) => fixtureValue(0, i) - 20_000),
			);
		});
	});

	test("colour samples become channels, interleaved or planar", async () => {
		for (const name of ["rgb.tif", "rgb-planar.tif"]) {
			await withImage(fixturePath(name), async (image) => {
				expect(image).toMatchObject({ axes: ["c", "y", "x"], shape: [3, 37, 45] });
				for (const [c, modulus] of [251, 241, 239].entries()) {
					const expected = Uint8Array.from({ length: 37 * 45 }, (_, i) => fixtureValue(0, i) % modulus);
					expect(await image.readPlane({ c })).toEqual(expected);
				}
			});
		}
	});

	test("an ImageJ hyperstack has its axes, order and sizes", async () => {
		await withImage(fixturePath("imagej-hyperstack.tif"), async (image) => {
			expect(image).toMatchObject({
				axes: ["t", "c", "z", "y", "x"],
				shape: [2, 2, 3, 37, 45],
				pixelSize: { x: 0.25, y: 0.5, z: 1.5 },
			});
			// Pages: c fastest, then z, then t.
			for (const [t, c, z] of [
				[0, 1, 0],
				[0, 0, 2],
				[1, 1, 2],
			] as const) {
				const plane = await image.readPlane({ t, c, z });
				expect(plane[0]).toBe(fixtureValue((t * 3 + z) * 2 + c, 0));
			}
		});
	});

	test("OME-XML by another writer gives order, sizes, position and channel names", async () => {
		await withImage(fixturePath("positions.ome.tif"), async (image) => {
			expect(image).toMatchObject({
				format: "OME-TIFF",
				axes: ["c", "z", "y", "x"],
				shape: [3, 2, 37, 45],
				pixelSize: { x: 0.25, y: 0.25, z: 2 },
				position: { x: 1500, y: -2000, z: 10 },
				channelNames: ["DAPI", "GFP & <RFP>", "Cy5"],
			});
			expect((await image.readPlane({ c: 2, z: 1 }))[0]).toBe(fixtureValue(5, 0));
			expect((await image.readPlane({ c: 1, z: 0 }))[0]).toBe(fixtureValue(1, 0));
		});
	});

	test("a compression that is not read is named", async () => {
		await expect(openImage(fixturePath("jpeg.tif"))).rejects.toSatisfy((error) => {
			return isTilewrightError(error, "IMAGE_UNSUPPORTED") && error.message.includes("compression JPEG");
		});
	});
});

describe("our own OME-TIFF", () => {
	test("a five-dimensional image reads back as it was written", async () => {
		const data = Uint16Array.from({ length: 2 * 3 * 2 * 5 * 7 }, (_, i) => i * 11);
		const image: Image = {
			data,
			dtype: "uint16",
			axes: ["t", "c", "z", "y", "x"],
			shape: [2, 3, 2, 5, 7],
			pixelSize: { x: 0.5, y: 0.25, z: 3 },
			position: { x: -10.5, y: 20, z: 1e-7 },
			channelNames: ['a "quoted" name', "<b>", "µ"],
		};
		const path = join(folder, "five.ome.tif");
		await writeTiff(path, image, { description: buildOmeXml(image, { name: "tile & 1" }) });
		await withImage(path, async (read) => {
			const { data: _, ...description } = image;
			expect(read).toMatchObject(description);
			const planes: PixelArray[] = [];
			for (let t = 0; t < 2; t++) {
				for (let c = 0; c < 3; c++) for (let z = 0; z < 2; z++) planes.push(await read.readPlane({ t, c, z }));
			}
			expect(planes.flatMap((plane) => [...plane])).toEqual([...data]);
		});
	});

	test("a set of files that refer to each other is one image, wherever it is opened", async () => {
		const xml = `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0"><Pixels ID="Pixels:0"
			DimensionOrder="XYZCT" Type="uint8" SizeX="4" SizeY="2" SizeZ="1" SizeC="2" SizeT="1"><Channel ID="Channel:0:0" SamplesPerPixel="1"/>
			<TiffData FirstC="0" IFD="0"><UUID FileName="set-0.ome.tif">urn:uuid:1</UUID></TiffData>
			<TiffData FirstC="1" IFD="0"><UUID FileName="set-1.ome.tif">urn:uuid:2</UUID></TiffData></Pixels></Image></OME>`;
		for (const c of [0, 1]) {
			const data = new Uint8Array(8).fill(c + 1);
			const image: Image = {
				data,
				dtype: "uint8",
				axes: ["y", "x"],
				shape: [2, 4],
				pixelSize: { x: null, y: null, z: null },
				position: null,
				channelNames: [],
			};
			await writeTiff(join(folder, `set-${c}.ome.tif`), image, { description: xml });
		}
		for (const name of ["set-0.ome.tif", "set-1.ome.tif"]) {
			await withImage(join(folder, name), async (image) => {
				expect(image.shape).toEqual([2, 2, 4]);
				expect((await image.readPlane({ c: 0 }))[0]).toBe(1);
				expect((await image.readPlane({ c: 1 }))[7]).toBe(2);
			});
		}
		await rm(join(folder, "set-1.ome.tif"));
		await withImage(join(folder, "set-0.ome.tif"), async (image) => {
			await expect(image.readPlane({ c: 1 })).rejects.toThrow('Image "set-1.ome.tif" cannot be read');
		});
	});
});

describe.skipIf(!hasSharedData)("real files", () => {
	test("every plane of the OME text sample is where its own picture says", async () => {
		const path = sharedDataPath("ome-tiff-samples/2010-06-18x24y5z1t2c8b-text.ome.tiff");
		const pages = await fromFile(path);
		await withImage(path, async (image) => {
			expect(image).toMatchObject({ axes: ["c", "z", "y", "x"], shape: [2, 5, 24, 18], dtype: "uint8" });
			// DimensionOrder XYCTZ: c runs fastest through the pages.
			for (let c = 0; c < 2; c++) {
				for (let z = 0; z < 5; z++) {
					const [raster] = await (await pages.getImage(z * 2 + c)).readRasters();
					expect([...(await image.readPlane({ c, z }))]).toEqual([...(raster as Uint8Array)]);
				}
			}
		});
		pages.close();
		expect(await meanOf(path)).toBeCloseTo(141.2049, 4);
	});

	test("the same int8 image, big-endian uncompressed and Deflate, has the published mean", async () => {
		for (const name of ["viv-avivator-multi-channel.ome.tif", "viv-loaders-multi-channel.ome.tif"]) {
			expect(await meanOf(sharedDataPath(`ome-tiff-samples/${name}`))).toBeCloseTo(47.491909, 6);
		}
	});

	test("the cortex volume has the published digest", async () => {
		const digest = createHash("sha256");
		await withImage(sharedDataPath("cellfinder-cortex-3d/cortex-ch0-z30-y510-x667-uint16.tif"), async (image) => {
			expect(image).toMatchObject({ axes: ["z", "y", "x"], shape: [30, 510, 667], dtype: "uint16" });
			for (let z = 0; z < 30; z++) {
				const plane = await image.readPlane({ z });
				digest.update(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
			}
		});
		expect(digest.digest("hex")).toBe("10ba494c216e85caaa9ca6ab387e36f05cd6774494b96744ef74fe17f7e3042f");
	});

	test("PackBits strips of a phase-contrast tile equal what geotiff reads", async () => {
		const path = sharedDataPath("mist-phase-5x5/ImageName_t01_p07.tif");
		const pages = await fromFile(path);
		const [raster] = await (await pages.getImage(0)).readRasters();
		pages.close();
		expect(await withImage(path, (image) => image.readPlane({}))).toEqual(raster);
	});

	test("a format that is not read is named", async () => {
		await expect(openImage(sharedDataPath("czi-mosaic-2tile/mosaic_test.czi"))).rejects.toThrow("a Zeiss CZI");
	});
});

describe("files that are no image", () => {
	test("missing, empty, short and foreign files are told apart", async () => {
		const cases: readonly [string, Buffer | null, string][] = [
			["absent.tif", null, "there is no such file"],
			["empty.tif", Buffer.alloc(0), "it is empty"],
			["short.tif", Buffer.from("II*"), "too short"],
			["zeros.tif", Buffer.alloc(4096), "its first bytes are 00000000"],
			["picture.tif", Buffer.from("89504e470d0a1a0a", "hex"), "it is a PNG"],
			["header-only.tif", Buffer.from("49492a0000000000", "hex"), "no complete page yet"],
		];
		for (const [name, bytes, expected] of cases) {
			const path = join(folder, name);
			if (bytes) await writeFile(path, bytes);
			await expect(openImage(path)).rejects.toThrow(expected);
		}
	});

	test("an OME-TIFF that lost its last pages says how many planes are missing", async () => {
		const image: Image = {
			data: new Uint8Array(4 * 6),
			dtype: "uint8",
			axes: ["z", "y", "x"],
			shape: [4, 2, 3],
			pixelSize: { x: null, y: null, z: null },
			position: null,
			channelNames: [],
		};
		const path = join(folder, "promises.ome.tif");
		const promised = buildOmeXml({ ...image, shape: [6, 2, 3] });
		await writeTiff(path, image, { description: promised });
		await expect(openImage(path)).rejects.toThrow(
			"promises 6 planes and 2 of them are not there: the file has 4 pages",
		);
		await writeTiff(path, image, { description: promised.slice(0, -20) });
		await expect(openImage(path)).rejects.toThrow("OME-XML is malformed");
	});

	test("a list of pages that leads back to its beginning ends", async () => {
		const path = join(folder, "circle.tif");
		await copyFile(fixturePath("plain.tif"), path);
		const image = await openImage(path);
		await image.close();
		const bytes = await (await import("node:fs/promises")).readFile(path);
		// The last "next page" pointer is found by following the chain.
		let at = bytes.readUInt32LE(4);
		for (let page = 0; page < 2; page++) {
			const pointerAt = at + 2 + bytes.readUInt16LE(at) * 12;
			if (page === 1) bytes.writeUInt32LE(bytes.readUInt32LE(4), pointerAt);
			else at = bytes.readUInt32LE(pointerAt);
		}
		await writeFile(path, bytes);
		await expect(openImage(path)).rejects.toThrow("does not end");
	});
});
