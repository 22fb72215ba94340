import { describe, expect, it } from "vitest";
import { scriptWords } from "./script-words-model.ts";
import { growingWordsOfTile, staleWords, staleWordsOfTile } from "./stale-words-model.ts";

const recipe = (programHash: string | null, more: object = {}) => ({
	definition: { program: { kind: "script", path: "stages/deconvolve.sh" } },
	parameters: { sigma: 1 },
	programHash,
	...more,
});
const failed = { programHash: "aa", stageVersion: { version: 1, recipe: recipe("aa") } };

describe("what a retry runs", () => {
	it("is the script on disk, and whether that is the one that failed", () => {
		expect(scriptWords(failed, { version: 1, recipe: recipe("aa") })).toEqual({
			words: "A retry runs deconvolve.sh as it is on disk when it starts. It has not been changed since this attempt.",
			isUnchanged: true,
		});
		expect(scriptWords(failed, { version: 2, recipe: recipe("bb") })).toEqual({
			words: "A retry runs deconvolve.sh as it is on disk when it starts. It has been changed since this attempt.",
			isUnchanged: false,
		});
	});

	it("says what is not known instead of guessing", () => {
		expect(scriptWords({ ...failed, programHash: null }, { version: 1, recipe: recipe("aa") })?.words).toContain(
			"What it was when this attempt ran is not known.",
		);
		expect(scriptWords(failed, { version: 1, recipe: recipe(null) })?.words).toContain(
			"Whether it was changed since is not known.",
		);
		expect(scriptWords(failed, null)).toBeNull();
	});

	it("names what else of the stage was changed since", () => {
		const words = scriptWords(failed, { version: 4, recipe: recipe("aa", { parameters: { sigma: 2 } }) });
		expect(words?.words).toContain("The stage was changed since: version 4 has other parameters.");
		expect(words?.isUnchanged).toBe(false);
		const builtIn = { definition: { program: { kind: "builtIn", name: "quality" } } };
		expect(
			scriptWords(
				{ programHash: null, stageVersion: { version: 1, recipe: builtIn } },
				{ version: 1, recipe: builtIn },
			),
		).toEqual({ words: "A retry runs the built-in program quality.", isUnchanged: false });
	});
});

describe("stale results", () => {
	const made = (count: number, version: number | null) => ({
		count,
		version,
		hasOtherRecipe: true,
		hasOtherScript: false,
	});

	it("are counted, with the version that made them", () => {
		expect(staleWords([made(12, 3)], 4)).toBe("12 stale: made by version 3 (now 4)");
		expect(staleWords([], 4)).toBe("");
		expect(staleWords([made(1_200, null)], 4)).toBe("1,200 stale: made by an older version (now 4)");
	});

	it("of a script that was changed are told so", () => {
		const results = [{ count: 42, version: 1, hasOtherRecipe: true, hasOtherScript: true }];
		expect(staleWords(results, 2)).toBe("42 stale: made by the script of version 1 (now 2)");
	});

	it("are told apart by what made them so", () => {
		const results = [
			made(12, 3),
			{ count: 7, version: 4, hasOtherRecipe: true, hasOtherScript: true },
			{ count: 5, version: 4, hasOtherRecipe: false, hasOtherScript: false },
		];
		expect(staleWords(results, 4)).toBe(
			"24 stale: 12 made by version 3, 7 made by another script, 5 made before an input changed (now 4)",
		);
	});

	it("of one tile are named by their stages", () => {
		const result = (name: string, isStale: boolean, version: number, now: number) => ({
			isStale,
			unit: {},
			state: "SUCCEEDED" as const,
			stage: { name, version: { version: now } },
			resultAttempt: { stageVersion: { version } },
		});
		expect(
			staleWordsOfTile([result("Quality", true, 1, 2), result("Shift", true, 1, 1), result("Copy", false, 1, 1)]),
		).toBe("2 results stale: Quality (made by version 1, now 2), Shift (its script or an input changed)");
		expect(staleWordsOfTile([result("Copy", false, 1, 1)])).toBe("");
		// A group that still grows is made again by design: nothing is wrong with what there is meanwhile.
		const mosaic = { ...result("Mosaic", true, 1, 1), unit: { attributes: { z: 0 } } };
		expect(staleWordsOfTile([{ ...mosaic, state: "WAITING" }])).toBe("");
		expect(growingWordsOfTile([{ ...mosaic, state: "READY" }])).toBe("Mosaic is made again as its plane grows");
		expect(staleWordsOfTile([mosaic])).toMatch(/^1 result stale: Mosaic/);
		expect(growingWordsOfTile([mosaic])).toBe("");
	});
});
