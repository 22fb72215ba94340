import { basename } from "node:path";
import type { Command } from "commander";
import { readChoice } from "../command/argument-values.ts";
import { usageFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { shellScripts, shells } from "./shell-scripts.ts";

export function addCompletionCommand(program: Command, surroundings: Surroundings): void {
	program
		.command("completion")
		.description("what a shell needs to complete commands, options and names: bash, zsh or fish")
		.argument("[shell]", "bash, zsh or fish (the one of SHELL)", readChoice(shells))
		.addHelpText(
			"after",
			`
In ~/.bashrc:                eval "$(tilewright completion bash)"
In ~/.zshrc, after compinit: source <(tilewright completion zsh)
For fish:                    tilewright completion fish > ~/.config/fish/completions/tilewright.fish`,
		)
		.action(inSession(surroundings, printScript));
}

async function printScript({ output, surroundings }: Session, said: string | undefined): Promise<void> {
	const wanted = said ?? basename(surroundings.environment.SHELL ?? "");
	const shell = shells.find((name) => name === wanted);
	if (shell === undefined) {
		throw usageFailure(`There is no completion for the shell "${wanted}": say one of ${shells.join(", ")}.`);
	}
	const script = shellScripts[shell];
	if (output.isJson) output.json({ shell, script });
	else output.terminal.write(script);
}
