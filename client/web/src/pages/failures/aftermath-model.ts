import type { ReadFailureAftermathResult, TaskState } from "../../api/generated/documents.ts";
import { countWords, plural } from "../../wording/number-words.ts";

/** What became of a cause: whether what would run now is what failed, and how its retried tasks fare. */

type Aftermath = NonNullable<ReadFailureAftermathResult["failureGroup"]>;
export type FailedProgram = NonNullable<Aftermath["program"]>;
export type FailureRetry = NonNullable<Aftermath["lastRetry"]>;

export interface ProgramWords {
	readonly words: string;
	readonly tone: "good" | "caution" | "quiet";
}

/** Whether a retry would run something else than what failed: the first thing to know before one. */
export function programWords(program: FailedProgram): ProgramWords {
	const { path, failedHash, currentHash, isOtherScript, isOtherRecipe } = program;
	const recipe = isOtherRecipe ? " The stage's definition or parameters were changed since as well." : "";
	if (path === null) {
		return isOtherRecipe
			? { words: "The stage's definition or parameters were changed since it failed.", tone: "good" }
			: { words: "The stage is still set up as it was when it failed.", tone: "quiet" };
	}
	const name = path.split(/[\\/]/).at(-1) ?? path;
	if (isOtherScript === true) {
		const hashes = `${shortHash(currentHash)}, failed with ${shortHash(failedHash)}`;
		return { words: `${name} on disk is another script than the one that failed (${hashes}).${recipe}`, tone: "good" };
	}
	if (isOtherScript === null) {
		const words = `Whether ${name} is another script than the one that failed cannot be told: nobody has its content then or now.`;
		return { words: `${words}${recipe}`, tone: "quiet" };
	}
	return isOtherRecipe
		? {
				words: `${name} on disk is the script that failed (${shortHash(failedHash)}), but the stage's definition or parameters were changed since.`,
				tone: "good",
			}
		: { words: `${name} on disk is still the script that failed (${shortHash(failedHash)}).`, tone: "caution" };
}

function shortHash(hash: string | null): string {
	return hash === null ? "unknown" : hash.slice(0, 8);
}

export interface Fate {
	readonly state: TaskState;
	readonly count: number;
	readonly words: string;
}

/** Of the retried tasks, in the order in which one wants to know; none that are zero. */
export function fatesOf(retry: FailureRetry): readonly Fate[] {
	const fates: readonly Fate[] = [
		{ state: "SUCCEEDED", count: retry.succeeded, words: "succeeded" },
		{ state: "RUNNING", count: retry.running, words: retry.running === 1 ? "still runs" : "still run" },
		{ state: "READY", count: retry.waiting, words: retry.waiting === 1 ? "waits for its turn" : "wait for their turn" },
		{ state: "FAILED", count: retry.failedAgain, words: "failed again" },
		{ state: "FAILED", count: retry.failedOtherwise, words: "failed in another way" },
		{ state: "EXCLUDED", count: retry.leftOut, words: "left out since" },
	];
	return fates.filter(({ count }) => count > 0);
}

/** `9 of 12 retried tasks succeeded`: in one line, for those who only listen. */
export function retrySentence(retry: FailureRetry): string {
	if (retry.tasks === 0) return "Nothing was left to try again.";
	if (retry.tasks === 1 && retry.succeeded === 1) return "The retried task succeeded.";
	if (retry.succeeded === retry.tasks) return `All of ${plural(retry.tasks, "retried task")} succeeded.`;
	const open = retry.running + retry.waiting;
	const failed = retry.failedAgain + retry.failedOtherwise;
	const parts = [`${countWords(retry.succeeded)} of ${plural(retry.tasks, "retried task")} succeeded`];
	if (open > 0) parts.push(`${countWords(open)} to go`);
	if (failed > 0) parts.push(`${countWords(failed)} failed again`);
	return `${parts.join(", ")}.`;
}
