import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import { CommanderError } from "commander";
import { readCommandLine } from "./command/command-line.ts";
import { describeEvent } from "./command/event-lines.ts";
import { simulateAcquisition } from "./simulate-acquisition.ts";

/**
 * The simulated microscope as a program. Exit code 0: finished, or stopped by SIGTERM or SIGINT with everything in
 * order; 1: something failed on the way; 2: the options cannot be used.
 */
async function main(): Promise<number> {
	const stop = new AbortController();
	for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop.abort());
	// Whoever read our lines is gone: nothing to say any more, but no reason to leave a list half-written.
	process.stdout.on("error", () => stop.abort());
	try {
		const { options, isJson } = await readCommandLine(process.argv.slice(2));
		await simulateAcquisition(options, {
			signal: stop.signal,
			onEvent: (event) => {
				const line = isJson ? JSON.stringify({ at: new Date().toISOString(), ...event }) : describeEvent(event);
				process.stdout.write(`${line}\n`);
			},
		});
		return 0;
	} catch (error) {
		// Commander has said what was wrong itself.
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		process.stderr.write(`${describeError(error)}\n`);
		return isTilewrightError(error) ? 2 : 1;
	}
}

process.exitCode = await main();
