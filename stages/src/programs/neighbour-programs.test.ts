import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Image, ImagePosition, PixelArray } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { writeTiff } from "@tilewright/contract/image/tiff-writer";
import type { TaskFileInput, TaskFileTile } from "@tilewright/contract/task-file";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openImage } from "../image/open-image.ts";
import { findDisplacement } from "../registration/find-displacement.ts";
import { imageVolume } from "../registration/image-volume.ts";
import { defaultSearchOptions, planSearch } from "../registration/search-range.ts";
import type { TileShift } from "../registration/tile-shift.ts";
import { createStageRunner, rootInput, type StageRunner, taskOf, tileOf } from "../testing/run-stage.ts";
import { hasSharedData, sharedDataPath } from "../testing/sample-files.ts";
import { drawSpots, scatterSpots, seededRandom } from "../testing/synthetic-specimen.ts";

let runner: StageRunner;
beforeAll(async () => {
	runner = await createStageRunner();
});
afterAll(() => runner.close());

const [width, height] = [120, 100];
const specimen = drawSpots(400, 350, scatterSpots(900, 400, 350, 1.6, seededRandom(8)));

/** A tile of the specimen, uint16, at a place in voxels; pixel size half a micrometre. */
function cut(left: number, top: number, values: Partial<Image> = {}): Image {
	const data = Uint16Array.from({ length: width * height }, (_, i) => {
		return Math.round(100 + (specimen[(top + Math.floor(i / width)) * 400 + left + (i % width)] ?? 0));
	});
	return {
		data,
		dtype: "uint16",
		axes: ["y", "x"],
		shape: [height, width],
		pixelSize: { x: 0.5, y: 0.5, z: null },
		position: null,
		channelNames: [],
		...values,
	};
}

async function tileFile(image: Image, values: Partial<TaskFileTile> & { relativePath: string }): Promise<TaskFileTile> {
	const path = join(await runner.folder(), "tile.ome.tif");
	await writeTiff(path, image, { description: buildOmeXml(image) });
	return tileOf([path], { name: values.relativePath, ...values });
}

const at = (x: number, y: number): ImagePosition => ({ x: x / 2, y: y / 2, z: 0 });
const lattice = (x: number, y: number, z = 0) => ({ x, y, z });

async function mosaicPlane(directory: string, index: { c?: number; z?: number } = {}): Promise<PixelArray> {
	const image = await openImage(join(directory, "mosaic.ome.zarr"));
	const plane = await image.readPlane(index);
	await image.close();
	return plane;
}

describe("shift", () => {
	const neighbours = (offset: ImagePosition) => ({
		unit: { rule: "neighbours" as const, key: "a|b", offset, attributes: {}, isPartial: false, memberCount: 2 },
	});

	test("writes the displacement of the second tile, whichever input comes first", async () => {
		const first = await tileFile(cut(20, 30), { relativePath: "a" });
		const second = await tileFile(cut(20 + 103, 30 - 4), { relativePath: "b" });
		const inputs = [rootInput(second, 1), rootInput(first, 0)];
		const run = await runner.run("shift", taskOf(await runner.folder(), inputs, neighbours(lattice(1, 0))));
		expect(run.stderr).toBe("");
		expect(run.metrics).toMatchObject({ "displacement.x": 103, "displacement.y": -4, "displacement.z": 0 });
		expect(run.metrics.confidence).toBeGreaterThan(0.9);
		const shift: TileShift = JSON.parse(await readFile(join(run.directory, "transform.json"), "utf8"));
		expect(shift).toMatchObject({
			from: "a",
			to: "b",
			offset: lattice(1, 0),
			expected: null,
			displacement: { x: 103, y: -4, z: 0 },
			overlapFraction: (17 * 96) / 12_000,
		});
		expect(run.artifacts).toEqual([{ path: "transform.json", kind: "transform", format: "json" }]);
	});

	test("looks near the stage position, and elsewhere when that is plainly wrong", async () => {
		for (const [x, y] of [
			[109, 3],
			[70, 60],
		] as const) {
			const first = await tileFile(cut(20, 30), { relativePath: "a", position: at(0, 0) });
			const second = await tileFile(cut(123, 26), { relativePath: "b", position: at(x, y) });
			const inputs = [rootInput(first, 0), rootInput(second, 1)];
			const run = await runner.run("shift", taskOf(await runner.folder(), inputs, neighbours(lattice(1, 0))));
			expect(run.metrics).toMatchObject({ "displacement.x": 103, "displacement.y": -4 });
			const shift: TileShift = JSON.parse(await readFile(join(run.directory, "transform.json"), "utf8"));
			expect(shift.expected).toEqual({ x, y, z: 0 });
			expect(run.stdout.match(/searching/g)?.length).toBe(x === 109 ? 1 : 2);
		}
	});

	test("a unit without two tiles is told what it needs", async () => {
		const run = await runner.run("shift", taskOf(await runner.folder(), [rootInput(tileOf(["/nowhere.tif"]))]));
		expect(run.exitCode).toBe(1);
		expect(run.stderr).toContain('Give it the unit rule "neighbours"');
	});
});

