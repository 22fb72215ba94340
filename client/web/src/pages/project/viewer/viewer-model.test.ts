import { describe, expect, it } from "vitest";
import { type ImageBlock, maximumOf, type ViewedLevel } from "./viewed-image.ts";
import { formatOf, formatViewerAddress, otherPrograms, parseViewerAddress, urlOf } from "./viewer-address.ts";
import {
	composeChannels,
	fitImage,
	levelFor,
	maximumOfBlocks,
	planeAt,
	scaleBar,
	visibleBlocks,
	windowOf,
	zoomImage,
} from "./viewer-model.ts";

function level(width: number, factor: number, depth = 1): ViewedLevel {
	return { width, height: width, factor, depth, blockWidth: 256, blockHeight: 256 };
}
const block = (...data: number[]): ImageBlock => ({ width: data.length, height: 1, data: Uint16Array.from(data) });

describe("the address of an image", () => {
	it.each(["task:12:mosaic.ome.zarr", "tile:7:0:ImageName_t1_p2.tif"])("%s comes back as it was", (text) => {
		const address = parseViewerAddress(text);
		expect(address && formatViewerAddress(address)).toBe(text);
	});

	it("leads to the files of results and tiles, names with blanks included", () => {
		expect(urlOf({ kind: "task", id: "3", path: "a b/m.zarr" })).toBe("/api/tasks/3/files/a%20b/m.zarr");
		expect(urlOf({ kind: "tile", id: "3", index: 1, name: "x.tif" })).toBe("/api/tiles/3/files/1");
		expect(parseViewerAddress("task:../etc:x")).toBeNull();
		expect(parseViewerAddress("tile:3:x")).toBeNull();
	});

	it("tells images from other files, and where else they can be opened", () => {
		expect(["m.ome.zarr", "a.TIF", "p.png", "log.txt"].map(formatOf)).toEqual(["zarr", "tiff", "picture", null]);
		const [neuroglancer] = otherPrograms("http://here/m.zarr", "zarr", "m.zarr");
		expect(decodeURIComponent(neuroglancer?.link ?? "")).toContain('"source":"zarr://http://here/m.zarr"');
		expect(otherPrograms("http://here/a.tif", "tiff", "a.tif")).toEqual([
			{ program: "napari", command: "napari http://here/a.tif" },
		]);
	});
});

describe("what is read of an image", () => {
	const levels = [level(4096, 1, 10), level(2048, 2, 10), level(512, 8, 3)];

	it("is the coarsest level that has a pixel for each of the screen", () => {
		expect([1, 0.5, 0.2, 0.01].map((scale) => levelFor(levels, scale, 1))).toEqual([0, 1, 1, 2]);
		expect(levelFor(levels, 0.5, 2)).toBe(0);
	});

	it("is only the blocks in sight", () => {
		const screen = { width: 500, height: 300 };
		const whole = fitImage({ width: 4096, height: 4096 }, screen);
		expect(visibleBlocks(levels[2] ?? level(1, 1), whole, screen)).toEqual({
			firstColumn: 0,
			lastColumn: 1,
			firstRow: 0,
			lastRow: 1,
		});
		const close = zoomImage({ scale: 1, originX: -1000, originY: -600 }, 0, 0, 1);
		expect(visibleBlocks(levels[0] ?? level(1, 1), close, screen)).toEqual({
			firstColumn: 3,
			lastColumn: 5,
			firstRow: 2,
			lastRow: 3,
		});
	});

	it("lies at the same depth in levels with fewer planes", () => {
		expect([0, 4, 9].map((z) => planeAt(level(512, 8, 3), z, 10))).toEqual([0, 1, 2]);
	});
});

describe("values and colours", () => {
	it("choose a window by the values, never an empty one", () => {
		expect(windowOf([block(...Array.from({ length: 1000 }, (_, value) => value))])).toEqual({ from: 10, to: 998 });
		expect(windowOf([block(7, 7, 7)])).toEqual({ from: 7, to: 8 });
		expect(windowOf([])).toBeNull();
		expect([maximumOf("uint16"), maximumOf("int8"), maximumOf("float32")]).toEqual([65_535, 127, null]);
	});

	it("are summed as light over the channels", () => {
		const pixels = new Uint8ClampedArray(8);
		composeChannels(
			[
				{ block: block(0, 100), colour: [255, 0, 0], window: { from: 0, to: 100 } },
				{ block: block(50, 500), colour: [0, 0, 200], window: { from: 0, to: 100 } },
			],
			pixels,
		);
		expect([...pixels]).toEqual([0, 0, 100, 255, 255, 0, 200, 255]);
	});

	it("take the brightest of several planes", () => {
		expect([...(maximumOfBlocks([block(1, 9), block(5, 2)])?.data ?? [])]).toEqual([5, 9]);
		expect(maximumOfBlocks([])).toBeNull();
	});

	it("have a scale bar of a round length", () => {
		expect(scaleBar(0.5, 1, 120)).toEqual({ width: 100, words: "50 µm" });
		expect(scaleBar(10, 0.01, 120)).toEqual({ width: 100, words: "100 mm" });
		expect(scaleBar(null, 1, 100)).toBeNull();
	});
});
