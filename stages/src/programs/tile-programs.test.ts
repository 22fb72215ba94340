import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Image } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { writeTiff } from "@tilewright/contract/image/tiff-writer";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openImage } from "../image/open-image.ts";
import { createStageRunner, rootInput, type StageRunner, taskOf, tileOf } from "../testing/run-stage.ts";
import { fixturePath, hasSharedData, sharedDataPath } from "../testing/sample-files.ts";

let runner: StageRunner;
let volumePath: string;

/** 2 channels, 3 planes; the value grows with every index, so that the maximum along z is the last plane. */
const volume: Image = {
	data: Uint16Array.from({ length: 2 * 3 * 20 * 30 }, (_, i) => i),
	dtype: "uint16",
	axes: ["c", "z", "y", "x"],
	shape: [2, 3, 20, 30],
	pixelSize: { x: 0.5, y: 0.5, z: 2 },
	position: { x: 100, y: 200, z: 300 },
	channelNames: ["DAPI", "GFP"],
};

beforeAll(async () => {
	runner = await createStageRunner();
	volumePath = join(await runner.folder(), "volume.ome.tif");
	await writeTiff(volumePath, volume, { description: buildOmeXml(volume) });
});
afterAll(() => runner.close());

async function runOn(stage: string, files: readonly string[], parameters: Record<string, unknown> = {}) {
	return runner.run(stage, taskOf(await runner.folder(), [rootInput(tileOf(files))], { parameters }));
}

describe("quality", () => {
	test("reports every metric for the tile and for each channel", async () => {
		const run = await runOn("quality", [volumePath]);
		expect(run.stderr).toBe("");
		expect(run.exitCode).toBe(0);
		expect(run.metrics).toMatchObject({ mean: 1799.5, min: 0, max: 3599, "mean.c0": 899.5, "mean.c1": 2699.5 });
		for (const name of ["focus", "saturation", "focus.c1", "focus.best", "focus.bestPlane"]) {
			expect(run.metrics[name], name).toBeTypeOf("number");
		}
		expect(run.artifacts).toEqual([]);
	});

	test("files of one tile are its channels, or its planes when told so", async () => {
		const paths: string[] = [];
		for (const value of [5, 9]) {
			const path = join(await runner.folder(), `tile.${value}.tif`);
			const { pixelSize, channelNames } = volume;
			const data = new Uint8Array(64).fill(value);
			await writeTiff(path, {
				data,
				dtype: "uint8",
				axes: ["y", "x"],
				shape: [8, 8],
				pixelSize,
				position: null,
				channelNames,
			});
			paths.push(path);
		}
		const channels = await runOn("quality", [...paths, "/nowhere/notes.txt"]);
		expect(channels.metrics).toMatchObject({ mean: 7, "mean.c0": 5, "mean.c1": 9 });
		const planes = await runOn("quality", paths, { filesAre: "planes" });
		expect(planes.metrics).toMatchObject({ mean: 7, "focus.bestPlane": 0 });
		expect(planes.metrics["mean.c0"]).toBeUndefined();
	});
});

describe("preview", () => {
	test("of one channel is a grey PNG whose contrast follows the percentiles", async () => {
		const run = await runOn("preview", [fixturePath("plain.tif")], {
			size: "64",
			lowPercentile: 0,
			highPercentile: 100,
		});
		expect(run.stderr).toBe("");
		expect(run.artifacts).toEqual([{ path: "preview.png", kind: "preview", format: "png", shape: [37, 45] }]);
		const png = decode(await readFile(join(run.directory, "preview.png")));
		expect(png).toMatchObject({ width: 45, height: 37, channels: 1, depth: 8 });
		// The maximum of both planes is the second, 5000 brighter than the formula's first.
		expect(run.metrics).toEqual({ black: 5000, white: 5000 + 36 * 131 + 44 * 17 });
		expect([png.data[0], png.data[45 * 37 - 1], png.data[22]]).toEqual([0, 255, Math.round((22 * 17 * 255) / 5464)]);
	});

	test("of several channels is in colour, and none of its sides is longer than asked", async () => {
		const run = await runOn("preview", [volumePath], { size: 16 });
		const png = decode(await readFile(join(run.directory, "preview.png")));
		expect(png).toMatchObject({ width: 15, height: 10, channels: 3 });
		// Both channels are brightest at the lower right: magenta and green make white.
		expect([...png.data.slice(-3)]).toEqual([255, 255, 255]);
		expect(Object.keys(run.metrics).sort()).toEqual(["black.c0", "black.c1", "white.c0", "white.c1"]);
	});
});

