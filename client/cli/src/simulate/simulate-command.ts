import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { CommandFailure, exitCodes } from "../command/command-failure.ts";

/** Shown in the help; the arguments are the simulator's own and never reach commander. */
export function addSimulateCommand(program: Command): void {
	program
		.command("simulate [arguments...]")
		.description("a simulated microscope that writes tiles into a folder: see tilewright simulate --help");
}

/** Runs the simulator with these arguments on our own standard streams; answers its exit code. */
export async function simulate(argumentList: readonly string[], installation: string): Promise<number> {
	const program = join(installation, "dist", "seeds", "simulate.mjs");
	if (!existsSync(program)) {
		throw new CommandFailure(
			`The simulator is not built (${program} is missing): run npm run build in ${installation}.`,
			{
				exitCode: exitCodes.failed,
			},
		);
	}
	const child = spawn(process.execPath, [program, ...argumentList], { stdio: "inherit" });
	// Ctrl-C reaches the child by itself; it finishes its list and decides how to end.
	const forward = (signal: NodeJS.Signals) => void child.kill(signal);
	const stay = () => {};
	process.on("SIGTERM", forward);
	process.on("SIGINT", stay);
	try {
		return await new Promise<number>((resolve, reject) => {
			child.on("error", reject);
			child.on("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
		});
	} finally {
		process.off("SIGTERM", forward);
		process.off("SIGINT", stay);
	}
}
