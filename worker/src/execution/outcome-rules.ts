import { asSentence } from "@tilewright/contract/sentence";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { ProgramExit } from "./task-runner.ts";

export interface OutcomeLimits {
	readonly expectedExitCode: number;
	readonly timeLimitSeconds: number | null;
	readonly memoryMb: number | null;
	readonly maximumOutputBytes: number | null;
}

export type ExitVerdict =
	/** Its outputs decide. */
	| { readonly kind: "asExpected" }
	| { readonly kind: "ended"; readonly outcome: AttemptOutcome; readonly problem: string };

/** What an exit means. A program that was stopped on purpose did not succeed, whatever it answered. */
export function judgeExit(exit: ProgramExit, limits: OutcomeLimits): ExitVerdict {
	if (exit.stopped !== null) return { kind: "ended", ...judgeStop(exit.stopped, limits) };
	if ((exit.exitCode ?? exit.shellCode) === limits.expectedExitCode) return { kind: "asExpected" };
	if (exit.wasKernelOutOfMemory) {
		return ended("outOfMemory", "The operating system killed it because the machine was out of memory.");
	}
	if (exit.exitCode !== null) {
		return ended(
			"failed",
			`It exited with code ${exit.exitCode}${meaningOf(exit.exitCode)}; expected is ${limits.expectedExitCode}.`,
		);
	}
	if (exit.shellCode !== undefined) {
		const problem = `It was ended by signal ${exit.signal}, which this worker did not send, or exited with code ${exit.shellCode} by itself: its job's shell tells both alike. Expected is ${limits.expectedExitCode}.`;
		return ended("failed", problem);
	}
	return ended("failed", `It was ended by signal ${exit.signal ?? "unknown"}, which this worker did not send.`);
}

function judgeStop(
	{ reason, detail }: NonNullable<ProgramExit["stopped"]>,
	limits: OutcomeLimits,
): { readonly outcome: AttemptOutcome; readonly problem: string } {
	const because = detail === null ? "" : `: ${detail}`;
	switch (reason) {
		case "timeLimit":
			return {
				outcome: "timedOut",
				problem:
					detail === null
						? `It ran longer than its time limit of ${limits.timeLimitSeconds} s and was stopped.`
						: asSentence(`It was stopped${because}`),
			};
		case "memoryLimit":
			return {
				outcome: "outOfMemory",
				problem:
					limits.memoryMb === null
						? asSentence(`It was stopped for its memory${because}`)
						: asSentence(`It was stopped for its memory limit of ${limits.memoryMb} MB${because}`),
			};
		case "outputLimit":
			return {
				outcome: "invalidOutput",
				problem: asSentence(`It was stopped for its limit of ${limits.maximumOutputBytes} bytes of output${because}`),
			};
		case "cancelled":
			return { outcome: "cancelled", problem: asSentence(`It was cancelled${because}`) };
		case "preempted":
			return {
				outcome: "preempted",
				problem: detail === null ? "Its worker was shut down." : asSentence(`It was stopped${because}`),
			};
		case "nodeFailed":
			return { outcome: "nodeFailed", problem: asSentence(`Its compute node or job failed${because}`) };
		case "lost":
			return { outcome: "lost", problem: asSentence(`Its worker lost its lease or its program${because}`) };
	}
}

function ended(outcome: AttemptOutcome, problem: string): ExitVerdict {
	return { kind: "ended", outcome, problem };
}

/** The shell's own codes. */
function meaningOf(exitCode: number): string {
	if (exitCode === 126) return " (a command could not be run)";
	if (exitCode === 127) return " (a command was not found)";
	if (exitCode > 128 && exitCode <= 165) return ` (signal ${exitCode - 128})`;
	return "";
}
