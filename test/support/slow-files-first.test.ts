import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { slowFiles } from "./slow-files-first.ts";

test("the files that are begun first are there, each once", () => {
	expect(slowFiles.filter((file) => !existsSync(file))).toEqual([]);
	expect(new Set(slowFiles).size).toBe(slowFiles.length);
});
