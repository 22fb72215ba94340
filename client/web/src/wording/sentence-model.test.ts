import { describe, expect, it } from "vitest";
import { splitSentence } from "./sentence-model.ts";

describe("a sentence of the coordinator", () => {
	it("is split at its points in time", () => {
		const parts = splitSentence('succeeded at 2026-11-21T12:29:19Z on worker "vm" (try 1)');
		expect(parts.map(({ text }) => text)).toEqual(["succeeded at ", "2026-11-21T12:29:19Z", ' on worker "vm" (try 1)']);
		expect(parts[1]?.at?.toISOString()).toBe("2026-11-21T12:29:19.000Z");
	});

	it("keeps every character of a sentence without one, and of one with a time that does not exist", () => {
		for (const sentence of ["waiting for tile 2026-11-21/00/00014", "", "at 2026-99-99T12:29:19Z!"]) {
			const parts = splitSentence(sentence);
			expect(parts.map(({ text }) => text).join("")).toBe(sentence);
			expect(parts.every(({ at }) => at === null)).toBe(true);
		}
	});
});