describe("mosaic", () => {
	test("puts tiles at their stage positions, blends what they share and leaves gaps at zero", async () => {
		const places = [
			[10, 20],
			[110, 22],
			[8, 105],
		] as const;
		const inputs: TaskFileInput[] = [];
		for (const [i, [x, y]] of places.entries()) {
			inputs.push(rootInput(await tileFile(cut(x, y), { relativePath: `tile-${i}`, position: at(x, y) }), i));
		}
		const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs, { parameters: { chunkSize: 64 } }));
		expect(run.stderr).toBe("");
		const [mosaicWidth, mosaicHeight] = [222, 185];
		// Three tiles, less what each two share, and what all three share is taken off once too often.
		const covered = 3 * 12_000 - 20 * 98 - 118 * 15 - 18 * 17 + 18 * 15;
		expect(run.metrics).toEqual({
			tiles: 3,
			width: mosaicWidth,
			height: mosaicHeight,
			depth: 1,
			coverage: covered / (mosaicWidth * mosaicHeight),
		});
		const plane = await mosaicPlane(run.directory);
		const wrong: number[] = [];
		for (let y = 0; y < mosaicHeight; y++) {
			for (let x = 0; x < mosaicWidth; x++) {
				const [sx, sy] = [x + 8, y + 20];
				const isCovered = places.some(
					([left, top]) => sx >= left && sx < left + width && sy >= top && sy < top + height,
				);
				const expected = isCovered ? Math.round(100 + (specimen[sy * 400 + sx] ?? 0)) : 0;
				if (plane[y * mosaicWidth + x] !== expected) wrong.push(y * mosaicWidth + x);
			}
		}
		expect(wrong).toEqual([]);
		const image = await openImage(join(run.directory, "mosaic.ome.zarr"));
		expect(image).toMatchObject({ position: { x: 4, y: 10, z: 0 }, pixelSize: { x: 0.5, y: 0.5 } });
		expect(run.artifacts.map((artifact) => artifact.kind)).toEqual(["image", "preview"]);
		const png = decode(await readFile(join(run.directory, "preview.png")));
		expect([png.width, png.height]).toEqual([56, 47]);

		// The next stage takes the mosaic as it takes a tile, from the pyramid where a coarse picture will do.
		const group = { ...rootInput(tileOf([])), stage: "Mosaic", isRoot: false, tile: null, directory: run.directory };
		const measured = await runner.run("quality", taskOf(await runner.folder(), [group]));
		expect(measured.metrics.max).toBe(Math.max(...plane));
		const preview = await runner.run("preview", taskOf(await runner.folder(), [group], { parameters: { size: 100 } }));
		expect(preview.stdout).toContain("previewing 93 x 111 uint16");
	});

	test("without positions the lattice and the nominal overlap place the tiles", async () => {
		const inputs: TaskFileInput[] = [];
		for (const [x, y] of [
			[0, 0],
			[1, 0],
			[1, 1],
		] as const) {
			inputs.push(
				rootInput(await tileFile(cut(x * 108, y * 90), { relativePath: `${x}-${y}`, lattice: lattice(x, y) })),
			);
		}
		const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs, { parameters: { overlap: "0.1" } }));
		expect(run.metrics).toMatchObject({ tiles: 3, width: 228, height: 190 });
		const plane = await mosaicPlane(run.directory);
		expect(plane[189 * 228 + 227]).toBe(Math.round(100 + (specimen[189 * 400 + 227] ?? 0)));
		expect(plane[189 * 228]).toBe(0);
	});

	test("several channels and planes stay apart, and tiles may lie at different depths", async () => {
		const values = (start: number): Partial<Image> => ({
			axes: ["c", "z", "y", "x"],
			shape: [2, 3, 4, 5],
			data: Uint16Array.from({ length: 120 }, (_, i) => start + Math.floor(i / 20)),
			pixelSize: { x: 0.5, y: 0.5, z: 2 },
			channelNames: ["first", "second"],
		});
		const inputs = [
			rootInput(await tileFile(cut(0, 0, values(10)), { relativePath: "a", position: { x: 0, y: 0, z: 0 } })),
			rootInput(await tileFile(cut(0, 0, values(50)), { relativePath: "b", position: { x: 2.5, y: 0, z: 4 } })),
		];
		const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs));
		expect(run.stderr).toBe("");
		const image = await openImage(join(run.directory, "mosaic.ome.zarr"));
		expect(image).toMatchObject({
			shape: [2, 5, 4, 10],
			channelNames: ["first", "second"],
			pixelSize: { x: 0.5, y: 0.5, z: 2 },
		});
		for (const [c, z, left, right] of [
			[0, 0, 10, 0],
			[0, 2, 12, 50],
			[0, 4, 0, 52],
			[1, 1, 14, 0],
			[1, 3, 0, 54],
		] as const) {
			const plane = await image.readPlane({ c, z });
			expect([plane[0], plane[9]], `c ${c} z ${z}`).toEqual([left, right]);
		}
		await image.close();
	});

	test("the last tile wins when told so, otherwise the edges fade", async () => {
		const flat = (value: number) => cut(0, 0, { data: new Uint16Array(width * height).fill(value) });
		const inputs = [
			rootInput(await tileFile(flat(100), { relativePath: "a", position: at(0, 0) })),
			rootInput(await tileFile(flat(200), { relativePath: "b", position: at(100, 0) })),
		];
		const last = await runner.run("mosaic", taskOf(await runner.folder(), inputs, { parameters: { blend: "last" } }));
		expect([...(await mosaicPlane(last.directory)).slice(98, 102)]).toEqual([100, 100, 200, 200]);
		const feather = await runner.run("mosaic", taskOf(await runner.folder(), inputs));
		const row = [...(await mosaicPlane(feather.directory)).slice(99, 121)];
		expect([row[0], row[21]]).toEqual([100, 200]);
		// 20 pixels are shared; the weights are 20:1, 19:2 … 1:20.
		expect(row.slice(1, 21)).toEqual(Array.from({ length: 20 }, (_, i) => Math.round(100 + (100 * (i + 1)) / 21)));
	});

	test("tiles whose planes are one compressed strip each come out the same", async () => {
		const image = cut(30, 40, { axes: ["c", "y", "x"], shape: [1, height, width] });
		const path = join(await runner.folder(), "tile.tif");
		await writeTiff(path, image, { compression: "deflate" });
		const input = rootInput(tileOf([path]));
		const run = await runner.run("mosaic", taskOf(await runner.folder(), [input], { parameters: { chunkSize: 16 } }));
		expect(run.stderr).toBe("");
		expect(await mosaicPlane(run.directory)).toEqual(image.data);
	});

	test("positions in the wrong unit are noticed before anything is written", async () => {
		const inputs = [
			rootInput(await tileFile(cut(0, 0), { relativePath: "a", position: at(0, 0) })),
			rootInput(await tileFile(cut(0, 0), { relativePath: "b", position: { x: 4e6, y: 5e6, z: 0 } })),
		];
		const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs));
		expect(run.exitCode).toBe(1);
		expect(run.stderr).toContain("would be 8000120 x 10000100 pixels");
	});

	test("tiles with nothing to place them by are named", async () => {
		const inputs = [
			rootInput(await tileFile(cut(0, 0), { relativePath: "a" })),
			rootInput(await tileFile(cut(0, 0), { relativePath: "b" })),
		];
		const run = await runner.run("mosaic", taskOf(await runner.folder(), inputs));
		expect(run.stderr).toContain('not all have a stage position, and "a" has no lattice position either');
	});
});

