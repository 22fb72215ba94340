import { userInfo } from "node:os";
import type { Command } from "commander";
import { type Api, createApi } from "../api/graphql-client.ts";
import { type FoundServer, findServer } from "../server/find-server.ts";
import { createOutput, type Output } from "../terminal/output.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** The world as a command line finds it. */
export interface Surroundings {
	readonly terminal: Terminal;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** The folder Tilewright is installed in. */
	readonly installation: string;
	/** Relative paths are meant from here. */
	readonly workingDirectory: string;
	/** Asks the person at the terminal; left out where there is none. */
	readonly ask?: (question: string) => Promise<string>;
	/** Aborted by Ctrl-C. */
	readonly signal: AbortSignal;
	/** Ends the process with this code, once the command has returned. */
	setExitCode(code: number): void;
}

/** What one command works with. */
export interface Session {
	readonly server: FoundServer;
	readonly api: Api;
	readonly output: Output;
	readonly surroundings: Surroundings;
}

interface CommonOptions {
	readonly server?: string;
	readonly json?: boolean;
}

/**
 * Makes a commander action of a function: it gets a session, then the arguments, then the options. Commander hands
 * the command itself on as the last argument.
 */
export function inSession<Arguments extends unknown[]>(
	surroundings: Surroundings,
	carryOut: (session: Session, ...given: Arguments) => Promise<void>,
): (...given: [...Arguments, Command]) => Promise<void> {
	return async (...given) => {
		// By commander's contract; the type above says the same.
		const command = given.pop() as Command;
		const common: CommonOptions = command.optsWithGlobals();
		const server = findServer(common.server, surroundings.environment, surroundings.installation);
		const session: Session = {
			server,
			api: createApi(server, userName(surroundings.environment), surroundings.signal),
			output: createOutput(surroundings.terminal, common.json === true),
			surroundings,
		};
		await carryOut(session, ...(given as unknown as Arguments));
	};
}

/** Kept with every command as the one who asked. */
function userName(environment: Surroundings["environment"]): string {
	try {
		return userInfo().username;
	} catch {
		// An account without a name, as containers have them.
		return environment.USER ?? environment.USERNAME ?? "";
	}
}
