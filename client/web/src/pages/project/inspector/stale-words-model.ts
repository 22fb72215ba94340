import type { TaskState } from "../../../api/generated/documents.ts";
import { countWords, plural } from "../../../wording/number-words.ts";
import { unitAttributes, unitPlane } from "../../../wording/unit-words.ts";

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
	/** What its stage works on, and a group that is still growing is made again by itself. */
	readonly unit: unknown;
	readonly state: TaskState;
	readonly stage: { readonly name: string; readonly version: { readonly version: number } | null };
	readonly resultAttempt: { readonly stageVersion: { readonly version: number } } | null;
}

/** Of a group a result is replaced as its members come, and nothing is wrong with the one there is meanwhile. */
function isGrowing({ isStale, unit, state }: TileResult): boolean {
	return isStale && unitAttributes(unit) !== null && ["WAITING", "READY", "RUNNING"].includes(state);
}

/** `Mosaic is made again as its plane grows`; empty where nothing is. */
export function growingWordsOfTile(results: readonly (TileResult & { readonly unit: unknown })[]): string {
	const growing = results.filter(isGrowing);
	return growing
		.map(
			({ stage, unit }) => `${stage.name} is made again as its ${unitPlane(unit) === null ? "group" : "plane"} grows`,
		)
		.join(", ");
}

/** Of all results of one tile: how many are stale, and which version made them. */
export function staleWordsOfTile(results: readonly TileResult[]): string {
	const stale = results.filter((result) => result.isStale && !isGrowing(result));
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
