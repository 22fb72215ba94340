import type { StopReason } from "../../attempts/stop-reason.ts";
import { encodeRecord, RecordLog } from "../../durable/record-log.ts";
import { leaseClockMs, machineMs } from "../../machine-clock.ts";
import { killMarkedProcesses } from "./attempt-environment.ts";
import { LogPool } from "./log-pool.ts";
import { kernelOutOfMemoryKills, reapedChildrenTicks } from "./process-facts.ts";
import type { ProgramExit, ProgramOrder } from "./protocol.ts";
import { RunningProgram } from "./running-program.ts";

const tickMs = 50;
/** Programs that are over sooner are not announced as started. */
const announceAfterMs = 50;
const outOfMemoryLookMs = 1_000;
/** How often processes are looked for that have outlived their program (`setsid`, daemons). */
const stragglerLookMs = 5_000;
/** Until the first renewal comes. */
const firstLeaseMs = 10_000;
/** Receipts forgotten meanwhile stay in the file up to here; a worker that does not know them forgets them again. */
const clearAboveBytes = 64_000;
const compactAboveBytes = 1_000_000;

export interface ProgramTableOptions {
	readonly receiptsPath: string;
	readonly workerId: string;
	readonly onStarted: (program: RunningProgram) => void;
	readonly onEnded: (exit: ProgramExit) => void;
}

/** All programs of one worker, and the receipts of those that have ended and are not yet in the worker's journal. */
export class ProgramTable {
	readonly #options: ProgramTableOptions;
	readonly #running = new Map<number, RunningProgram>();
	readonly #ended = new Map<number, ProgramExit>();
	readonly #unannounced = new Set<RunningProgram>();
	readonly #receipts: RecordLog;
	readonly #logPool: LogPool;
	readonly #exitedThisTurn: RunningProgram[] = [];
	#environment: Readonly<Record<string, string>> = {};
	#ticker: NodeJS.Timeout | undefined;
	#reapedTicks = reapedChildrenTicks();
	#stopAtMs = leaseClockMs() + firstLeaseMs;
	#killAtMs = leaseClockMs() + firstLeaseMs;
	#oomKills = kernelOutOfMemoryKills();
	#lastOomKillAtMs = Number.NEGATIVE_INFINITY;
	#oomLookAtMs = 0;
	#stragglerLookAtMs = 0;
	#mayHaveStragglers = false;

	constructor(options: ProgramTableOptions) {
		this.#options = options;
		this.#logPool = new LogPool(options.workerId);
		const { log, records } = RecordLog.open(options.receiptsPath);
		this.#receipts = log;
		// Left by a spawner that was killed. Cast: written by this program, behind a checksum.
		for (const receipt of records as ProgramExit[]) this.#ended.set(receipt.attemptId, receipt);
	}

