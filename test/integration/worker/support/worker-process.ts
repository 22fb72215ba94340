import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { killSpawner } from "../../../../worker/src/execution/spawner-connection.ts";
import { builtWorker } from "./worker-build.ts";

export interface WorkerProcessOptions {
	readonly busUrl: string;
	readonly dataDirectory: string;
	readonly workUnits?: number;
	readonly environment?: Readonly<Record<string, string>>;
}

/** A worker as users run it: the built program, as a process. */
export class WorkerProcess {
	readonly #child: ChildProcess;
	readonly #dataDirectory: string;
	readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
	log = "";

	private constructor(child: ChildProcess, dataDirectory: string) {
		this.#child = child;
		this.#dataDirectory = dataDirectory;
		child.stderr?.setEncoding("utf8");
		child.stderr?.on("data", (text: string) => {
			this.log += text;
		});
		this.ended = new Promise((resolve) => child.once("close", (code, signal) => resolve({ code, signal })));
	}

	static async start(options: WorkerProcessOptions): Promise<WorkerProcess> {
		const { worker } = await builtWorker();
		const child = spawn(process.execPath, [worker], {
			env: {
				PATH: process.env.PATH,
				TILEWRIGHT_NATS_URL: options.busUrl,
				TILEWRIGHT_WORKER_DATA_DIR: options.dataDirectory,
				TILEWRIGHT_WORKER_NAME: "test worker",
				TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: String(options.workUnits ?? 4),
				TILEWRIGHT_LOG_LEVEL: "debug",
				...options.environment,
			},
			stdio: ["ignore", "ignore", "pipe"],
		});
		return new WorkerProcess(child, options.dataDirectory);
	}

	get pid(): number {
		return this.#child.pid ?? Number.NaN;
	}

	/** Sends a signal; for those that end it, waits for the end. */
	async signal(signal: NodeJS.Signals): Promise<void> {
		this.#child.kill(signal);
		if (signal !== "SIGSTOP" && signal !== "SIGCONT") await this.ended;
	}

	spawnerPid(): number {
		return JSON.parse(readFileSync(join(this.#dataDirectory, "spawner", "spawner.json"), "utf8")).pid;
	}

	/** Ends worker, spawner and programs, however the test has left them. */
	async clear(): Promise<void> {
		if (this.#child.exitCode === null && this.#child.signalCode === null) await this.signal("SIGKILL");
		if (existsSync(join(this.#dataDirectory, "spawner", "spawner.json"))) {
			killSpawner(join(this.#dataDirectory, "spawner"));
		}
	}
}
