import fc from "fast-check";
import { expect, it } from "vitest";
import { placeOfJsonError } from "./json-error-place.ts";

it.each([
	['{"a": }', 6],
	['{"a": 1,}', 8],
	["[1, tru]", 4],
	["[1 2]", 3],
	['{"a" 1}', 5],
	["{1}", 1],
	['["a\nb"]', 1],
	['"\\x"', 0],
	["[1]]", 3],
	["[1", 2],
	["", 0],
	["01", 1],
])("%j stops being JSON at character %i", (text, place) => {
	expect(placeOfJsonError(text)).toBe(place);
});

it("everything before the place can still become JSON, and whole JSON ends at its end", () => {
	fc.assert(
		fc.property(fc.json(), (text) => {
			expect(placeOfJsonError(text)).toBe(text.length);
		}),
	);
});
