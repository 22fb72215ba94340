import { asStageId, type StageId } from "@tilewright/contract/ids";
import { type Recipe, recipeSchema } from "@tilewright/contract/recipe";
import type { Transaction } from "../database/database.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";

/*
 * What a result counts as made from: the recipe of its attempt's stage version, with the script that the worker says it
 * started (docs/editing.md). Nearly always that is the script the version carries, the version is the stage's current
 * one, and nothing is asked of the database.
 */

export interface RecordedAttempt {
	readonly id: number;
	readonly stageId: StageId;
	readonly stageVersionId: number;
	/** This round has changed its project: what is remembered of the stage may be out of date. */
	readonly isUncertain: boolean;
	/** As its worker reported it; null when it did not. */
	readonly programHash: string | null;
}

/** A stage's version as the coordinator remembers it. */
export interface CurrentVersion {
	readonly versionId: number;
	readonly recipe: Recipe;
}

export interface MadeWith {
	/** The recipe of the attempt's version; known where the worker reported a hash of a script. */
	readonly recipe: Recipe | null;
	/** Null: that of the attempt's version. */
	readonly resultHash: string | null;
}

interface StoredVersion {
	readonly id: number;
	readonly stageId: StageId;
	readonly recipe: Recipe;
}

/** By attempt id. Those that are left out count as made by their version. */
export async function readMadeWith(
	transaction: Transaction,
	attempts: readonly RecordedAttempt[],
	currentVersionOf: (stageId: StageId) => CurrentVersion | null,
): Promise<ReadonlyMap<number, MadeWith>> {
	const made = new Map<number, MadeWith>();
	const older: RecordedAttempt[] = [];
	for (const attempt of attempts) {
		if (attempt.isUncertain) {
			older.push(attempt);
			continue;
		}
		const current = currentVersionOf(attempt.stageId);
		const isOfCurrent = current?.versionId === attempt.stageVersionId;
		if (isOfCurrent && attempt.programHash !== null) note(made, attempt, current.recipe, []);
		// Without a report only what was on its way when a script became known is another case.
		if (!isOfCurrent && (attempt.programHash !== null || current?.recipe.programHash != null)) older.push(attempt);
	}
	const stored = await readVersions(transaction, older);
	for (const attempt of older) {
		const version = stored.find(({ id }) => id === attempt.stageVersionId);
		if (version) note(made, attempt, version.recipe, stored);
	}
	return made;
}

function note(
	made: Map<number, MadeWith>,
	attempt: RecordedAttempt,
	recipe: Recipe,
	later: readonly StoredVersion[],
): void {
	if (recipe.definition.program.kind !== "script") return;
	const { id, programHash } = attempt;
	if (programHash === null) made.set(id, { recipe: null, resultHash: hashOfFirstKnown(attempt, recipe, later) });
	else if (programHash === recipe.programHash) made.set(id, { recipe, resultHash: null });
	else made.set(id, { recipe, resultHash: resultHashOf({ ...recipe, programHash }) });
}

/** These versions, and all that came after them in their stages. */
async function readVersions(
	transaction: Transaction,
	attempts: readonly RecordedAttempt[],
): Promise<readonly StoredVersion[]> {
	if (attempts.length === 0) return [];
	const rows = await transaction.query<{ id: number; stage_id: number; recipe: unknown }>(
		"select id, stage_id, recipe from stage_version where stage_id = any($1) and id >= $2 order by id",
		[
			[...new Set(attempts.map(({ stageId }) => stageId))],
			Math.min(...attempts.map(({ stageVersionId }) => stageVersionId)),
		],
	);
	return rows.map((row) => ({
		id: row.id,
		stageId: asStageId(row.stage_id),
		recipe: recipeSchema.parse(row.recipe),
	}));
}

/**
 * A script that becomes known makes nothing stale: a result that was on its way then, and of which nobody says what
 * made it, counts as made by the first script that was known. Null when none was.
 */
function hashOfFirstKnown(
	{ stageId, stageVersionId }: RecordedAttempt,
	recipe: Recipe,
	stored: readonly StoredVersion[],
): string | null {
	if (recipe.programHash !== null) return null;
	const known = resultHashOf(recipe);
	const first = stored.find(
		(version) =>
			version.stageId === stageId &&
			version.id > stageVersionId &&
			version.recipe.programHash !== null &&
			resultHashOf({ ...version.recipe, programHash: null }) === known,
	);
	return first === undefined ? null : resultHashOf(first.recipe);
}
