import { readdirSync } from "node:fs";
import { join } from "node:path";
import { endLeftoverProcess, forgetProcess, recordProcess } from "../child-process/leftover-process.ts";
import { type ProcessDeath, SupervisedProcess, type SupervisorLogger } from "../child-process/supervised-process.ts";
import type { LogOutput } from "../log/log-output.ts";

export interface NodeProgram {
	readonly process: SupervisedProcess;
	stop(force: AbortSignal): Promise<void>;
}

const pidFileEnding = ".pid.json";
/** A leftover of a killed run gets this long to end by itself. */
const leftoverTimeoutMs = 10_000;

/** Ends the programs that a killed run has left behind: two coordinators or workers would only hinder each other. */
export async function endLeftoverPrograms(runDirectory: string, logger: SupervisorLogger): Promise<void> {
	const files = readdirSync(runDirectory).filter((file) => file.endsWith(pidFileEnding));
	await Promise.all(
		files.map((file) => {
			const name = file.slice(0, -pidFileEnding.length);
			return endLeftoverProcess(join(runDirectory, file), { name, timeoutMs: leftoverTimeoutMs, logger });
		}),
	);
}

/**
 * Starts one of our own programs and keeps it running.
 *
 * @param runDirectory where its process number is noted
 */
export function startNodeProgram(options: {
	readonly name: string;
	readonly file: string;
	readonly args?: readonly string[];
	readonly environment: () => NodeJS.ProcessEnv;
	readonly runDirectory: string;
	readonly log: LogOutput;
	readonly onLine?: (line: string, stream: "stdout" | "stderr") => void;
	readonly onDied?: (death: ProcessDeath) => boolean;
	readonly stopTimeoutMs: number;
}): NodeProgram {
	const { name, log } = options;
	const pidFile = join(options.runDirectory, `${name}${pidFileEnding}`);
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
