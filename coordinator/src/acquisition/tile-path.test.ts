import { isTilewrightError } from "@tilewright/contract/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTilePath } from "./tile-path.ts";

describe("a tile's path", () => {
	it.each([
		["2021-04-09\\00\\00123", "2021-04-09/00/00123"],
		["a/b/", "a/b"],
		["./a//b/./c.tif", "a/b/c.tif"],
		["x..y/..z", "x..y/..z"],
		["well (B03) [1]/ä µ.tif", "well (B03) [1]/ä µ.tif"],
	])("%j is %j", (written, path) => {
		expect(parseTilePath(written)).toBe(path);
	});

	it.each([
		["/data/a", "is absolute"],
		["\\\\server\\share\\a", "is absolute"],
		["C:\\data\\a", "is absolute"],
		["a/../../b", 'contains ".."'],
		["..\\a", 'contains ".."'],
		["", "is empty"],
		["./", "is empty"],
		["a\0b", "NUL"],
		["a/".repeat(1500), "longer than 2000 bytes"],
	])("%j is refused: %s", (written, reason) => {
		expect(() => parseTilePath(written)).toThrow(reason);
		try {
			parseTilePath(written);
		} catch (error) {
			expect(isTilewrightError(error, "TILE_PATH_INVALID")).toBe(true);
		}
	});

	it("never leaves the root, and is the same when read twice", () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom("a", "/", "\\", ".", ":", " ") }), (written) => {
				let path: string;
				try {
					path = parseTilePath(written);
				} catch (error) {
					expect(isTilewrightError(error, "TILE_PATH_INVALID")).toBe(true);
					return;
				}
				expect(path.split("/")).not.toContain("..");
				expect(path).not.toMatch(/^\/|\/\/|\\|\/$/);
				expect(parseTilePath(path)).toBe(path);
			}),
		);
	});
});
