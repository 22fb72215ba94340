import { expect, it } from "vitest";
import { unitDirectory } from "./unit-rules.ts";

it("publishes a tile's results under the tile's own path", () => {
	expect(unitDirectory(null, "17", "2021-04-09/00/00123")).toBe("2021-04-09/00/00123");
});

it("keeps the pairs of one tile apart when a stage has several offsets", () => {
	expect(unitDirectory({ offset: { x: 1, y: 0, z: 0 }, label: "x+1" }, "17>18", "a/b")).toBe("a/b/x+1");
	expect(unitDirectory({ offset: { x: 1, y: 0, z: 0 } }, "17>18", "a/b")).toBe("a/b");
});

it("publishes a group's results under its key", () => {
	expect(unitDirectory({ attributes: { z: 3 } }, "z=3", null)).toBe("z=3");
});
