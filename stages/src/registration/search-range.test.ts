import { describe, expect, test } from "vitest";
import { expectedDisplacement } from "./expected-place.ts";
import { defaultSearchOptions, planSearch } from "./search-range.ts";

const size = { z: 1, y: 200, x: 400 };
const deep = { z: 50, y: 200, x: 400 };

describe("planSearch", () => {
	test("without an expected place it covers every plausible overlap along the offset, and little across it", () => {
		const plan = planSearch(size, size, { x: 1, y: 0, z: 0 }, null, defaultSearchOptions);
		expect(plan?.range).toEqual({ from: { z: 0, y: -20, x: 200 }, to: { z: 0, y: 20, x: 394 } });
		const back = planSearch(size, size, { x: 0, y: -1, z: 0 }, null, defaultSearchOptions);
		expect(back?.range).toEqual({ from: { z: 0, y: -196, x: -40 }, to: { z: 0, y: -100, x: 40 } });
	});

	test("an end where the images part is no open end", () => {
		const plan = planSearch(size, size, { x: 1, y: 0, z: 0 }, null, defaultSearchOptions);
		expect([plan?.isOpenEnd("x", "from"), plan?.isOpenEnd("x", "to")]).toEqual([true, false]);
		expect([plan?.isOpenEnd("y", "from"), plan?.isOpenEnd("z", "to")]).toEqual([true, false]);
	});

	test("an expected place is searched around, in depth too", () => {
		const plan = planSearch(deep, deep, { x: 1, y: 0, z: 0 }, { x: 361.4, y: -2.6, z: 3 }, defaultSearchOptions);
		expect(plan?.range).toEqual({ from: { z: -2, y: -23, x: 321 }, to: { z: 8, y: 17, x: 394 } });
	});

	test("tiles expected apart have nothing to search", () => {
		expect(planSearch(size, size, { x: 1, y: 0, z: 0 }, { x: 900, y: 0, z: 0 }, defaultSearchOptions)).toBeNull();
	});

	test("stacks that follow each other in depth overlap there", () => {
		const plan = planSearch(deep, deep, { x: 0, y: 0, z: 1 }, null, defaultSearchOptions);
		expect([plan?.range.from.z, plan?.range.to.z]).toEqual([25, 49]);
	});
});

describe("expectedDisplacement", () => {
	const nothing = { position: null, lattice: null, step: null };
	const pixels = { x: 0.5, y: 0.25, z: null };

	test("is by stage position first, then by lattice and step, in voxels", () => {
		const a = { position: { x: 10, y: 10, z: 3 }, lattice: { x: 0, y: 0, z: 0 }, step: { x: 100, y: 80, z: 5 } };
		const b = { position: { x: 110, y: 8, z: 4 }, lattice: { x: 1, y: 0, z: 0 }, step: null };
		expect(expectedDisplacement(a, b, pixels)).toEqual({ x: 200, y: -8, z: 0 });
		expect(expectedDisplacement(a, b, { ...pixels, z: 2 })?.z).toBe(0.5);
		expect(expectedDisplacement({ ...a, position: null }, b, pixels)).toEqual({ x: 200, y: 0, z: 0 });
	});

	test("is nothing without a pixel size or without a place", () => {
		const placed = { ...nothing, position: { x: 1, y: 2, z: 3 } };
		expect(expectedDisplacement(placed, placed, { x: null, y: null, z: null })).toBeNull();
		expect(expectedDisplacement(nothing, placed, pixels)).toBeNull();
	});
});
