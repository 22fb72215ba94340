import { countWords, plural } from "../../../wording/number-words.ts";

export interface StaleResults {
	readonly count: number;
	/** Null where the attempt that made them is not kept. */
	readonly version: number | null;
	readonly hasOtherRecipe: boolean;
	readonly hasOtherScript: boolean;
}

/** `12 stale: made by version 3`; several reasons one after the other, with their numbers. */
export function staleWords(results: readonly StaleResults[], current: number | null): string {
	const total = results.reduce((sum, { count }) => sum + count, 0);
	if (total === 0) return "";
	const [first] = results;
	const reasons =
		results.length === 1 && first !== undefined
			? reasonOf(first, current)
			: results.map((part) => `${countWords(part.count)} ${reasonOf(part, current)}`).join(", ");
	const isOfOlder = results.some(({ hasOtherRecipe, version }) => hasOtherRecipe && version !== current);
	return `${countWords(total)} stale: ${reasons}${isOfOlder && current !== null ? ` (now ${current})` : ""}`;
}

function reasonOf({ version, hasOtherRecipe, hasOtherScript }: StaleResults, current: number | null): string {
	if (!hasOtherRecipe) return "made before an input changed";
	// What a worker reported to have run may be no version's script at all.
	if (hasOtherScript && version === current) return "made by another script";
	const by = version === null ? "an older version" : `version ${version}`;
	return hasOtherScript ? `made by the script of ${by}` : `made by ${by}`;
}

export interface TileResult {
	readonly isStale: boolean;
	readonly stage: { readonly name: string; readonly version: { readonly version: number } | null };
	readonly resultAttempt: { readonly stageVersion: { readonly version: number } } | null;
}

/** Of all results of one tile: how many are stale, and which version made them. */
export function staleWordsOfTile(results: readonly TileResult[]): string {
	const stale = results.filter(({ isStale }) => isStale);
	if (stale.length === 0) return "";
	const parts = new Set(
		stale.map(({ stage, resultAttempt }) => {
			const made = resultAttempt?.stageVersion.version ?? null;
			const now = stage.version?.version ?? null;
			return made === null || made === now
				? `${stage.name} (its script or an input changed)`
				: `${stage.name} (made by version ${made}${now === null ? "" : `, now ${now}`})`;
		}),
	);
	return `${plural(stale.length, "result")} stale: ${[...parts].join(", ")}`;
}
