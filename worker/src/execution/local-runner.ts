import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { StopReason } from "../attempts/stop-reason.ts";
import { leaseClockMs, machineMs } from "../machine-clock.ts";
import { attemptVariable, workerVariable } from "./spawner/attempt-environment.ts";
import type { SpawnerMessage, WorkerMessage } from "./spawner/protocol.ts";
import { killSpawner, reachSpawner, type SpawnerConnection, type SpawnerOptions } from "./spawner-connection.ts";
import type { LeaseTerms, ProgramExit, ProgramHandle, ProgramOrder, TaskRunner } from "./task-runner.ts";
import { lostExit, TrackedProgram } from "./tracked-program.ts";

/** A spawner that does not answer a renewal for this long hangs, and is replaced. */
const renewalPatienceMs = 10_000;
/** What lives on this long after it should have been killed shows that the spawner hangs. */
const killPatienceMs = 1_000;
const watchIntervalMs = 500;
const relaunchDelayMs = 1_000;

/**
 * Runs programs on this machine through the spawner. When the spawner dies, its programs are found by their
 * environment and killed, their exits are told as lost, and a new spawner takes over.
 */
export class LocalRunner implements TaskRunner {
	readonly #options: SpawnerOptions;
	readonly #programs = new Map<number, TrackedProgram>();
	#connection: SpawnerConnection | undefined;
	/** Orders that came while there is no spawner. */
	#unsent: WorkerMessage[] = [];
	#survivors: readonly ProgramHandle[] = [];
	#renewalSentAtMs: number | undefined;
	#killAtMs = Number.POSITIVE_INFINITY;
	#suspicions = 0;
	#isClosing = false;
	#recovery: Promise<void> | undefined;
	readonly #watch: NodeJS.Timeout;

	private constructor(options: SpawnerOptions) {
		this.#options = options;
		this.#watch = setInterval(() => this.#checkSpawner(), watchIntervalMs);
	}

	/** Throws EMBEDDED_SERVICE_FAILED when no spawner can be started. */
	static async open(options: SpawnerOptions): Promise<LocalRunner> {
		const connection = await reachSpawner(options);
		const runner = new LocalRunner(options);
		const { running, ended } = connection.welcome;
		for (const { attemptId } of [...running, ...ended]) runner.#track(attemptId);
		runner.#survivors = [...runner.#programs.values()];
		runner.#adopt(connection);
		return runner;
	}

	start(order: ProgramOrder): ProgramHandle {
		const known = this.#programs.get(order.attemptId);
		if (known !== undefined) return known;
		const program = this.#track(order.attemptId);
		const marks = { [attemptVariable]: String(order.attemptId), [workerVariable]: this.#options.workerId };
		this.#send({ kind: "start", order: { ...order, environment: { ...order.environment, ...marks } } });
		return program;
	}

	survivors(): readonly ProgramHandle[] {
		return this.#survivors;
	}

	forget(attemptIds: readonly number[]): void {
		for (const attemptId of attemptIds) {
			if (this.#programs.get(attemptId)?.isSettled === true) this.#programs.delete(attemptId);
		}
		this.#send({ kind: "forget", attemptIds });
	}

	renewLease({ stopInMs, killInMs }: LeaseTerms): void {
		this.#killAtMs = leaseClockMs() + killInMs;
		if (this.#connection === undefined) return;
		this.#renewalSentAtMs ??= machineMs();
		this.#connection.send({ kind: "renew", stopInMs, killInMs });
	}

	async leave(): Promise<void> {
		this.#isClosing = true;
		clearInterval(this.#watch);
		await this.#recovery;
		await this.#connection?.end();
	}

	async close(): Promise<void> {
		this.#send({ kind: "finish" });
		await this.leave();
	}

	#track(attemptId: number): TrackedProgram {
		const program = new TrackedProgram(attemptId, (reason, graceMs) => this.#sendStop(attemptId, reason, graceMs));
		this.#programs.set(attemptId, program);
		return program;
	}

	#sendStop(attemptId: number, reason: StopReason, graceMs: number): void {
		this.#send({ kind: "stop", attemptId, reason, graceMs });
	}

	#send(message: WorkerMessage): void {
		if (this.#connection === undefined) this.#unsent.push(message);
		else this.#connection.send(message);
	}

	#handle(message: SpawnerMessage): void {
		switch (message.kind) {
			case "welcome":
				return;
			case "started":
				this.#programs.get(message.attemptId)?.hasStarted(message.startedAtMs);
				return;
			case "ended":
				this.#exited(message.exit);
				return;
			case "renewed":
				this.#renewalSentAtMs = undefined;
		}
	}

	#exited(exit: ProgramExit): void {
		const program = this.#programs.get(exit.attemptId);
		if (program?.isSettled === false) program.hasExited(exit);
	}

	/** Takes a spawner on: what it knows is settled, what it does not know is lost, what waits is sent. */
	#adopt(connection: SpawnerConnection): void {
		const { running, ended } = connection.welcome;
		const unsent = this.#unsent;
		this.#unsent = [];
		this.#connection = connection;
		this.#renewalSentAtMs = undefined;
		for (const { attemptId, startedAtMs } of running) this.#programs.get(attemptId)?.hasStarted(startedAtMs);
		for (const exit of ended) this.#exited(exit);
		const known = new Set(running.map(({ attemptId }) => attemptId));
		for (const message of unsent) if (message.kind === "start") known.add(message.order.attemptId);
		for (const program of this.#programs.values()) {
			if (program.isSettled || known.has(program.attemptId)) continue;
			program.hasExited(lostExit(program.attemptId, "the process that watched over it has died", machineMs()));
		}
		connection.listen(
			(message) => this.#handle(message),
			() => this.#spawnerGone(connection),
		);
		for (const message of unsent) this.#send(message);
	}

	#spawnerGone(connection: SpawnerConnection): void {
		if (this.#connection !== connection) return;
		this.#connection = undefined;
		if (this.#isClosing) return;
		this.#options.logger.error({ pid: connection.welcome.pid }, "The spawner has died; its programs are lost.");
		this.#recovery = this.#recover().finally(() => {
			this.#recovery = undefined;
		});
	}

	async #recover(): Promise<void> {
		while (!this.#isClosing) {
			try {
				this.#adopt(await reachSpawner(this.#options));
				return;
			} catch (error) {
				this.#options.logger.error({ error: describeError(error) }, "No spawner; trying again.");
				await sleep(relaunchDelayMs);
			}
		}
	}

	/** The worker's half of the dead-man's switch: a spawner that hangs cannot stop anything. */
	#checkSpawner(): void {
		if (this.#connection === undefined) return;
		const isSilent = this.#renewalSentAtMs !== undefined && machineMs() - this.#renewalSentAtMs > renewalPatienceMs;
		const hasSurvivors = [...this.#programs.values()].some((program) => !program.isSettled);
		const isOverdue = hasSurvivors && leaseClockMs() > this.#killAtMs + killPatienceMs;
		// Twice in a row: after a pause of this very process, the answers are still waiting to be read.
		this.#suspicions = isSilent || isOverdue ? this.#suspicions + 1 : 0;
		if (this.#suspicions < 2) return;
		this.#suspicions = 0;
		this.#options.logger.error({ isSilent, isOverdue }, "The spawner hangs and is replaced.");
		this.#killAtMs = Number.POSITIVE_INFINITY;
		killSpawner(this.#options.directory);
		this.#connection.destroy();
	}
}
