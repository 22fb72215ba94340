import { describeError } from "@tilewright/contract/errors";
import { CommandFailure, exitCodes } from "../command/command-failure.ts";
import type { FoundServer } from "../server/find-server.ts";

export interface GraphqlProblem {
	readonly message: string;
	readonly extensions?: { readonly code?: string };
}

export function refusal({ message, extensions }: GraphqlProblem): CommandFailure {
	const code = extensions?.code;
	return new CommandFailure(message, {
		exitCode: code === "NOT_FOUND" ? exitCodes.notFound : exitCodes.failed,
		...(code === undefined ? {} : { code }),
	});
}

export function unreachable(server: FoundServer, cause: unknown): CommandFailure {
	// fetch says "fetch failed"; the reason is one floor below.
	const reason = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
	return new CommandFailure(
		`No Tilewright server answers at ${server.url} (${server.origin}): ${describeError(reason)}. ` +
			"Start one with npm start, or say where it is with --server or TILEWRIGHT_URL.",
		{ exitCode: exitCodes.unreachable, cause },
	);
}

export function unexpectedAnswer(server: FoundServer, path: string, status: number): CommandFailure {
	return new CommandFailure(
		`${server.url} (${server.origin}) answers ${path} with HTTP ${status}, but not as a Tilewright server does. ` +
			"Check --server and TILEWRIGHT_URL.",
		{ exitCode: exitCodes.unreachable },
	);
}
