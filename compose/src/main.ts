import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import { helpText, readCommandLine, type StartOptions } from "./command-line.ts";
import { startComposition } from "./composition.ts";
import { createLogOutput, type LogOutput } from "./log/log-output.ts";
import { pathsOf } from "./paths.ts";
import { isStartedByNpm, watchStarter } from "./starter-watch.ts";
import { handleStopSignals } from "./stop-signals.ts";
import { observeProjects } from "./until-idle/observe-projects.ts";
import { type IdleReport, waitUntilIdle } from "./until-idle/wait-until-idle.ts";

/**
 * `npm start`: database, message server, coordinator, workers and the demonstration in one go. Runs until Ctrl-C, or
 * with --until-idle until all is done. Exit code 0: stopped on request, or all went well; 1: something failed;
 * 2: the options cannot be used; 130: stopped by force.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
/** A run without a person and without a limit of its own. */
const defaultTimeLimitSeconds = 1_800;

async function main(): Promise<number> {
	let options: StartOptions | undefined;
	try {
		options = readCommandLine(process.argv.slice(2), process.env, root);
	} catch (error) {
		process.stderr.write(`${describeError(error)}\n`);
		return 2;
	}
	if (options === undefined) {
		process.stdout.write(helpText);
		return 0;
	}
	const log = createLogOutput({
		format: options.logFormat,
		level: options.logLevel,
		isColoured: process.stderr.isTTY && !process.env.NO_COLOR,
		write: (text) => process.stderr.write(text),
	});
	return run(options, log);
}

async function run(options: StartOptions, log: LogOutput): Promise<number> {
	const logger = log.logger("start");
	const signals = handleStopSignals(logger);
	if (isStartedByNpm(process.env, root)) {
		watchStarter(() => {
			if (signals.stop.aborted) return;
			logger.warn({}, "npm, which started this, has ended.");
			process.emit("SIGHUP", "SIGHUP");
		});
	}
	try {
		const composition = await startComposition(options, pathsOf(root, options.dataDirectory), log, signals);
		logger.info({ url: composition.url, dataDirectory: options.dataDirectory }, `Tilewright is at ${composition.url}`);
		let report: IdleReport | undefined;
		try {
			if (options.untilIdle) {
				report = await waitUntilIdle({
					observe: () => observeProjects(composition.graphqlUrl, signals.stop),
					acquisition: composition.acquisition,
					timeLimitSeconds: options.timeLimitSeconds ?? defaultTimeLimitSeconds,
					elapsedSeconds: () => performance.now() / 1000,
					signal: signals.stop,
				});
			} else {
				showBanner(composition.url, options);
				await signals.stopped;
			}
		} finally {
			await composition.stop(signals.force);
		}
		if (report !== undefined && options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
		return signals.force.aborted ? 130 : 0;
	} catch (error) {
		if (signals.force.aborted) return 130;
		// A person who stops the start, or an unattended run, wants no explanation; a program that waits does.
		if (signals.stop.aborted && !options.untilIdle) return 0;
		logger.error(isTilewrightError(error) ? { code: error.code } : { err: error }, describeError(error));
		return 1;
	}
}

function showBanner(url: string, options: StartOptions): void {
	const lines = ["", `  Tilewright   ${url}`, `  Data         ${options.dataDirectory}`, "  Stop         Ctrl-C", ""];
	(options.json ? process.stderr : process.stdout).write(`${lines.join("\n")}\n`);
}

const exitCode = await main();
// Whatever a dependency may still hold open: all that was to be stopped has been.
process.stdout.write("", () => process.exit(exitCode));
