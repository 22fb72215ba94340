import { describe, expect, it } from "vitest";
import { tilePlace } from "./tile-place.ts";

describe("where a tile's files lie", () => {
	it("is its folder", () => {
		expect(tilePlace("00/00123", ["00/00123/a.0.tif", "00/00123/deeper/b.tif"])).toEqual({
			directory: "00/00123",
			files: ["a.0.tif", "deeper/b.tif"],
		});
	});

	it("is the folder above where the tile is itself a file", () => {
		expect(tilePlace("plate/B03.tif", ["plate/B03.tif"])).toEqual({ directory: "plate", files: ["B03.tif"] });
		expect(tilePlace("B03.tif", ["B03.tif"])).toEqual({ directory: ".", files: ["B03.tif"] });
	});

	it("is its folder also while there are no files", () => {
		expect(tilePlace("00/00123", [])).toEqual({ directory: "00/00123", files: [] });
	});
});
