import type { AttemptResult } from "@tilewright/contract/messages";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { LiveAttempt } from "./live-attempt.ts";

/** The result of an attempt whose program never ran. */
export function resultWithoutRun(
	attempt: Pick<LiveAttempt, "id" | "receivedAtMs">,
	outcome: AttemptOutcome,
	problem: string | null,
	nowMs: number,
): AttemptResult {
	return {
		attemptId: attempt.id,
		outcome,
		exitCode: null,
		signal: null,
		problem,
		pendingMs: Math.max(0, nowMs - attempt.receivedAtMs),
		runMs: 0,
		cpuSeconds: null,
		maxCpuPercent: null,
		maxMemoryMb: null,
		command: null,
		logTail: null,
		metrics: {},
		artifacts: [],
		outputSignature: null,
	};
}
