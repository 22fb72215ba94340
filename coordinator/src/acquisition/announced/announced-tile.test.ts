import { expect, it } from "vitest";
import { announcedTileToObserved } from "./announced-tile.ts";

it("an announced tile is taken at its word", () => {
	const observed = announcedTileToObserved({
		relativePath: "P1\\B03\\1.tif",
		isComplete: true,
		lattice: { x: 1, y: 2, z: 0 },
		attributes: { well: "B03" },
		contentSignature: "v2",
	});
	expect(observed).toEqual({
		relativePath: "P1/B03/1.tif",
		isComplete: true,
		lattice: { x: 1, y: 2, z: 0 },
		step: null,
		position: null,
		attributes: { well: "B03" },
		latticeAttributes: [],
		files: [{ path: "P1/B03/1.tif", sizeBytes: 0 }],
		contentSignature: "v2",
		verdict: "announced as complete",
	});
});

it("one that is not complete has no content yet, whatever it says", () => {
	const observed = announcedTileToObserved({ relativePath: "a", isComplete: false, contentSignature: "v1" });
	expect(observed).toMatchObject({ isComplete: false, contentSignature: null });
	expect(announcedTileToObserved({ relativePath: "a", isComplete: true }).contentSignature).toBe("announced");
});

it.each([
	[{ relativePath: "/a" }, "is absolute"],
	[{ relativePath: "a", files: ["../b"] }, '".."'],
	[{ relativePath: "a", lattice: { x: 0.5, y: 0, z: 0 } }, "whole numbers"],
	[{ relativePath: "a", lattice: { x: 2 ** 31, y: 0, z: 0 } }, "whole numbers"],
])("%j is refused: %s", (tile, reason) => {
	expect(() => announcedTileToObserved({ isComplete: true, ...tile })).toThrow(reason);
});
