import type { AttemptResult } from "@tilewright/contract/messages";
import type { AttemptOutcome } from "@tilewright/contract/states";
import { resultWithoutRun } from "../attempts/attempt-results.ts";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import type { ProgramExit } from "./task-runner.ts";

/** The result of an attempt whose program has run, as far as its exit tells it. */
export function resultOfRun(
	attempt: LiveAttempt,
	exit: ProgramExit,
	command: readonly string[] | null,
	outcome: AttemptOutcome,
	problem: string | null,
): AttemptResult {
	return {
		...resultWithoutRun(attempt, outcome, problem, exit.startedAtMs),
		exitCode: exit.exitCode,
		signal: exit.signal,
		runMs: exit.runMs,
		cpuSeconds: exit.cpuSeconds,
		maxCpuPercent: exit.maxCpuPercent,
		maxMemoryMb: exit.maxMemoryMb,
		command: command === null ? null : [...command],
		programHash: exit.programHash ?? attempt.programHash,
	};
}
