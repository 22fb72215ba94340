import { defaultIgnoredNames, defaultImageFiles } from "@tilewright/contract/source-settings";
import { expect, it } from "vitest";
import { matchNames } from "./name-pattern.ts";

it("default image names are found whatever their case, and nothing else is", () => {
	const isImage = matchNames(defaultImageFiles);
	for (const name of ["00123-ngc.0.tif", "A.TIFF", "x.ome.tif", "x.ome.zarr"]) expect(isImage(name), name).toBe(true);
	for (const name of ["a.tif.tmp", "tif", "notes.txt", "a.acquisition"]) expect(isImage(name), name).toBe(false);
});

it("hidden and unfinished files are ignored by default", () => {
	const isIgnored = matchNames(defaultIgnoredNames);
	for (const name of [".x.tif", "x.tif.tmp", "x.tif.PARTIAL", "x.tif~"]) expect(isIgnored(name), name).toBe(true);
	expect(isIgnored("x.tif")).toBe(false);
});

it("characters that mean something in regular expressions are meant literally", () => {
	expect(matchNames(["a+(b).t?f"])("a+(b).tif")).toBe(true);
	expect(matchNames(["a+(b).t?f"])("aab.tif")).toBe(false);
	expect(matchNames([])("anything")).toBe(false);
});
