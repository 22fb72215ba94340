import { existsSync } from "node:fs";
import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Image } from "@tilewright/contract/image/image";
import { TiffPlaneWriter } from "@tilewright/contract/image/tiff-writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./manual-clock.ts";
import { MemorySink } from "./memory-sink.ts";
import { ScratchFolder } from "./scratch-folder.ts";
import { lookFor, openReader } from "./watched-sources.ts";

/* What a directory source reads in the images it finds: whether they are whole, and where they lie. */

let folder: ScratchFolder;
let clock: ManualClock;
let sink: MemorySink;

beforeEach(async () => {
	folder = await ScratchFolder.create();
	clock = new ManualClock();
	sink = new MemorySink();
});
afterEach(() => folder.remove());

const watch = (settings: object) => openReader(folder.path, "directory", settings, { clock, sink });

describe("an image", () => {
	const settings = { pattern: "{n:int}.tif", settleSeconds: 2, checkFormat: true };

	it("brings the position its metadata states", async () => {
		await folder.writeImage("1.tif");
		const lattice = { from: "metadata", step: { x: 50, y: 50, z: 10 } };
		await lookFor(watch({ ...settings, lattice }), clock, 3000);
		expect(sink.tiles.get("1.tif")).toMatchObject({
			position: { x: 100, y: 200, z: 30 },
			lattice: { x: 2, y: 4, z: 3 },
			step: { x: 50, y: 50, z: 10 },
		});
	});

	it.each([
		["cut off in its last page", -20],
		["cut off in the middle", -400],
		["of only a header", -1e9],
	])("%s is not taken, says why, and is taken when it is whole", async (_, change) => {
		const path = await folder.writeImage("1.tif");
		const whole = await readFile(path);
		await truncate(path, Math.max(8, whole.length + change));
		const reader = watch(settings);
		const look = await lookFor(reader, clock, 10_000);
		expect(look.observation.problem).toMatchObject({ code: "IMAGE_UNREADABLE" });
		expect(look.observation.pendingFiles).toEqual([{ path: "1.tif", verdict: expect.stringContaining("not taken: ") }]);
		expect(sink.tiles.size).toBe(0);
		await writeFile(path, whole);
		expect((await lookFor(reader, clock, 6000)).observation.problem).toBeNull();
		expect(sink.complete).toEqual(["1.tif"]);
	});

	it("that is left half-way, valid page by page, lacks planes its metadata speaks of", async () => {
		const path = await folder.writeImage("1.tif");
		const description = /<\?xml[\s\S]*<\/OME>/.exec(await readFile(path, "utf8"))?.[0] ?? "";
		const writer = await TiffPlaneWriter.create(folder.at("2.tif"), {
			width: 8,
			height: 6,
			dtype: "uint16",
			description,
		});
		await writer.writePlane(new Uint16Array(48));
		await writer.writePlane(new Uint16Array(48));
		const reader = watch(settings);
		const look = await lookFor(reader, clock, 5000);
		expect(look.observation.pendingFiles).toEqual([
			{ path: "2.tif", verdict: "not taken: it has 2 of the 3 planes its OME-XML speaks of" },
		]);
		await writer.writePlane(new Uint16Array(48));
		await writer.close();
		await lookFor(reader, clock, 5000);
		expect(sink.complete).toEqual(["1.tif", "2.tif"]);
	});

	it("that is no image at all can be taken after a time, when asked for", async () => {
		await folder.write("1.tif", "no image");
		const reader = watch({ ...settings, acceptInvalidAfterSeconds: 20 });
		await lookFor(reader, clock, 15_000);
		expect(sink.tiles.size).toBe(0);
		await lookFor(reader, clock, 10_000);
		expect(sink.tiles.get("1.tif")?.verdict).toBe("taken although it does not begin as a TIFF does");
	});

	it("without planes in the grid is taken without a lattice position, and that is said", async () => {
		await folder.write("9.tif", "pixels");
		const lattice = { index: "n", start: 10, columns: 2 };
		const { observation } = await lookFor(watch({ ...settings, checkFormat: false, lattice }), clock, 5000);
		expect(sink.tiles.get("9.tif")).toMatchObject({ lattice: null, latticeAttributes: ["n"] });
		expect(observation.problem?.message).toContain('field "n" is 9');
	});

	it("says where it lies whatever its numeric type", async () => {
		const change: Partial<Image> = {
			dtype: "float32",
			data: new Float32Array(144),
			pixelSize: { x: null, y: null, z: null },
		};
		await folder.writeImage("1.tif", change);
		await lookFor(watch({ pattern: "{n:int}.tif", settleSeconds: 0, checkFormat: true }), clock, 3000);
		expect(sink.tiles.get("1.tif")?.position).toEqual({ x: 100, y: 200, z: 30 });
	});
});

