import { expect, test } from "vitest";
import { judgeExit } from "./outcome-rules.ts";
import type { ProgramExit } from "./task-runner.ts";
import { lostExit } from "./tracked-program.ts";

const limits = { expectedExitCode: 0, timeLimitSeconds: 60, memoryMb: 1_000, maximumOutputBytes: 5_000 };

function judged(exit: Partial<ProgramExit>, expectedExitCode = 0) {
	return judgeExit({ ...lostExit(1, "", 0), stopped: null, ...exit }, { ...limits, expectedExitCode });
}

test("the expected exit code lets the outputs decide, also when it is not 0", () => {
	expect(judged({ exitCode: 0 })).toEqual({ kind: "asExpected" });
	expect(judged({ exitCode: 3 }, 3)).toEqual({ kind: "asExpected" });
	expect(judged({ exitCode: 0 }, 3)).toMatchObject({ outcome: "failed" });
});

test("a code above 128 that a job's shell tells is the expected one, or a signal for all one knows", () => {
	const exit = { signal: "SIGINT", shellCode: 130 };
	expect(judged(exit, 130)).toEqual({ kind: "asExpected" });
	expect(judged(exit)).toMatchObject({ outcome: "failed", problem: expect.stringContaining("signal SIGINT") });
	expect(judged(exit)).toMatchObject({ problem: expect.stringContaining("code 130") });
});

test("another exit code is a failure, explained where the shell gives it a meaning", () => {
	expect(judged({ exitCode: 2 })).toMatchObject({ problem: "It exited with code 2; expected is 0." });
	expect(judged({ exitCode: 127 })).toMatchObject({
		problem: "It exited with code 127 (a command was not found); expected is 0.",
	});
	expect(judged({ exitCode: 139 })).toMatchObject({ problem: "It exited with code 139 (signal 11); expected is 0." });
});

test("a signal from elsewhere is a failure", () => {
	expect(judged({ signal: "SIGSEGV" })).toMatchObject({
		outcome: "failed",
		problem: "It was ended by signal SIGSEGV, which this worker did not send.",
	});
});

test("a death while the kernel was out of memory is told apart", () => {
	expect(judged({ signal: "SIGKILL", wasKernelOutOfMemory: true })).toMatchObject({ outcome: "outOfMemory" });
	expect(judged({ exitCode: 137, wasKernelOutOfMemory: true })).toMatchObject({ outcome: "outOfMemory" });
	expect(judged({ signal: "SIGKILL" })).toMatchObject({ outcome: "failed" });
});

test.each([
	["timeLimit", "timedOut", "It was stopped: why."],
	["memoryLimit", "outOfMemory", "It was stopped for its memory limit of 1000 MB: why."],
	["outputLimit", "invalidOutput", "It was stopped for its limit of 5000 bytes of output: why."],
	["cancelled", "cancelled", "It was cancelled: why."],
	["preempted", "preempted", "It was stopped: why."],
	["nodeFailed", "nodeFailed", "Its compute node or job failed: why."],
	["lost", "lost", "Its worker lost its lease or its program: why."],
] as const)("a program stopped for %s ends as %s, even if it then exits as expected", (reason, outcome, problem) => {
	expect(judged({ exitCode: 0, stopped: { reason, detail: "why" } })).toEqual({ kind: "ended", outcome, problem });
});

test.each([
	["timeLimit", "timedOut", "It ran longer than its time limit of 60 s and was stopped."],
	["cancelled", "cancelled", "It was cancelled."],
	["preempted", "preempted", "Its worker was shut down."],
] as const)("a stop for %s without more to say about it has words of its own", (reason, outcome, problem) => {
	expect(judged({ stopped: { reason, detail: null } })).toEqual({ kind: "ended", outcome, problem });
});
