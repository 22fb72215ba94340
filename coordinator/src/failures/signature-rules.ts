import type { AttemptOutcome } from "@tilewright/contract/states";
import { foldLine } from "./fold-rules.ts";
import { errorLine } from "./log-rules.ts";

/** What failures have in common: plain data in, plain data out. */

export interface FailedAttempt {
	readonly outcome: AttemptOutcome;
	readonly exitCode: number | null;
	readonly signal: string | null;
	readonly problem: string | null;
	readonly logTail: string | null;
}

const longestSignature = 300;

/** The last meaningful words of the attempt, folded; equal for failures that are the same thing to a person. */
export function signatureOf(attempt: FailedAttempt): string {
	const signature = foldLine(wordsOf(attempt));
	const characters = [...signature];
	return characters.length <= longestSignature ? signature : `${characters.slice(0, longestSignature - 1).join("")}…`;
}

function wordsOf(attempt: FailedAttempt): string {
	switch (attempt.outcome) {
		case "failed":
			return errorLine(attempt.logTail ?? "") ?? howItEnded(attempt);
		// What the program said before it was stopped is not why it was stopped.
		case "outOfMemory":
		case "timedOut":
		case "lost":
		case "preempted":
		case "nodeFailed":
		case "invalidOutput":
		case "couldNotStart":
		case "cancelled":
		case "succeeded":
			return attempt.problem === null
				? (errorLine(attempt.logTail ?? "") ?? howItEnded(attempt))
				: ourWords(attempt.problem);
	}
}

/** Without a word of the program its exit code is all there is, and is not folded. */
function howItEnded({ exitCode, signal, problem }: FailedAttempt): string {
	if (signal !== null) return `ended by ${signal} without a word`;
	if (exitCode !== null) return `exit code ${wordsForCode(exitCode)} without a word`;
	return problem === null ? "nothing is known of it" : ourWords(problem);
}

/** In letters, since digits are folded. */
function wordsForCode(code: number): string {
	const signals: Readonly<Record<number, string>> = {
		134: "SIGABRT",
		135: "SIGBUS",
		136: "SIGFPE",
		137: "SIGKILL",
		139: "SIGSEGV",
		143: "SIGTERM",
	};
	const names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
	return signals[code] ?? [...String(code)].map((digit) => names[Number(digit)]).join("-");
}

/** Our sentences name workers and list what is there; the first clause says what happened. */
function ourWords(problem: string): string {
	const clause = problem.split("; ")[0] ?? problem;
	return clause.replace(/[Ww]orker "[^"]*"/g, "worker <name>").replace(/[.\s]+$/, "");
}
