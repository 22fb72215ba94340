import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slugOf } from "./name-rules.ts";
import { isInside, normaliseRootPath } from "./path-rules.ts";

describe("a root path", () => {
	it.each([
		["/data/brain", "/data/brain"],
		["/data//brain///", "/data/brain"],
		["C:\\data\\brain\\", "C:\\data\\brain"],
		["C:/data/brain", "C:\\data\\brain"],
		["/data/with space/µ", "/data/with space/µ"],
	])("%s becomes %s", (path, normal) => {
		expect(normaliseRootPath(path, "root path")).toBe(normal);
	});

	it.each(["", ".", "data", "~/data", "/", "///", "C:\\", "/a/../b", "/a/./b", "/a\0b", "\\\\"])(
		"%j is refused",
		(path) => {
			expect(() => normaliseRootPath(path, "root path")).toThrow(/^The root path/);
		},
	);

	it("stays as it is once it is normal", () => {
		fc.assert(
			fc.property(fc.array(fc.stringMatching(/^[a-z0-9 _-]{1,8}$/), { minLength: 1 }), (parts) => {
				const normal = normaliseRootPath(`/${parts.join("/")}`, "root path");
				expect(normaliseRootPath(normal, "root path")).toBe(normal);
			}),
		);
	});
});

describe("a path", () => {
	it("lies inside a folder by whole names only", () => {
		expect(isInside("/data/a/b", "/data/a")).toBe(true);
		expect(isInside("/data/a", "/data/a")).toBe(true);
		expect(isInside("/data/ab", "/data/a")).toBe(false);
		expect(isInside("C:\\data\\a", "C:\\data")).toBe(true);
	});
});

describe("the folder of a stage", () => {
	it.each([
		["Quality", "quality"],
		["Shift x+1 / y", "shift-x-1-y"],
		["Línea Fix!", "linea-fix"],
		["画像", "画像"],
		["../..", "stage"],
		["***", "stage"],
	])("%s is %s", (name, slug) => {
		expect(slugOf(name)).toBe(slug);
	});

	it("is always one plain folder name", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme" }), (name) => {
				expect(slugOf(name)).toMatch(/^[^/\\.\0]+$/);
			}),
		);
	});
});
