import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import { killMarkedProcesses } from "./spawner/attempt-environment.ts";
import { environmentOf } from "./spawner/process-facts.ts";
import { sendSignal } from "./spawner/process-signals.ts";
import {
	createLineReader,
	protocolVersion,
	type SpawnerIdentity,
	type SpawnerMessage,
	type WorkerMessage,
} from "./spawner/protocol.ts";
import { spawnerSocketPath } from "./spawner-socket-path.ts";

export interface SpawnerOptions {
	/** Private to this worker; the caller holds the lock of the data directory it lies in. */
	readonly directory: string;
	/** The bundled spawner program. */
	readonly program: string;
	readonly workerId: string;
	/** What every program inherits. */
	readonly environment: Readonly<Record<string, string>>;
	readonly logger: Logger;
	/** After this long without worker and programs a spawner ends; a minute unless told. */
	readonly idleSeconds?: number;
}

export type Welcome = Extract<SpawnerMessage, { kind: "welcome" }>;

/**
 * Fewer threads and a smaller heap make forking cheaper: 0.66 ms instead of 0.76 ms for each program on the
 * build machine, 1,350 programs/s instead of 1,150.
 */
const spawnerFlags = ["--single-threaded", "--v8-pool-size=0", "--max-semi-space-size=1"];
const spawnerVariable = "TILEWRIGHT_SPAWNER_ID";
const welcomeTimeoutMs = 5_000;
const launchTimeoutMs = 15_000;
const connectRetryMs = 10;
const logKeptBytes = 1_000_000;

/** One line to a living spawner. */
export class SpawnerConnection {
	readonly welcome: Welcome;
	readonly #socket: Socket;
	#onMessage: (message: SpawnerMessage) => void = () => {};
	#waiting: SpawnerMessage[] | undefined = [];

	private constructor(socket: Socket, welcome: Welcome) {
		this.#socket = socket;
		this.welcome = welcome;
	}

	/** Rejects when nobody listens there, or nobody answers in time. */
	static open(path: string, environment: Readonly<Record<string, string>>): Promise<SpawnerConnection> {
		return new Promise((resolve, reject) => {
			const socket = connect(path);
			const timeout = setTimeout(() => socket.destroy(new Error("no answer")), welcomeTimeoutMs);
			let connection: SpawnerConnection | undefined;
			socket.setEncoding("utf8");
			socket.on("connect", () => socket.write(encode({ kind: "hello", environment })));
			socket.on("error", reject);
			socket.on("close", () => reject(new Error("closed")));
			socket.on(
				"data",
				createLineReader<SpawnerMessage>((message) => {
					if (connection !== undefined) return connection.#receive(message);
					if (message.kind !== "welcome") return;
					clearTimeout(timeout);
					connection = new SpawnerConnection(socket, message);
					resolve(connection);
				}),
			);
		});
	}

	/** Messages that came before are handed over now. */
	listen(onMessage: (message: SpawnerMessage) => void, onClose: () => void): void {
		this.#onMessage = onMessage;
		const waiting = this.#waiting ?? [];
		this.#waiting = undefined;
		for (const message of waiting) onMessage(message);
		if (this.#socket.destroyed) onClose();
		else this.#socket.on("close", onClose);
	}

	send(message: WorkerMessage): void {
		this.#socket.write(encode(message));
	}

	/** What was sent before still arrives. */
	async end(): Promise<void> {
		if (this.#socket.destroyed) return;
		const closed = new Promise((resolve) => this.#socket.once("close", resolve));
		this.#socket.end();
		// The spawner closes its side when it has read everything.
		await Promise.race([closed, sleep(welcomeTimeoutMs, undefined, { ref: false })]);
		this.#socket.destroy();
	}

	destroy(): void {
		this.#socket.destroy();
	}

	#receive(message: SpawnerMessage): void {
		if (this.#waiting !== undefined) this.#waiting.push(message);
		else this.#onMessage(message);
	}
}

/** A line to the spawner that is there already; where there is none (any more), to a new one, orphans killed before. */
export async function reachSpawner(options: SpawnerOptions): Promise<SpawnerConnection> {
	mkdirSync(options.directory, { recursive: true, mode: 0o700 });
	const path = spawnerSocketPath(options.directory);
	const living = await SpawnerConnection.open(path, options.environment).catch(() => undefined);
	if (living?.welcome.protocolVersion === protocolVersion) {
		options.logger.info({ pid: living.welcome.pid }, "Connected to the spawner that is running.");
		return living;
	}
	living?.destroy();
	killSpawner(options.directory);
	const orphans = killMarkedProcesses(options.workerId, () => true);
	if (orphans > 0) options.logger.warn({ orphans }, "Killed processes whose spawner has died.");
	return launch(options, path);
}

/** Kills the spawner this directory speaks of, if it is still that one. Its programs are orphans then. */
export function killSpawner(directory: string): void {
	const identity = readIdentity(directory);
	if (identity === undefined) return;
	const isSame =
		process.platform !== "linux" || environmentOf(identity.pid).includes(`${spawnerVariable}=${identity.spawnerId}`);
	if (isSame) sendSignal(identity.pid, "SIGKILL");
}

async function launch(options: SpawnerOptions, path: string): Promise<SpawnerConnection> {
	const spawnerId = randomUUID();
	const logPath = join(options.directory, "spawner.log");
	const isLong = (statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > logKeptBytes;
	const logFd = openSync(logPath, isLong ? "w" : "a", 0o600);
	const parameters = [options.program, options.directory, path, options.workerId, spawnerId];
	if (options.idleSeconds !== undefined) parameters.push(String(options.idleSeconds));
	const child = spawn(process.execPath, [...spawnerFlags, ...parameters], {
		cwd: options.directory,
		env: { ...options.environment, [spawnerVariable]: spawnerId },
		detached: true,
		stdio: ["ignore", logFd, logFd],
		windowsHide: true,
	});
	closeSync(logFd);
	child.unref();
	let problem: unknown;
	child.on("error", (error) => {
		problem = error;
	});
	child.on("exit", (code, signal) => {
		problem = new Error(`it ended with ${signal ?? `code ${code}`}`);
	});
	const end = performance.now() + launchTimeoutMs;
	while (performance.now() < end && problem === undefined) {
		const connection = await SpawnerConnection.open(path, options.environment).catch(() => undefined);
		if (connection?.welcome.spawnerId === spawnerId) {
			child.removeAllListeners();
			options.logger.info({ pid: connection.welcome.pid }, "Started the spawner.");
			return connection;
		}
		connection?.destroy();
		await sleep(connectRetryMs);
	}
	throw new TilewrightError({
		code: "EMBEDDED_SERVICE_FAILED",
		message: `The process that starts programs did not come up (${describeError(problem ?? "no answer")}). See ${logPath}.`,
		fields: { program: options.program, logPath },
		cause: problem,
	});
}

function readIdentity(directory: string): SpawnerIdentity | undefined {
	try {
		// Cast: written by our own spawner, by rename.
		return JSON.parse(readFileSync(join(directory, "spawner.json"), "utf8")) as SpawnerIdentity;
	} catch {
		return undefined;
	}
}

function encode(message: WorkerMessage): string {
	return `${JSON.stringify(message)}\n`;
}