	get running(): readonly RunningProgram[] {
		return [...this.#running.values()];
	}

	get ended(): readonly ProgramExit[] {
		return [...this.#ended.values()];
	}

	setEnvironment(environment: Readonly<Record<string, string>>): void {
		this.#environment = environment;
	}

	start(order: ProgramOrder): void {
		if (this.#running.has(order.attemptId) || this.#ended.has(order.attemptId)) return;
		const program = new RunningProgram({
			order,
			environment: this.#environment,
			workerId: this.#options.workerId,
			logPool: this.#logPool,
			onLeaderExit: (exited) => this.#leaderExited(exited),
			onEnded: (ended, exit) => this.#programEnded(ended, exit),
		});
		this.#running.set(order.attemptId, program);
		this.#unannounced.add(program);
		this.#ticker ??= setInterval(() => this.#tick(), tickMs);
		program.start();
	}

	stop(attemptId: number, reason: StopReason, graceMs: number): void {
		this.#running.get(attemptId)?.stop(reason, graceMs);
	}

	stopAll(reason: StopReason, graceMs: number): void {
		for (const program of this.running) program.stop(reason, graceMs);
	}

	/** The dead-man's switch: without another renewal everything is stopped, and killed in time before the lease ends. */
	renew(stopInMs: number, killInMs: number): void {
		this.#stopAtMs = leaseClockMs() + stopInMs;
		this.#killAtMs = leaseClockMs() + killInMs;
	}

	forget(attemptIds: readonly number[]): void {
		for (const attemptId of attemptIds) this.#ended.delete(attemptId);
		if (this.#ended.size === 0 && this.#receipts.sizeBytes > clearAboveBytes) this.#receipts.clear();
		else if (this.#receipts.sizeBytes > compactAboveBytes) this.#receipts.rewrite(this.ended.map(encodeRecord));
	}

	/** A straggler of a program that has just ended may not have been looked for. */
	async close(): Promise<void> {
		clearInterval(this.#ticker);
		if (this.#mayHaveStragglers) killMarkedProcesses(this.#options.workerId, () => true);
		this.#logPool.clear();
		await this.#receipts.close();
	}

	#tick(): void {
		const nowMs = machineMs();
		this.#checkLease();
		for (const program of this.#running.values()) {
			program.tick(nowMs);
			if (nowMs - program.startedAtMs >= announceAfterMs && this.#unannounced.delete(program)) {
				if (this.#running.has(program.attemptId)) this.#options.onStarted(program);
			}
		}
		if (nowMs >= this.#oomLookAtMs) this.#lookForOutOfMemory(nowMs);
		if (this.#mayHaveStragglers && nowMs >= this.#stragglerLookAtMs) this.#killStragglers(nowMs);
		if (this.#running.size === 0 && !this.#mayHaveStragglers) {
			clearInterval(this.#ticker);
			this.#ticker = undefined;
		}
	}

	#checkLease(): void {
		const nowMs = leaseClockMs();
		if (nowMs < this.#stopAtMs) return;
		this.stopAll("lost", Math.max(0, this.#killAtMs - nowMs));
	}

	/**
	 * The kernel tells the CPU time of all reaped children as one sum. When a single one was reaped in this
	 * turn, the growth is its own (with all descendants it has waited for); for several at once it is not known.
	 */
	#leaderExited(program: RunningProgram): void {
		this.#exitedThisTurn.push(program);
		if (this.#exitedThisTurn.length === 1) setImmediate(() => this.#settleExits());
	}

	#settleExits(): void {
		const exited = this.#exitedThisTurn.splice(0);
		const before = this.#reapedTicks;
		this.#reapedTicks = reapedChildrenTicks();
		const growth = before === null || this.#reapedTicks === null ? null : this.#reapedTicks - before;
		for (const program of exited) program.resume(exited.length === 1 ? growth : null);
	}

	#programEnded(program: RunningProgram, exit: ProgramExit): void {
		this.#running.delete(program.attemptId);
		this.#unannounced.delete(program);
		this.#mayHaveStragglers ||= exit.startProblem === null;
		const receipt = { ...exit, wasKernelOutOfMemory: this.#mayBeOutOfMemory(exit) };
		this.#ended.set(program.attemptId, receipt);
		try {
			this.#receipts.append([encodeRecord(receipt)]);
		} catch (error) {
			// It is in memory and will be told; only if worker and spawner now both die it counts as lost.
			console.error(`receipt of attempt ${program.attemptId}:`, error);
		}
		this.#options.onEnded(receipt);
	}

	#mayBeOutOfMemory(exit: ProgramExit): boolean {
		// A shell reports a killed child as 128 + 9.
		if (exit.signal !== "SIGKILL" && exit.exitCode !== 137) return false;
		this.#lookForOutOfMemory(machineMs());
		return this.#lastOomKillAtMs >= exit.startedAtMs;
	}

	#lookForOutOfMemory(nowMs: number): void {
		this.#oomLookAtMs = nowMs + outOfMemoryLookMs;
		const kills = kernelOutOfMemoryKills();
		if (kills > this.#oomKills) this.#lastOomKillAtMs = nowMs;
		this.#oomKills = kills;
	}

	#killStragglers(nowMs: number): void {
		this.#stragglerLookAtMs = nowMs + stragglerLookMs;
		this.#mayHaveStragglers = false;
		killMarkedProcesses(this.#options.workerId, (attemptId) => !this.#running.has(attemptId));
	}
}