const mist = join(import.meta.dirname, "../../../../shared/data/mist-phase-5x5");

it.skipIf(!existsSync(mist))("the real 5 x 5 grid gets its lattice from the running number", async () => {
	const settings = {
		pattern: "ImageName_t{t:int}_p{p:int}.tif",
		lattice: { index: "p", start: 1, rows: 5, order: "columns" },
		settleSeconds: 1,
	};
	const reader = openReader(mist, "directory", settings, { clock, sink });
	const { observation } = await lookFor(reader, clock, 5000);
	expect(observation).toMatchObject({ problem: null, pendingFiles: [] });
	expect(sink.tiles.size).toBe(25);
	// p = 5 * column + row + 1
	for (let column = 0; column < 5; column++) {
		for (let row = 0; row < 5; row++) {
			const p = 5 * column + row + 1;
			expect(sink.tiles.get(`ImageName_t01_p${String(p).padStart(2, "0")}.tif`)).toMatchObject({
				lattice: { x: column, y: row, z: 0 },
				attributes: { t: 1, p },
				latticeAttributes: ["p"],
			});
		}
	}
});

it.skipIf(!existsSync(mist))("a real TIFF of another writer is refused wherever it is cut off", async () => {
	const whole = await readFile(join(mist, "ImageName_t01_p07.tif"));
	const settings = { pattern: "{n:int}.tif", settleSeconds: 0, checkFormat: true };
	for (let n = 1; n < 40; n++) await folder.write(`${n}.tif`, whole.subarray(0, Math.floor((whole.length * n) / 40)));
	await folder.write("39.tif", whole.subarray(0, -1));
	await folder.write("40.tif", whole);
	const { observation } = await lookFor(watch(settings), clock, 5000);
	expect(sink.complete).toEqual(["40.tif"]);
	expect(observation.pendingFiles).toHaveLength(39);
});

const zarrSamples = join(import.meta.dirname, "../../../../shared/data/ome-zarr-samples");

it.skipIf(!existsSync(zarrSamples))("real OME-Zarr images are taken, those without their arrays are not", async () => {
	const settings = { pattern: "{name:path}.zarr", settleSeconds: 0 };
	const { observation } = await lookFor(openReader(zarrSamples, "directory", settings, { clock, sink }), clock, 5000);
	expect(sink.complete).toContain("viv/ome-zarr/blobs_image_v04.ome.zarr");
	expect(sink.complete).toContain("viv/ome-zarr/blobs_image_v05.ome.zarr");
	expect(observation.pendingFiles).toContainEqual({
		path: "validator-invalid/invalid_version.zarr",
		verdict: 'not taken: its finest level "0" has no readable array metadata',
	});
});

const omeSamples = join(import.meta.dirname, "../../../../shared/data/ome-tiff-samples");

it.skipIf(!existsSync(omeSamples))("real OME-TIFF files of other writers are found whole", async () => {
	const reader = openReader(
		omeSamples,
		"directory",
		{ pattern: "{name:path}.{ending}", settleSeconds: 0 },
		{ clock, sink },
	);
	const { observation } = await lookFor(reader, clock, 5000);
	expect(observation.pendingFiles).toEqual([]);
	expect(sink.complete).toContain("2010-06-18x24y5z1t2c8b-text.ome.tiff");
	expect(sink.complete).toContain("viv-avivator-multi-channel.ome.tif");
});
