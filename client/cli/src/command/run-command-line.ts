import { describeError } from "@tilewright/contract/errors";
import { CommanderError } from "commander";
import { complete } from "../completion/complete.ts";
import { simulate } from "../simulate/simulate-command.ts";
import { printable } from "../terminal/terminal.ts";
import { CommandFailure, exitCodes } from "./command-failure.ts";
import { createProgram } from "./program.ts";
import type { Surroundings } from "./session.ts";

/** Carries out one command line (without node and script); answers the exit code. */
export async function runCommandLine(
	argumentList: readonly string[],
	world: Omit<Surroundings, "setExitCode">,
): Promise<number> {
	let exitCode: number = exitCodes.ok;
	const surroundings: Surroundings = {
		...world,
		setExitCode: (code) => {
			exitCode = code;
		},
	};
	try {
		// Its options are not ours, and may have the same names.
		const [first, ...rest] = argumentList;
		if (first === "simulate") return await simulate(rest, world.installation);
		// Asked by shells while somebody types: what it gets is half a command line of ours, not one for it.
		if (first === "complete") return await complete(rest, surroundings);
		await createProgram(surroundings).parseAsync([...argumentList], { from: "user" });
		return world.signal.aborted ? exitCodes.interrupted : exitCode;
	} catch (error) {
		return explainFailure(error, surroundings);
	}
}

function explainFailure(error: unknown, { terminal }: Surroundings): number {
	if (error instanceof CommanderError) {
		// Commander has said what was wrong itself, but for complaints about arguments that we read ourselves.
		if (error.code === "commander.invalidArgument" && error.message.startsWith("error: "))
			terminal.complain(error.message);
		return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
	}
	// Whoever pressed Ctrl-C, or said no, knows.
	if (error instanceof CommandFailure && (error.exitCode === exitCodes.interrupted || error.message === ""))
		return error.exitCode;
	const code = error instanceof CommandFailure && error.code !== undefined ? ` [${error.code}]` : "";
	terminal.complain(`${terminal.colours.red("error:")} ${printable(describeError(error))}${code}`);
	return error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
}
