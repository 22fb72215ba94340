import { directorySourceSettingsSchema } from "@tilewright/contract/source-settings";
import { describe, expect, it } from "vitest";
import type { ImageFacts } from "./image-facts.ts";
import { checkFieldsExist, latticeFields, placeTile } from "./lattice-rules.ts";
import { parsePathPattern } from "./path-pattern.ts";

const settings = (written: object) => directorySourceSettingsSchema.parse({ pattern: "{n:int}.tif", ...written });

function walk(lattice: object, count: number): string[] {
	const parsed = settings({ lattice });
	return Array.from({ length: count }, (_, index) => {
		const { lattice: at } = placeTile(parsed, { p: index + 1 }, null);
		return at === null ? "-" : `${at.x},${at.y},${at.z}`;
	});
}

describe("the lattice position of a running number", () => {
	it("goes along rows or columns, with or without turning round", () => {
		expect(walk({ index: "p", columns: 3, order: "rows" }, 5)).toEqual(["0,0,0", "1,0,0", "2,0,0", "0,1,0", "1,1,0"]);
		expect(walk({ index: "p", rows: 3, order: "columns" }, 5)).toEqual(["0,0,0", "0,1,0", "0,2,0", "1,0,0", "1,1,0"]);
		expect(walk({ index: "p", columns: 3, order: "snakeRows" }, 6)).toEqual([
			"0,0,0",
			"1,0,0",
			"2,0,0",
			"2,1,0",
			"1,1,0",
			"0,1,0",
		]);
		expect(walk({ index: "p", rows: 2, order: "snakeColumns" }, 4)).toEqual(["0,0,0", "0,1,0", "1,1,0", "1,0,0"]);
	});

	it("goes on in the next plane when the grid's size is known", () => {
		expect(walk({ index: "p", rows: 2, columns: 2, order: "rows" }, 5).at(-1)).toBe("0,0,1");
	});

	it("is none outside the grid when the plane is a field of its own", () => {
		const parsed = settings({ lattice: { index: "p", rows: 2, columns: 2, z: "z" } });
		expect(placeTile(parsed, { p: 4, z: 6 }, null).lattice).toEqual({ x: 1, y: 1, z: 6 });
		expect(placeTile(parsed, { p: 5, z: 6 }, null)).toMatchObject({
			lattice: null,
			problem: expect.stringContaining("5"),
		});
		expect(placeTile(parsed, { p: 0, z: 6 }, null).lattice).toBeNull();
	});
});

describe("the lattice position from fields and metadata", () => {
	it("takes named fields, 0 for axes without one", () => {
		expect(placeTile(settings({ lattice: { x: "col", y: "row" } }), { col: 4, row: 2 }, null).lattice).toEqual({
			x: 4,
			y: 2,
			z: 0,
		});
	});

	it("rounds stage positions to steps", () => {
		const facts: ImageFacts = { position: { x: 1004, y: -198, z: 3 }, extent: { x: 90, y: 90, z: null } };
		const explicit = settings({ lattice: { from: "metadata", step: { x: 100, y: 100 }, origin: { x: 0, y: 0 } } });
		expect(placeTile(explicit, {}, facts).lattice).toEqual({ x: 10, y: -2, z: 0 });
		expect(placeTile(settings({ lattice: { from: "metadata" } }), {}, facts).lattice).toEqual({ x: 11, y: -2, z: 0 });
		expect(placeTile(explicit, {}, null).problem).toContain("no stage position");
	});

	it("refuses what a lattice cannot hold", () => {
		expect(placeTile(settings({ lattice: { x: "col" } }), { col: 3e9 }, null)).toMatchObject({
			lattice: null,
			problem: expect.stringContaining("2147483647"),
		});
	});
});

describe("the stage position", () => {
	it("comes from fields in their unit, from metadata, or from the lattice", () => {
		const facts: ImageFacts = { position: { x: 1, y: 2, z: 3 }, extent: null };
		const fromFields = settings({ position: { x: "x", y: "y", unit: "mm" } });
		expect(placeTile(fromFields, { x: 1.5, y: -2 }, facts).position).toEqual({ x: 1500, y: -2000, z: 0 });
		expect(placeTile(settings({}), {}, facts).position).toEqual({ x: 1, y: 2, z: 3 });
		const nominal = settings({ lattice: { x: "c", y: "r" }, position: { from: "lattice", step: { x: 230, y: 172 } } });
		expect(placeTile(nominal, { c: 2, r: 1 }, facts)).toMatchObject({
			position: { x: 460, y: 172, z: 0 },
			step: { x: 230, y: 172, z: 0 },
		});
	});
});

describe("fields", () => {
	it("that make the lattice or merely count need not agree between neighbours", () => {
		expect(latticeFields(settings({ lattice: { x: "c", z: "z" }, countingFields: ["serial"] }))).toEqual([
			"c",
			"z",
			"serial",
		]);
		expect(latticeFields(settings({ lattice: { index: "p", columns: 2 } }))).toEqual(["p"]);
		expect(latticeFields(settings({}))).toEqual([]);
	});

	it("that the pattern has not, or not as a number, are refused by name", () => {
		const pattern = parsePathPattern("{n:int}_{well}.tif");
		expect(() => checkFieldsExist(settings({ lattice: { x: "well" } }), pattern)).toThrow('"well" of type int');
		expect(() => checkFieldsExist(settings({ lattice: { index: "p", columns: 2 } }), pattern)).toThrow('"p"');
		expect(() => checkFieldsExist(settings({ countingFields: ["m"] }), pattern)).toThrow('"m"');
		expect(() => checkFieldsExist(settings({ lattice: { x: "n" } }), pattern)).not.toThrow();
	});
});
