import { type Command, Option } from "commander";
import { CommandFailure, exitCodes } from "./command-failure.ts";
import type { Session } from "./session.ts";

/** What is asked before something is done that touches what is there. */
export interface Confirmation {
	readonly yes?: boolean;
	readonly dryRun?: boolean;
}

export function addConfirmation(command: Command): Command {
	return command
		.addOption(new Option("-y, --yes", "does it without asking"))
		.addOption(new Option("--dry-run", "only tells what would happen"));
}

/**
 * Asks a person, unless they have said yes already. Throws when they say no, or when there is nobody to ask: a script
 * has to say --yes.
 */
export async function confirm({ surroundings, output }: Session, given: Confirmation, question: string): Promise<void> {
	if (given.yes === true) return;
	if (surroundings.ask === undefined) {
		throw new CommandFailure(`${question} Nobody can be asked here: say --yes, or look first with --dry-run.`, {
			exitCode: exitCodes.notConfirmed,
		});
	}
	const answer = await surroundings.ask(`${question} [y/N] `);
	if (surroundings.signal.aborted) throw new CommandFailure("Interrupted.", { exitCode: exitCodes.interrupted });
	if (/^y(?:es)?$/i.test(answer.trim())) return;
	output.terminal.complain("Nothing was done.");
	throw new CommandFailure("", { exitCode: exitCodes.notConfirmed });
}
