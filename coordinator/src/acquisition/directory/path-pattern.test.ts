import { isTilewrightError } from "@tilewright/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePathPattern } from "./path-pattern.ts";

describe("a path pattern", () => {
	it.each([
		[
			"{plate}/{well}_s{site:int}_{channel}.tif",
			"P1/B03_s007_DAPI.tif",
			{ plate: "P1", well: "B03", site: 7, channel: "DAPI" },
		],
		["ImageName_t{t:int}_p{p:int}.tif", "ImageName_t01_p25.tif", { t: 1, p: 25 }],
		["{row}{column:int}.tif", "B03.tif", { row: "B", column: 3 }],
		["x{x:float}_y{y:float}.tif", "x-12.5_y+3.tif", { x: -12.5, y: 3 }],
		["{folder:path}/{name}.ome.tif", "a/b c/d/e.f.ome.tif", { folder: "a/b c/d", name: "e.f" }],
		["{name:path}.tif", "e.tif", { name: "e" }],
		["run-{{1}}/{n:int}.tif", "run-{1}/2.tif", { n: 2 }],
		["a+(b)\\{n:int}.tif", "a+(b)/3.tif", { n: 3 }],
		["{name}.tif", "a.b-c (1) µ.tif", { name: "a.b-c (1) µ" }],
	])("%s finds the fields of %s", (text, path, fields) => {
		expect(parsePathPattern(text).match(path)).toEqual(fields);
	});

	it.each([
		["{plate}/{well}.tif", "a/b/c.tif"],
		["{well}.tif", "a/c.tif"],
		["{n:int}.tif", "x.tif"],
		["{n:int}.tif", "1234567890123456.tif"],
		["{name}.tif", "a.TIF"],
		["{name}.tif", "a.tif.tmp"],
		["{name}.tif", ".tif"],
		["a+b.tif", "aab.tif"],
		["{name:path}.tif", "/a.tif"],
	])("%s does not fit %s", (text, path) => {
		expect(parsePathPattern(text).match(path)).toBeNull();
	});

	it.each([
		["{plate/x.tif", 1, "never closed"],
		["ab}c", 3, "never opened"],
		["a/{}.tif", 3, "no field name"],
		["{1st}.tif", 1, "no field name"],
		["{a:number}.tif", 1, "types are str, int, float, path"],
		["{a:int:x}.tif", 1, "types are"],
		["{a}_{a}.tif", 5, "twice"],
		["{a}{b}.tif", 4, "where field"],
		["{a:int}{b:float}", 8, "where field"],
		["/data/{a}.tif", 1, "absolute"],
		["C:/data/{a}.tif", 1, "absolute"],
		["a//{a}.tif", 3, "empty"],
		["a/", 3, "empty"],
		["a/../{a}", 3, '".."'],
	])("%s is refused at column %i: %s", (text, column, reason) => {
		try {
			parsePathPattern(text);
			expect.unreachable();
		} catch (error) {
			if (!isTilewrightError(error, "PATH_PATTERN_INVALID")) throw error;
			expect(error.fields).toMatchObject({ column });
			expect(error.message).toContain(reason);
		}
	});

	it("knows which folders may hold tiles", () => {
		const fixed = parsePathPattern("{plate}/day{d:int}/{name}.tif");
		expect(fixed.mayHoldTiles("P1")).toBe(true);
		expect(fixed.mayHoldTiles("P1/day3")).toBe(true);
		expect(fixed.mayHoldTiles("P1/night3")).toBe(false);
		expect(fixed.mayHoldTiles("P1/day3/x")).toBe(false);
		const spanning = parsePathPattern("raw/{name:path}.tif");
		expect(spanning.mayHoldTiles("raw")).toBe(true);
		expect(spanning.mayHoldTiles("cooked")).toBe(false);
		expect(spanning.mayHoldTiles("raw/a/b/c")).toBe(true);
		expect(parsePathPattern("{name}.tif").mayHoldTiles("x")).toBe(false);
	});

	it("finds again what a path was written with", () => {
		const word = fc.string({
			unit: fc.constantFrom("a", "Z", "9", " ", ".", "(", "$", "ä"),
			minLength: 1,
			maxLength: 12,
		});
		const number = fc.integer({ min: -1e9, max: 1e9 });
		const pattern = parsePathPattern("{plate}/{well}_s{site:int}_{channel}.tif");
		fc.assert(
			fc.property(word, word, number, word, (plate, well, site, channel) => {
				expect(pattern.match(`${plate}/${well}_s${site}_${channel}.tif`)).toEqual({ plate, well, site, channel });
			}),
		);
	});

	it("takes literal text of any kind literally", () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1 }), (text) => {
				fc.pre(!/^[A-Za-z]:|[/\\\0]/.test(text) && text !== "." && text !== "..");
				const pattern = parsePathPattern(text.replaceAll("{", "{{").replaceAll("}", "}}"));
				expect(pattern.match(text)).toEqual({});
				expect(pattern.match(`${text}x`)).toBeNull();
			}),
		);
	});

	it("does not take long over a long name that does not fit", () => {
		const pattern = parsePathPattern("{a}_{b}_{c}_{d}_{e:int}.tif");
		// Not by the clock on the wall: others may have the processor meanwhile.
		const before = process.cpuUsage();
		expect(pattern.match(`${"_x".repeat(120)}.tif`)).toBeNull();
		const { user, system } = process.cpuUsage(before);
		expect((user + system) / 1_000).toBeLessThan(2_000);
	});
});
