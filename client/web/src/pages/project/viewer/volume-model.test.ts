import { describe, expect, it } from "vitest";
import type { ViewedImage, ViewedLevel } from "./viewed-image.ts";
import { firstCamera, levelForVolume, putPlanes, stepCamera, volumeEdges } from "./volume-model.ts";

function level(side: number, depth: number, factor: number): ViewedLevel {
	return { width: side, height: side, depth, factor, blockWidth: 64, blockHeight: 64 };
}

const levels = [level(4096, 400, 1), level(1024, 400, 4), level(256, 100, 16)];

function image(pixelSize: ViewedImage["pixelSize"]): ViewedImage {
	return {
		sizes: { t: 1, c: 1, z: 400 },
		levels,
		channels: [],
		pixelType: "uint16",
		maximum: 65_535,
		pixelSize,
		readBlock: () => Promise.reject(new Error("nothing is read here")),
	};
}

describe("a volume", () => {
	it("is shown in the finest resolution whose channels fit into memory and into a texture", () => {
		expect(levelForVolume(levels, 1, 2048, 1024 * 1024 * 400)).toBe(1);
		expect(levelForVolume(levels, 2, 2048, 1024 * 1024 * 400)).toBe(2);
		expect(levelForVolume(levels, 1, 512, 1024 * 1024 * 400)).toBe(2);
		expect(levelForVolume(levels, 9, 2048, 1_000)).toBeNull();
	});

	it("has its true proportions where the image says them", () => {
		const coarse = levels[2] ?? level(1, 1, 1);
		// 0.5 µm × 16 = 8 µm across, 2 µm × 4 = 8 µm deep: cubes.
		expect(volumeEdges(image({ x: 0.5, y: 0.5, z: 2 }), coarse)).toEqual([256, 256, 100]);
		expect(volumeEdges(image(null), coarse)).toEqual([1024, 1024, 100]);
	});

	it("is in sight as a whole at first, and turned step by step", () => {
		const camera = firstCamera([100, 100, 100], { width: 800, height: 400 });
		expect(2 ** camera.zoom * Math.hypot(100, 100, 100)).toBeLessThanOrEqual(400);
		expect(camera.target).toEqual([50, 50, 50]);
		expect(stepCamera(camera, "right").rotationOrbit).toBe(40);
		let upright = camera;
		for (let step = 0; step < 20; step++) upright = stepCamera(upright, "up");
		expect(upright.rotationX).toBe(90);
	});

	it("has the last row of each plane first, as a graphics card counts", () => {
		const volume = { width: 2, height: 2, depth: 2, data: new Float32Array(8) };
		putPlanes(volume, 0, Uint16Array.of(1, 2, 3, 4));
		putPlanes(volume, 1, Uint16Array.of(5, 6, 7, 8, 9, 9, 9, 9));
		expect([...volume.data]).toEqual([3, 4, 1, 2, 7, 8, 5, 6]);
	});
});
