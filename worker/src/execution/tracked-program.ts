import type { StopReason } from "../attempts/stop-reason.ts";
import type { ProgramExit, ProgramHandle } from "./task-runner.ts";

const defaultGraceMs = 5_000;

/** The handle of one program of the spawner: two promises and what is needed to settle them. */
export class TrackedProgram implements ProgramHandle {
	readonly attemptId: number;
	readonly started: Promise<number | null>;
	readonly exited: Promise<ProgramExit>;
	readonly #sendStop: (reason: StopReason, graceMs: number) => void;
	#settleStarted: (startedAtMs: number | null) => void = () => {};
	#settleExited: (exit: ProgramExit) => void = () => {};
	#isSettled = false;

	constructor(attemptId: number, sendStop: (reason: StopReason, graceMs: number) => void) {
		this.attemptId = attemptId;
		this.#sendStop = sendStop;
		this.started = new Promise((resolve) => {
			this.#settleStarted = resolve;
		});
		this.exited = new Promise((resolve) => {
			this.#settleExited = resolve;
		});
	}

	get isSettled(): boolean {
		return this.#isSettled;
	}

	stop(reason: StopReason, graceMs = defaultGraceMs): void {
		if (!this.#isSettled) this.#sendStop(reason, graceMs);
	}

	hasStarted(startedAtMs: number): void {
		this.#settleStarted(startedAtMs);
	}

	hasExited(exit: ProgramExit): void {
		this.#isSettled = true;
		this.#settleStarted(null);
		this.#settleExited(exit);
	}
}

/** The exit of a program about which nothing more can be found out. */
export function lostExit(attemptId: number, detail: string, nowMs: number): ProgramExit {
	return {
		attemptId,
		exitCode: null,
		signal: null,
		stopped: { reason: "lost", detail },
		startProblem: null,
		startedAtMs: nowMs,
		runMs: 0,
		cpuSeconds: null,
		maxCpuPercent: null,
		maxMemoryMb: null,
		stdoutBytes: 0,
		stderrBytes: 0,
		wasKernelOutOfMemory: false,
	};
}