describe.skipIf(!hasSharedData)("mosaic of 25 phase-contrast tiles by their measured shifts", () => {
	test("has every tile exactly where the truth says", async () => {
		const truth: Record<string, [number, number]> = JSON.parse(
			await readFile(sharedDataPath("mist-phase-5x5/ground-truth.json"), "utf8"),
		).positions;
		const tiles = Object.keys(truth)
			.sort()
			.map((name, p) =>
				tileOf([sharedDataPath(`mist-phase-5x5/${name}`)], {
					relativePath: name,
					lattice: lattice(Math.floor(p / 5), p % 5),
				}),
			);
		const inputs = tiles.map((tile, index) => rootInput(tile, index));
		// What the shift stage publishes for each pair, made here by the same code without 40 processes.
		for (const [p, tile] of tiles.entries()) {
			for (const [q, offset] of [
				[p + 5, lattice(1, 0)],
				[p + 1, lattice(0, 1)],
			] as const) {
				const other = tiles[q];
				if (other === undefined || (q === p + 1 && p % 5 === 4)) continue;
				const images = [await openImage(tile.files[0] ?? ""), await openImage(other.files[0] ?? "")] as const;
				const [a, b] = [imageVolume(images[0], 0), imageVolume(images[1], 0)];
				const plan = planSearch(a.size, b.size, offset, null, defaultSearchOptions);
				const found = plan && (await findDisplacement(a, b, plan.range, plan.isOpenEnd));
				for (const image of images) await image.close();
				if (!found) throw new Error(`${tile.name} and ${other.name} cannot overlap`);
				const directory = join(await runner.folder(), "published");
				await mkdir(directory);
				const shift: TileShift = { from: tile.relativePath, to: other.relativePath, offset, expected: null, ...found };
				await writeFile(join(directory, "transform.json"), JSON.stringify(shift));
				inputs.push({
					...rootInput(tile),
					stage: "Shift",
					isRoot: false,
					unitKey: `${tile.name}|${other.name}`,
					directory,
					artifacts: [{ path: "transform.json", sizeBytes: 1 }],
					metrics: { "displacement.x": found.displacement.x, confidence: found.confidence },
				});
			}
		}
		expect(inputs.length).toBe(65);
		const run = await runner.run(
			"mosaic",
			taskOf(await runner.folder(), inputs, { parameters: { placement: "shifts" } }),
		);
		expect(run.stderr).toBe("");
		expect(run.metrics).toMatchObject({
			tiles: 25,
			width: 943 + 245,
			height: 705 + 183,
			acceptedShifts: 40,
			rejectedShifts: 0,
		});
		const mosaic = await mosaicPlane(run.directory);
		for (const tile of tiles) {
			const [left, top] = truth[tile.name] ?? [0, 0];
			const image = await openImage(tile.files[0] ?? "");
			const plane = await image.readPlane({});
			await image.close();
			const there = new Uint16Array(plane.length);
			for (let y = 0; y < 183; y++) {
				const start = (top + y) * 1188 + left;
				there.set(mosaic.subarray(start, start + 245), y * 245);
			}
			// The overlaps are bit-identical, so blending them changes nothing.
			expect(Buffer.compare(Buffer.from(there.buffer), Buffer.from(plane.buffer)), tile.name).toBe(0);
		}
	});
});