describe("projection", () => {
	test("keeps type, pixel size, channels and position", async () => {
		const run = await runOn("projection", [volumePath]);
		expect(run.stderr).toBe("");
		expect(run.artifacts).toMatchObject([{ path: "projection.ome.tif", kind: "image", shape: [2, 20, 30] }]);
		const image = await openImage(join(run.directory, "projection.ome.tif"));
		const { pixelSize, position, channelNames, dtype } = volume;
		expect(image).toMatchObject({
			axes: ["c", "y", "x"],
			shape: [2, 20, 30],
			pixelSize,
			position,
			channelNames,
			dtype,
		});
		for (const c of [0, 1]) {
			const lastPlane = volume.data.slice((c * 3 + 2) * 600, (c * 3 + 3) * 600);
			expect(await image.readPlane({ c })).toEqual(lastPlane);
		}
		await image.close();
	});

	test("the next stage finds it as the published image of its parent", async () => {
		const first = await runOn("projection", [volumePath]);
		const tile = tileOf([volumePath]);
		const parent = {
			...rootInput(tile),
			stage: "projection",
			isRoot: false,
			directory: first.directory,
			artifacts: [{ path: "projection.ome.tif", sizeBytes: 1 }],
		};
		const run = await runner.run("quality", taskOf(await runner.folder(), [rootInput(tile), parent]));
		expect(run.metrics.min).toBe(1200);
		const root = await runner.run(
			"quality",
			taskOf(await runner.folder(), [rootInput(tile), parent], { parameters: { imagesFrom: "acquisition" } }),
		);
		expect(root.metrics.min).toBe(0);
	});

	test.skipIf(!hasSharedData)("of the cortex volume is the brightest of 30 planes at every pixel", async () => {
		const path = sharedDataPath("cellfinder-cortex-3d/cortex-ch0-z30-y510-x667-uint16.tif");
		const run = await runOn("projection", [path]);
		const image = await openImage(path);
		const expected = new Uint16Array(510 * 667);
		for (let z = 0; z < 30; z++) {
			const plane = await image.readPlane({ z });
			for (const [i, value] of plane.entries()) expected[i] = Math.max(expected[i] ?? 0, value);
		}
		await image.close();
		const projection = await openImage(join(run.directory, "projection.ome.tif"));
		expect(await projection.readPlane({})).toEqual(expected);
		await projection.close();
	});
});

describe("a program that cannot do its work", () => {
	test("says in one line which file is wrong and leaves nothing half-made", async () => {
		for (const stage of ["quality", "preview", "projection"]) {
			const path = join(await runner.folder(), "broken.tif");
			const bytes = await readFile(fixturePath("tiles-deflate.tif"));
			await writeFile(path, bytes.fill(0x55, 100, 900));
			const run = await runOn(stage, [path]);
			expect(run.exitCode).toBe(1);
			expect(run.stderr).toMatch(/^Image "broken\.tif" \(\d+ bytes\) cannot be read: .*\n$/);
			expect(await readdir(run.directory)).toEqual([]);
		}
	});

	test("names a parameter that makes no sense", async () => {
		const run = await runOn("preview", [volumePath], { size: "huge" });
		expect(run.exitCode).toBe(1);
		expect(run.stderr).toBe('Parameter "size" of stage "stage" is "huge"; expected a number from 16 to 4096.\n');
	});

	test("names a tile without files, a missing task file and a wrong one", async () => {
		expect((await runOn("quality", [])).stderr).toContain("none of its 1 inputs brings one");
		const missing = await runner.run("quality", { ...taskOf(await runner.folder(), []), schemaVersion: 2 as 1 });
		expect(missing.exitCode).toBe(1);
		expect(missing.stderr).toMatch(/^The task file ".*" is not as it should be: schemaVersion: .*\n$/);
	});
});
