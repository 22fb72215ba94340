import { type ChildProcess, spawn } from "node:child_process";
import type { StopReason } from "../../attempts/stop-reason.ts";
import { machineMs } from "../../machine-clock.ts";
import { killMarkedProcesses } from "./attempt-environment.ts";
import { BoundedLog } from "./bounded-log.ts";
import { directorySize } from "./directory-size.ts";
import type { LogPool } from "./log-pool.ts";
import { ticksPerSecond } from "./process-facts.ts";
import { isGroupAlive, sendSignal, signalGroup } from "./process-signals.ts";
import type { ProgramExit, ProgramOrder } from "./protocol.ts";
import { ResourceMeter } from "./resource-meter.ts";

/*
 *   running ──program ends──────────────────────────────────────────► ended
 *      │ limit, cancel, lease                                            ▲
 *      ▼                                                                 │
 *   stopping (SIGTERM to the group) ──group empty────────────────────────┤
 *      │ grace over                                                      │
 *      ▼                                                                 │
 *   killed (SIGKILL to the group, then to everything marked) ──gone, or ─┘
 *                                                       not gone in 10 s
 */

const limitGraceMs = 5_000;
/** A process stuck in the kernel (a dead network share) ignores SIGKILL; its slot is not blocked for longer. */
const killPatienceMs = 10_000;
const firstMeasurementMs = 40;
const shortestMeasurementMs = 100;
const longestMeasurementMs = 1_000;
const shortestSizeIntervalMs = 250;

export interface RunningProgramOptions {
	readonly order: ProgramOrder;
	readonly environment: Readonly<Record<string, string>>;
	readonly workerId: string;
	readonly logPool: LogPool;
	/** The program itself has been reaped; `resume` must be called once its CPU time is known. */
	readonly onLeaderExit: (program: RunningProgram) => void;
	readonly onEnded: (program: RunningProgram, exit: ProgramExit) => void;
}

export class RunningProgram {
	readonly attemptId: number;
	readonly startedAtMs = machineMs();
	readonly #options: RunningProgramOptions;
	readonly #logs: BoundedLog[] = [];
	#child: ChildProcess | undefined;
	#meter: ResourceMeter | undefined;
	#leaderExit: { readonly exitCode: number | null; readonly signal: string | null; readonly atMs: number } | undefined;
	#stopped: { reason: StopReason; detail: string | null } | null = null;
	#killAtMs = Number.POSITIVE_INFINITY;
	#giveUpAtMs = Number.POSITIVE_INFINITY;
	#isKilled = false;
	#measureAtMs = this.startedAtMs + firstMeasurementMs;
	#sizeAtMs = this.startedAtMs + shortestSizeIntervalMs;
	#reapedTicks: number | null = null;
	#hasEnded = false;

	constructor(options: RunningProgramOptions) {
		this.#options = options;
		this.attemptId = options.order.attemptId;
	}

	get hasLeaderExited(): boolean {
		return this.#leaderExit !== undefined;
	}

