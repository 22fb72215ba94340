import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mapPaths, mapPathsIn } from "./path-map.ts";
import { exportLines, shellQuote } from "./shell-quote.ts";

test("whatever a word holds, a shell reads it as it was", () => {
	fc.assert(
		fc.property(
			fc.array(
				fc.string({ unit: "binary" }).filter((word) => !word.includes("\0")),
				{ maxLength: 5 },
			),
			(words) => {
				const script = `printf '%s\\0' ${words.map(shellQuote).join(" ")}`;
				const said = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" });
				// printf runs its format once even without arguments.
				expect(said).toBe(
					words.length === 0 ? "\0" : words.map((word) => `${Buffer.from(word).toString()}\0`).join(""),
				);
			},
		),
		{ numRuns: 50 },
	);
});

test("a null character is refused", () => {
	expect(() => shellQuote("a\0b")).toThrow("null character");
});

test("variables no shell can name are left out", () => {
	expect(exportLines({ GOOD: "it's", "BAD-NAME": "x", "1ST": "x" })).toEqual(["export GOOD='it'\\''s'"]);
});

test("paths are mapped by whole segments, at the beginning of a word and after = : ,", () => {
	const mappings = [
		{ here: "/data", there: "/mnt/data" },
		{ here: "/home/me", there: "/users/me" },
	];
	expect(mapPaths("/data/a", mappings)).toBe("/mnt/data/a");
	expect(mapPaths("--in=/data", mappings)).toBe("--in=/mnt/data");
	expect(mapPaths("/data:/home/me/x", mappings)).toBe("/mnt/data:/users/me/x");
	expect(mapPaths("/database/data", mappings)).toBe("/database/data");
	expect(mapPaths("see x/data/a", mappings)).toBe("see x/data/a");
	expect(mapPathsIn({ a: ["/data/1", 2, null], b: { c: "/data" } }, mappings)).toEqual({
		a: ["/mnt/data/1", 2, null],
		b: { c: "/mnt/data" },
	});
});
