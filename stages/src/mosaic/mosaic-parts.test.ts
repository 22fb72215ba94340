import type { PixelArray } from "@tilewright/contract/image/image";
import { describe, expect, test } from "vitest";
import { rootInput, tileOf } from "../testing/run-stage.ts";
import { type BandTile, blendBand } from "./blend-band.ts";
import type { MosaicTile } from "./mosaic-tile.ts";
import { placeNominally, roundPlaces } from "./nominal-placement.ts";

function tile(place: Partial<MosaicTile["place"]>, depth = 1): MosaicTile {
	return {
		input: rootInput(tileOf(["/nowhere.tif"])),
		name: "tile",
		place: { position: null, lattice: null, step: null, ...place },
		size: { z: depth, y: 50, x: 100 },
		pixelSize: { x: 0.5, y: 0.5, z: 2 },
	};
}

describe("placeNominally", () => {
	const options = { by: "auto", overlap: 0.1, pixelSize: { x: 0.5, y: 0.5, z: 2 } } as const;
	const lattice = (x: number, y: number, z = 0) => ({ x, y, z });

	test("takes positions when every tile has one, else steps, else the lattice", () => {
		const both = [0, 1].map((x) =>
			tile({ position: { x: 45 * x, y: 1, z: 9 * x }, lattice: lattice(x, 0), step: { x: 44, y: 20, z: 1 } }),
		);
		expect(placeNominally(both, options)).toEqual({
			by: "position",
			places: [
				{ x: 0, y: 2, z: 0 },
				{ x: 90, y: 2, z: 0 },
			],
		});
		const [first, second] = both;
		if (!first || !second) throw new Error("two tiles");
		const noPosition = [first, { ...second, place: { ...second.place, position: null } }];
		expect(placeNominally(noPosition, options)).toMatchObject({ by: "step", places: [{ x: 0 }, { x: 88 }] });
		const noSize = { ...options, pixelSize: { x: null, y: null, z: null } };
		expect(placeNominally(both, noSize)).toMatchObject({ by: "lattice", places: [{ x: 0 }, { x: 90 }] });
		expect(placeNominally(both, { ...options, by: "lattice" }).by).toBe("lattice");
	});

	test("planes lie at their lattice z whatever the focus did; stacks where the stage was", () => {
		const planes = [3, 4].map((z) => tile({ position: { x: 0, y: 0, z: 1000 * z }, lattice: lattice(0, 0, z) }));
		expect(placeNominally(planes, options).places.map((place) => place.z)).toEqual([3, 4]);
		const stacks = [0, 1].map((z) => tile({ position: { x: 0, y: 0, z: 60 * z }, lattice: lattice(0, 0, z) }, 40));
		expect(placeNominally(stacks, options).places.map((place) => place.z)).toEqual([0, 30]);
		const unplaced = [0, 1].map((z) => tile({ lattice: lattice(0, 0, z) }, 40));
		expect(placeNominally(unplaced, options).places.map((place) => place.z)).toEqual([0, 40]);
	});

	test("a single tile needs no place, several do", () => {
		expect(placeNominally([tile({})], options).by).toBe("single");
		expect(() => placeNominally([tile({}), tile({})], options)).toThrow("2 tiles cannot be placed");
	});

	test("whole voxels begin at zero", () => {
		const { origins, least } = roundPlaces([
			{ x: -10.4, y: 3, z: 5 },
			{ x: 20.3, y: 3.6, z: 5 },
		]);
		expect(least).toEqual({ x: -10.4, y: 3, z: 5 });
		expect(origins).toEqual([
			{ x: 0, y: 0, z: 0 },
			{ x: 31, y: 1, z: 0 },
		]);
	});
});

describe("blendBand", () => {
	const part = (left: number, pixels: PixelArray, rows = 1): BandTile => ({
		left,
		width: pixels.length / rows,
		tileTop: 0,
		tileHeight: rows,
		top: 0,
		bottom: rows,
		pixels,
	});

	test("weights by the distance from the edge and rounds to the nearest", () => {
		const [a, b] = [part(0, Uint8Array.from([10, 10, 10, 10])), part(2, Uint8Array.from([21, 21, 21, 21]))];
		const band = blendBand("uint8", 7, 0, 1, [a, b], "feather");
		// Shared: 2:1 and 1:2.
		expect([...band.pixels]).toEqual([10, 10, 14, 17, 21, 21, 0]);
		expect(band.covered).toBe(6);
		expect([...blendBand("uint8", 7, 0, 1, [a, b], "last").pixels]).toEqual([10, 10, 21, 21, 21, 21, 0]);
	});

	test("what is not a number in one tile is taken from the other", () => {
		const [a, b] = [part(0, Float32Array.from([1, Number.NaN])), part(0, Float32Array.from([Number.NaN, 3]))];
		expect([...blendBand("float32", 3, 0, 1, [a, b], "feather").pixels]).toEqual([1, 3, 0]);
	});

	test("a tile that begins or ends inside the band fills only its rows", () => {
		const upper = { ...part(0, Uint16Array.from([1, 2, 3, 4]), 2), width: 2 };
		const lower = { ...upper, tileTop: 3, top: 3, bottom: 5, left: 1 };
		const band = blendBand("uint16", 3, 0, 6, [upper, lower], "feather");
		expect([...band.pixels]).toEqual([1, 2, 0, 3, 4, 0, 0, 0, 0, 0, 1, 2, 0, 3, 4, 0, 0, 0]);
	});
});
