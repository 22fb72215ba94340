import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import type { LogOutput } from "../log/log-output.ts";
import type { Paths } from "../paths.ts";
import { type NodeProgram, startNodeProgram } from "./node-program.ts";

/** It asks its programs to end first, and they may be in the middle of writing. */
const stopTimeoutMs = 30_000;

/** @param number 1 for the first worker of this machine */
export function startWorker(options: {
	readonly number: number;
	readonly workUnits: number;
	readonly paths: Paths;
	readonly environment: NodeJS.ProcessEnv;
	readonly log: LogOutput;
}): NodeProgram {
	const { number, paths } = options;
	const directory = paths.worker(number);
	mkdirSync(directory, { recursive: true });
	return startNodeProgram({
		name: number === 1 ? "worker" : `worker-${number}`,
		file: paths.program("worker/main"),
		environment: () => ({
			...options.environment,
			TILEWRIGHT_WORKER_NAME: number === 1 ? hostname() : `${hostname()}-${number}`,
			TILEWRIGHT_WORKER_DATA_DIR: directory,
			TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: String(options.workUnits),
		}),
		runDirectory: paths.run,
		log: options.log,
		stopTimeoutMs,
	});
}
