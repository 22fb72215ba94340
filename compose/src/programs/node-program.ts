import { join } from "node:path";
import { endLeftoverProcess, forgetProcess, recordProcess } from "../child-process/leftover-process.ts";
import { type ProcessDeath, SupervisedProcess } from "../child-process/supervised-process.ts";
import type { LogOutput } from "../log/log-output.ts";

export interface NodeProgram {
	readonly process: SupervisedProcess;
	stop(force: AbortSignal): Promise<void>;
}

/** A leftover of a killed run gets this long to end by itself. */
const leftoverTimeoutMs = 10_000;

/**
 * Starts one of our own programs and keeps it running; what a killed run has left of it is ended first.
 *
 * @param runDirectory where its process number is noted
 */
export async function startNodeProgram(options: {
	readonly name: string;
	readonly file: string;
	readonly args?: readonly string[];
	readonly environment: () => NodeJS.ProcessEnv;
	readonly runDirectory: string;
	readonly log: LogOutput;
	readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
	readonly onDied?: (death: ProcessDeath) => boolean;
	readonly stopTimeoutMs: number;
}): Promise<NodeProgram> {
	const { name, log } = options;
	const pidFile = join(options.runDirectory, `${name}.pid.json`);
	await endLeftoverProcess(pidFile, { name, timeoutMs: leftoverTimeoutMs, logger: log.logger("start") });
	const supervised = new SupervisedProcess({
		name,
		program: process.execPath,
		args: ["--enable-source-maps", options.file, ...(options.args ?? [])],
		environment: options.environment,
		logger: log.logger("start"),
		onLine: options.onLine ?? ((line, stream) => log.childLine(name, line, stream)),
		onStarted: (pid) => recordProcess(pidFile, pid),
		...(options.onDied === undefined ? {} : { onDied: options.onDied }),
		stopTimeoutMs: options.stopTimeoutMs,
	});
	supervised.start();
	return {
		process: supervised,
		stop: async (force) => {
			await supervised.stop(force);
			forgetProcess(pidFile);
		},
	};
}
