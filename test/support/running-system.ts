import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** Coordinator and worker as users run them: the built programs as processes, against a given database and bus. */

const repository = findRepository();
const dist = join(repository, "dist");

export interface SystemOptions {
	/** For logs, worker data and the ready file. */
	readonly directory: string;
	readonly databaseUrl: string;
	readonly busUrl: string;
	readonly workUnits?: number;
	readonly leaseSeconds?: number;
	readonly environment?: Readonly<Record<string, string>>;
}

export class RunningSystem {
	readonly #options: SystemOptions;
	readonly #readyFile: string;
	readonly #processes = new Map<string, ChildProcess>();
	url = "";

	constructor(options: SystemOptions) {
		this.#options = options;
		this.#readyFile = join(options.directory, "ready.json");
		mkdirSync(options.directory, { recursive: true });
	}

	async startCoordinator(name = "coordinator"): Promise<void> {
		rmSync(this.#readyFile, { force: true });
		this.#start(name, "coordinator/main.mjs", {
			TILEWRIGHT_HTTP_PORT: "0",
			TILEWRIGHT_READY_FILE: this.#readyFile,
			TILEWRIGHT_MIGRATIONS_DIR: join(repository, "migrations"),
			TILEWRIGHT_WEB_DIR: join(dist, "client/web"),
			TILEWRIGHT_LEASE_SECONDS: String(this.#options.leaseSeconds ?? 10),
		});
		await this.until(`${name} serves`, () => {
			try {
				this.url = JSON.parse(readFileSync(this.#readyFile, "utf8")).url;
				return true;
			} catch {
				if (this.#processes.get(name)?.exitCode !== null) throw new Error(`${name} ended:\n${this.log(name)}`);
				return false;
			}
		});
	}

	/** `launcher` is a command that becomes the one behind it. */
	async startWorker(name = "worker", launcher: readonly string[] = []): Promise<void> {
		const environment = {
			TILEWRIGHT_WORKER_NAME: name,
			TILEWRIGHT_WORKER_DATA_DIR: join(this.#options.directory, name),
			TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: String(this.#options.workUnits ?? 2),
		};
		this.#start(name, "worker/main.mjs", environment, launcher);
		await this.until(`${name} has joined`, async () => {
			const { workers } = await this.graphql<{ workers: { name: string; state: string }[] }>(
				"{ workers { name state } }",
			);
			return workers.some((worker) => worker.name === name && worker.state !== "UNAVAILABLE");
		});
	}

	#start(
		name: string,
		program: string,
		environment: Readonly<Record<string, string>>,
		launcher: readonly string[] = [],
	): void {
		const log = openSync(join(this.#options.directory, `${name}.log`), "a");
		const [command = process.execPath, ...words] = [
			...launcher,
			process.execPath,
			"--enable-source-maps",
			join(dist, program),
		];
		const child = spawn(command, words, {
			env: {
				...process.env,
				TILEWRIGHT_DATABASE_URL: this.#options.databaseUrl,
				TILEWRIGHT_NATS_URL: this.#options.busUrl,
				TILEWRIGHT_STAGES_DIR: join(dist, "stages"),
				TILEWRIGHT_LOG_LEVEL: "info",
				...environment,
				...this.#options.environment,
			},
			stdio: ["ignore", log, log],
		});
		closeSync(log);
		this.#processes.set(name, child);
	}

	pid(name: string): number {
		const pid = this.#processes.get(name)?.pid;
		if (pid === undefined) throw new Error(`there is no process "${name}"`);
		return pid;
	}

	/** Sends the signal and waits for the end. */
	async end(name: string, signal: NodeJS.Signals): Promise<void> {
		const child = this.#processes.get(name);
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.kill(signal);
		await ended;
		this.#processes.delete(name);
	}

	async stop(): Promise<void> {
		for (const name of [...this.#processes.keys()].reverse()) await this.end(name, "SIGTERM");
	}

	log(name: string): string {
		return readFileSync(join(this.#options.directory, `${name}.log`), "utf8");
	}

	async graphql<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
		const response = await fetch(`${this.url}/graphql`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ query, variables }),
		});
		// The shape GraphQL over HTTP prescribes.
		const answer = (await response.json()) as {
			data?: Data;
			errors?: { message: string; extensions?: { code?: string } }[];
		};
		if (answer.errors || !answer.data) {
			throw new Error(
				answer.errors?.map((error) => `${error.extensions?.code}: ${error.message}`).join("; ") ?? "no data",
			);
		}
		return answer.data;
	}

	/** Waits for a condition; the error says what was waited for. */
	async until(what: string, condition: () => boolean | Promise<boolean>, limitMs = 120_000): Promise<void> {
		const giveUpAt = performance.now() + limitMs;
		while (!(await condition())) {
			if (performance.now() > giveUpAt) throw new Error(`waited ${limitMs / 1000} s in vain until: ${what}`);
			await delay(50);
		}
	}
}

/** This file runs from the repository as well as bundled into dist. */
function findRepository(): string {
	let directory = dirname(fileURLToPath(import.meta.url));
	while (!fileExists(join(directory, "migrations"))) directory = dirname(directory);
	return directory;
}

function fileExists(path: string): boolean {
	try {
		closeSync(openSync(path, "r"));
		return true;
	} catch {
		return false;
	}
}
