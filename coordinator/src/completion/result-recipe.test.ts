import { asStageId } from "@tilewright/contract/ids";
import { type Recipe, recipeSchema } from "@tilewright/contract/recipe";
import { expect, it } from "vitest";
import type { Transaction } from "../database/database.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";
import { type RecordedAttempt, readMadeWith } from "./result-recipe.ts";

const recipe: Recipe = recipeSchema.parse({
	definitionId: 1,
	definitionVersion: 1,
	definition: { program: { kind: "script", path: "/scripts/work.sh" } },
	repositoryLocation: null,
	programHash: "known",
	parameters: {},
	unitRule: { kind: "each" },
	parents: [1],
	outputPath: "/results",
});

/** Rounds record thousands of results: in the ordinary case nothing is asked for them. */
const unasked = {
	query: () => Promise.reject(new Error("nothing should be asked of the database")),
} as unknown as Transaction;

async function made(attempt: Partial<RecordedAttempt>, current: Recipe | null = recipe) {
	const whole: RecordedAttempt = {
		id: 7,
		stageId: asStageId(2),
		stageVersionId: 3,
		isUncertain: false,
		programHash: null,
		...attempt,
	};
	const found = await readMadeWith(unasked, [whole], () => current && { versionId: 3, recipe: current });
	return found.get(7)?.resultHash ?? null;
}

it("the script of the version, or no word of one, is made with the version", async () => {
	expect(await made({ programHash: "known" })).toBeNull();
	expect(await made({ programHash: null })).toBeNull();
});

it("another script is another recipe", async () => {
	expect(await made({ programHash: "other" })).toBe(resultHashOf({ ...recipe, programHash: "other" }));
	expect(await made({ programHash: "other" }, { ...recipe, programHash: null })).toBe(
		resultHashOf({ ...recipe, programHash: "other" }),
	);
});

it("programs that are no script have no content of their own to go by", async () => {
	const definition = { ...recipe.definition, program: { kind: "builtIn" as const, name: "preview" } };
	expect(await made({ programHash: "other" }, { ...recipe, definition, programHash: null })).toBeNull();
});

it("without a report and without a script that became known, older versions are not asked for either", async () => {
	expect(await made({ stageVersionId: 1 }, { ...recipe, programHash: null })).toBeNull();
	expect(await made({ stageVersionId: 1 }, null)).toBeNull();
});

it("a report of an attempt of an older version is compared with that version", async () => {
	await expect(made({ stageVersionId: 1, programHash: "known" })).rejects.toThrow("nothing should be asked");
	await expect(made({ isUncertain: true })).rejects.toThrow("nothing should be asked");
});
