import { recipeSchema } from "@tilewright/contract/recipe";
import type { Queryable } from "../database/database.ts";
import { type FailedRecipeRow, readFailedRecipe } from "../database/failure-aftermath-reads.ts";
import { programPath, readProgramHash } from "../editing/program-hash.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";

/** Whether what would run now is what failed. */
export interface FailedProgram {
	/** Of the script; null for programs that are no script. */
	readonly path: string | null;
	/** SHA-256 of the script as it failed; null when nobody knows. */
	readonly failedHash: string | null;
	/** As it is on disk now, or where only workers see it as they reported it last; null when nobody knows. */
	readonly currentHash: string | null;
	/** Null when that cannot be told. */
	readonly isOtherScript: boolean | null;
	/** Definition, parameters, parents or unit rule of the stage are others than those it failed with. */
	readonly isOtherRecipe: boolean;
}

/** Of the newest attempt of a group; null when it, or its stage, is gone. Reads the script. */
export async function readFailedProgram(database: Queryable, groupId: number): Promise<FailedProgram | null> {
	const row = await readFailedRecipe(database, groupId);
	if (row === null) return null;
	const { program } = recipeSchema.parse(row.currentRecipe).definition;
	const path = programPath(program, recipeSchema.parse(row.currentRecipe).repositoryLocation);
	return compareFailedProgram(row, path, await readProgramHash(path));
}

/** `seenHash`: of the script as this process sees it; null when it does not. */
export function compareFailedProgram(
	row: Pick<FailedRecipeRow, "failedHash" | "failedRecipe" | "currentRecipe">,
	path: string | null,
	seenHash: string | null,
): FailedProgram {
	const failed = recipeSchema.parse(row.failedRecipe);
	const current = recipeSchema.parse(row.currentRecipe);
	// An attempt that never started its script reports no hash: it had been given that of its stage's version.
	const failedHash = row.failedHash ?? failed.programHash;
	const currentHash = path === null ? null : (seenHash ?? current.programHash);
	return {
		path,
		failedHash,
		currentHash,
		isOtherScript: failedHash === null || currentHash === null ? null : failedHash !== currentHash,
		isOtherRecipe: resultHashOf({ ...failed, programHash: null }) !== resultHashOf({ ...current, programHash: null }),
	};
}
