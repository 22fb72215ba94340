import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "./command/command-failure.ts";
import { runCommandLine } from "./command/run-command-line.ts";
import { processTerminal } from "./terminal/terminal.ts";

/** The command line as a program: dist/client/cli.mjs, started by client/cli/bin/tilewright.mjs. */
async function main(): Promise<number> {
	const stop = new AbortController();
	process.once("SIGINT", () => stop.abort());
	// Whoever read our lines is gone (`| head`): nothing to say any more, and nothing wrong.
	process.stdout.on("error", () => process.exit(exitCodes.ok));
	return runCommandLine(process.argv.slice(2), {
		terminal: processTerminal(),
		environment: process.env,
		installation: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
		workingDirectory: process.cwd(),
		signal: stop.signal,
	});
}

process.exitCode = await main();
