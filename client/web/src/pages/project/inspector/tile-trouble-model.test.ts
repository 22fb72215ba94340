import { describe, expect, it } from "vitest";
import { troubleWords } from "./tile-trouble-model.ts";

const task = (name: string, state: string) => ({ state, stage: { name } });

describe("what of a tile needs a person", () => {
	it("names the stages, failed ones first, each once", () => {
		expect(
			troubleWords([
				task("Focus", "REVIEW"),
				task("Quality", "FAILED"),
				task("Preview", "FAILED"),
				task("Shift", "FAILED"),
				task("Shift", "FAILED"),
				task("Mosaic", "SUCCEEDED"),
			]),
		).toBe("Quality, Preview and Shift failed; Focus waits for review");
		expect(troubleWords([task("Focus", "REJECTED")])).toBe("Focus was rejected");
	});

	it("is nothing where all goes on by itself", () => {
		expect(troubleWords([task("Quality", "RUNNING"), task("Shift", "WAITING")])).toBe("");
	});
});
