/** What the program ends with; described by `tilewright --help` and docs/command-line.md. */
export const exitCodes = {
	ok: 0,
	/** The server refused, or something went wrong. */
	failed: 1,
	/** The command line cannot be understood. */
	usage: 2,
	unreachable: 3,
	notFound: 4,
	/** The question whether to do it was answered with no, or there was nobody to ask. */
	notConfirmed: 5,
	/** Ended by Ctrl-C, as shells count it. */
	interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends the command with a sentence on stderr. */
export class CommandFailure extends Error {
	readonly exitCode: ExitCode;
	/** The server's error code, where it was the server that refused. */
	readonly code: string | undefined;

	constructor(
		message: string,
		options: { readonly exitCode: ExitCode; readonly code?: string; readonly cause?: unknown },
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = "CommandFailure";
		this.exitCode = options.exitCode;
		this.code = options.code;
	}
}

export function usageFailure(message: string): CommandFailure {
	return new CommandFailure(message, { exitCode: exitCodes.usage });
}

export function notFoundFailure(message: string): CommandFailure {
	return new CommandFailure(message, { exitCode: exitCodes.notFound, code: "NOT_FOUND" });
}
