import { expect, test } from "vitest";
import { divideIntoElements, itemsPerElement, nextMeanRunMs, walltimeSeconds } from "./batch-rules.ts";

const limits = { targetJobMs: 60_000, maximumItemsPerJob: 50 };

test("as many items as run for the target time, but never fewer elements than may run at once", () => {
	expect(itemsPerElement(1_000, 1_000, 4, limits)).toBe(50);
	expect(itemsPerElement(1_000, 10_000, 4, limits)).toBe(6);
	expect(itemsPerElement(8, 1_000, 4, limits)).toBe(2);
	expect(itemsPerElement(3, 1_000, 4, limits)).toBe(1);
	expect(itemsPerElement(1_000, 90_000, 4, limits)).toBe(1);
});

test("one each while nothing is known, or when all may run at once", () => {
	expect(itemsPerElement(1_000, null, 4, limits)).toBe(1);
	expect(itemsPerElement(1_000, 10, null, limits)).toBe(1);
});

test("elements hold all items once, in order, and are about equally long", () => {
	const items = Array.from({ length: 10 }, (_, index) => index);
	const elements = divideIntoElements(items, 3);
	expect(elements.flat()).toEqual(items);
	expect(elements.map(({ length }) => length)).toEqual([2, 3, 2, 3]);
});

test("the walltime is what the items may take one after the other, and a little more", () => {
	expect(walltimeSeconds(null, 5)).toBeNull();
	expect(walltimeSeconds(100_000, 2)).toBe(270);
});

test("the mean follows slowly", () => {
	expect(nextMeanRunMs(null, 500)).toBe(500);
	expect(nextMeanRunMs(500, 1_000)).toBe(600);
});
