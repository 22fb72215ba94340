import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";

export interface SupervisorLogger {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export interface SupervisedProcessOptions {
	/** For the log: "coordinator". */
	readonly name: string;
	readonly program: string;
	readonly args: readonly string[];
	/** Asked anew for every life. */
	readonly environment: () => NodeJS.ProcessEnv;
	readonly cwd?: string;
	readonly logger: SupervisorLogger;
	readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
	/** Called for every life of the process, the first included. */
	readonly onStarted?: (pid: number) => void;
	/** Called when it ended without having been asked to; it is restarted unless this answers false. */
	readonly onDied?: (death: ProcessDeath) => boolean;
	/** How long `stop()` waits after SIGTERM before SIGKILL. */
	readonly stopTimeoutMs: number;
}

export interface ProcessDeath {
	/** Null when a signal ended it or it could not be started. */
	readonly exitCode: number | null;
	/** `exit code 3`, `signal SIGKILL` or why it could not be started. */
	readonly reason: string;
}

const firstRestartDelayMs = 250;
const maxRestartDelayMs = 10_000;
/** After so long a life the next restart is quick again. */
const healthyAfterMs = 30_000;
const keptLines = 20;
const lastWordsMs = 200;

/**
 * A program that is kept running: when it dies it is started again, after a pause that doubles with every
 * death in a row. It lives in a process group of its own, so that Ctrl-C in the terminal reaches only us
 * and things end in the right order.
 */
export class SupervisedProcess {
	readonly #options: SupervisedProcessOptions;
	readonly #stopping = new AbortController();
	#child: ChildProcess | undefined;
	#lastLines: string[] = [];
	#life: Promise<void> | undefined;
	#ended: Promise<void> | undefined;

	constructor(options: SupervisedProcessOptions) {
		this.#options = options;
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}

	/** What it said last, for an error message. */
	get lastLines(): readonly string[] {
		return this.#lastLines;
	}

	get isRunning(): boolean {
		return this.#child !== undefined;
	}

	start(): void {
		this.#life ??= this.#keepRunning();
	}

	/** SIGTERM, wait, SIGKILL; may be called twice. An abort of `force` skips the waiting. */
	stop(force?: AbortSignal): Promise<void> {
		this.#ended ??= this.#stop(force);
		return this.#ended;
	}

	async #stop(force: AbortSignal | undefined): Promise<void> {
		this.#stopping.abort();
		this.#child?.kill("SIGTERM");
		const kill = () => {
			if (this.#child === undefined) return;
			this.#options.logger.warn({}, `${this.#options.name} did not end in time and is killed.`);
			this.#child.kill("SIGKILL");
		};
		const timer = setTimeout(kill, this.#options.stopTimeoutMs);
		if (force?.aborted) kill();
		force?.addEventListener("abort", kill, { once: true });
		await this.#life;
		clearTimeout(timer);
		force?.removeEventListener("abort", kill);
	}

	async #keepRunning(): Promise<void> {
		const { name, logger } = this.#options;
		let delayMs = firstRestartDelayMs;
		while (!this.#stopping.signal.aborted) {
			const startedAt = performance.now();
			const death = await this.#runOnce();
			const { reason } = death;
			if (this.#stopping.signal.aborted) return;
			if (performance.now() - startedAt > healthyAfterMs) delayMs = firstRestartDelayMs;
			const isToRestart = this.#options.onDied?.(death) ?? true;
			if (!isToRestart) return;
			logger.error({ reason, delayMs }, `${name} ended (${reason}) and is started again in ${delayMs} ms.`);
			await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
			delayMs = Math.min(delayMs * 2, maxRestartDelayMs);
		}
	}

	/** Resolves with what ended it. */
	#runOnce(): Promise<ProcessDeath> {
		const { program, args, environment, cwd } = this.#options;
		return new Promise((resolve) => {
			const child = spawn(program, args, {
				env: environment(),
				cwd,
				detached: process.platform !== "win32",
				stdio: ["ignore", "pipe", "pipe"],
			});
			this.#child = child;
			for (const stream of ["stdout", "stderr"] as const) {
				createInterface({ input: child[stream] }).on("line", (line) => {
					this.#lastLines = [...this.#lastLines.slice(1 - keptLines), line];
					this.#options.onLine(line, stream);
				});
			}
			const finish = (death: ProcessDeath) => {
				this.#child = undefined;
				resolve(death);
			};
			child.on("spawn", () => {
				if (child.pid !== undefined) this.#options.onStarted?.(child.pid);
				// stop() may have come between the call of spawn and now.
				if (this.#stopping.signal.aborted) child.kill("SIGTERM");
			});
			child.on("error", (error) => finish({ exitCode: null, reason: describeError(error) }));
			child.on("exit", (exitCode, signal) => {
				this.#child = undefined;
				const death = { exitCode, reason: signal === null ? `exit code ${exitCode}` : `signal ${signal}` };
				// "close" comes when its last words have been read; grandchildren may hold the pipes far longer.
				const timer = setTimeout(() => finish(death), lastWordsMs);
				child.on("close", () => {
					clearTimeout(timer);
					finish(death);
				});
			});
		});
	}
}