	start(): void {
		const { order, environment, logPool } = this.#options;
		const [file, ...parameters] = order.command;
		try {
			this.#logs.push(new BoundedLog(order.stdoutPath, order.limits.maximumLogBytes, logPool));
			this.#logs.push(new BoundedLog(order.stderrPath, order.limits.maximumLogBytes, logPool));
			const [stdout, stderr] = this.#logs;
			const child = spawn(file, parameters, {
				cwd: order.workingDirectory,
				env: { ...environment, ...order.environment },
				// A session and process group of its own, so that everything it starts can be signalled together.
				detached: true,
				stdio: ["ignore", stdout?.fd, stderr?.fd],
				windowsHide: true,
			});
			this.#child = child;
			child.on("error", (error) => this.#couldNotStart(error));
			child.on("exit", (exitCode, signal) => this.#leaderExited(exitCode, signal));
			if (child.pid !== undefined) this.#meter = new ResourceMeter(child.pid, this.startedAtMs);
		} catch (error) {
			this.#couldNotStart(error);
		}
	}

	/** The first reason stays; a later stop may only shorten the grace. */
	stop(reason: StopReason, graceMs: number, detail: string | null = null): void {
		if (this.#hasEnded) return;
		const nowMs = machineMs();
		if (!this.#isKilled) this.#killAtMs = Math.min(this.#killAtMs, nowMs + graceMs);
		const isFirst = this.#stopped === null;
		this.#stopped ??= { reason, detail };
		if (nowMs >= this.#killAtMs) this.#kill(nowMs);
		else if (isFirst && this.#child?.pid !== undefined) signalGroup(this.#child.pid, "SIGTERM");
	}

	/** Called every 50 ms while it lives. */
	tick(nowMs: number): void {
		if (this.#hasEnded) return;
		for (const log of this.#logs) log.enforceLimit();
		const { timeLimitMs } = this.#options.order.limits;
		if (timeLimitMs !== null && nowMs - this.startedAtMs >= timeLimitMs) this.stop("timeLimit", limitGraceMs);
		if (this.#leaderExit === undefined) this.#watchResources(nowMs);
		if (nowMs >= this.#killAtMs) this.#kill(nowMs);
		if (this.#leaderExit !== undefined) this.resume(this.#reapedTicks);
		else if (nowMs >= this.#giveUpAtMs) this.#end();
	}

	/** Goes on after the program itself has ended: at once, or when the rest of its group has followed. */
	resume(reapedTicks: number | null): void {
		this.#reapedTicks = reapedTicks;
		const pid = this.#child?.pid;
		if (this.#hasEnded || pid === undefined) return;
		if (this.#stopped === null) {
			// What a program leaves behind when it ends by itself is not waited for.
			signalGroup(pid, "SIGKILL");
			for (const straggler of this.#meter?.processIds ?? []) if (straggler !== pid) this.#killStraggler(straggler);
			this.#end();
		} else if (this.#isKilled) {
			this.#end();
		} else if (!isGroupAlive(pid) || machineMs() >= this.#killAtMs) {
			this.#kill(machineMs());
			this.#end();
		}
	}

	#watchResources(nowMs: number): void {
		const { memoryMb, maximumOutputBytes } = this.#options.order.limits;
		if (nowMs >= this.#measureAtMs) {
			const usedMb = this.#meter?.measure(nowMs) ?? null;
			const age = nowMs - this.startedAtMs;
			const interval = memoryMb === null ? Math.min(age / 4, longestMeasurementMs) : shortestMeasurementMs;
			this.#measureAtMs = nowMs + Math.max(shortestMeasurementMs, interval);
			if (memoryMb !== null && usedMb !== null && usedMb > memoryMb) this.#checkMemory(memoryMb);
		}
		if (maximumOutputBytes !== null && nowMs >= this.#sizeAtMs) void this.#checkOutputSize(maximumOutputBytes);
	}

	#checkMemory(limitMb: number): void {
		const usedMb = this.#meter?.proportionalMemoryMb() ?? null;
		// No grace: it would go on growing.
		if (usedMb !== null && usedMb > limitMb) this.stop("memoryLimit", 0, `it used ${Math.round(usedMb)} MB`);
	}

	async #checkOutputSize(maximumBytes: number): Promise<void> {
		this.#sizeAtMs = Number.POSITIVE_INFINITY;
		const begunAtMs = machineMs();
		const bytes = await directorySize(this.#options.order.limits.outputDirectory, maximumBytes);
		const nowMs = machineMs();
		// A large directory is walked seldom enough to cost at most a tenth of one core.
		this.#sizeAtMs = nowMs + Math.max(shortestSizeIntervalMs, (nowMs - begunAtMs) * 10);
		if (bytes > maximumBytes) this.stop("outputLimit", 0, `its output had grown to ${bytes} bytes`);
	}

	#kill(nowMs: number): void {
		if (this.#child?.pid !== undefined) signalGroup(this.#child.pid, "SIGKILL");
		killMarkedProcesses(this.#options.workerId, (attemptId) => attemptId === this.attemptId);
		this.#isKilled = true;
		this.#killAtMs = Number.POSITIVE_INFINITY;
		this.#giveUpAtMs = nowMs + killPatienceMs;
	}

	/** Outside the group, so it is asked for its mark first: the pid might be somebody else's by now. */
	#killStraggler(pid: number): void {
		if (sendSignal(pid, 0)) killMarkedProcesses(this.#options.workerId, (attemptId) => attemptId === this.attemptId);
	}

	#leaderExited(exitCode: number | null, signal: NodeJS.Signals | null): void {
		this.#leaderExit = { exitCode, signal, atMs: machineMs() };
		this.#options.onLeaderExit(this);
	}

	#couldNotStart(error: unknown): void {
		// Cast: what spawn and open throw carries a code.
		const { code, message } = error as NodeJS.ErrnoException;
		this.#end({ code: code ?? "UNKNOWN", message });
	}

	#end(startProblem: ProgramExit["startProblem"] = null): void {
		if (this.#hasEnded) return;
		this.#hasEnded = true;
		const endedAtMs = this.#leaderExit?.atMs ?? machineMs();
		const [stdoutBytes = 0, stderrBytes = 0] = this.#logs.map((log) => log.finish());
		const ticks = Math.max(this.#meter?.cpuTicks ?? -1, this.#reapedTicks ?? -1);
		this.#options.onEnded(this, {
			attemptId: this.attemptId,
			exitCode: this.#leaderExit?.exitCode ?? null,
			signal: this.#leaderExit?.signal ?? null,
			stopped: this.#stopped,
			startProblem,
			startedAtMs: this.startedAtMs,
			runMs: endedAtMs - this.startedAtMs,
			cpuSeconds: ticks < 0 ? null : ticks / ticksPerSecond,
			maxCpuPercent: this.#meter?.maxCpuPercent ?? null,
			maxMemoryMb: this.#meter?.maxMemoryMb ?? null,
			stdoutBytes,
			stderrBytes,
			wasKernelOutOfMemory: false,
		});
	}
}
