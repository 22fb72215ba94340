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
		...(process.stdin.isTTY && process.stderr.isTTY ? { ask: (question: string) => ask(question, stop) } : {}),
	});
}

/** On stderr, so that what goes into a pipe stays what it is. */
async function ask(question: string, stop: AbortController): Promise<string> {
	const { createInterface } = await import("node:readline/promises");
	const line = createInterface({ input: process.stdin, output: process.stderr });
	// The terminal is in its hands while it asks: Ctrl-C comes to it.
	line.once("SIGINT", () => stop.abort());
	try {
		return await line.question(question, { signal: stop.signal });
	} catch (error) {
		if (stop.signal.aborted) return "";
		throw error;
	} finally {
		line.close();
	}
}

process.exitCode = await main();
