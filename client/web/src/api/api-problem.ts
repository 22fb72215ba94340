import type { CombinedError } from "urql";

/** What went wrong with a question or a command, in words a person can act on. */
export class ApiProblem extends Error {
	/** A code of the API (contract/src/errors.ts), `UNREACHABLE`, or `NOT_UNDERSTOOD`. */
	readonly code: string;

	constructor(code: string, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.name = "ApiProblem";
		this.code = code;
	}
}

export function problemOfCombinedError(error: CombinedError): ApiProblem {
	const [first] = error.graphQLErrors;
	if (first !== undefined) {
		const code = first.extensions?.code;
		return new ApiProblem(typeof code === "string" ? code : "NOT_UNDERSTOOD", first.message, error);
	}
	return unreachable(error.networkError ?? error);
}

export function unreachable(cause: unknown): ApiProblem {
	const detail = cause instanceof Error ? cause.message : String(cause);
	const isTimeout = cause instanceof Error && cause.name === "TimeoutError";
	return new ApiProblem(
		"UNREACHABLE",
		isTimeout
			? "The coordinator did not answer in time. It is asked again by itself."
			: `The coordinator cannot be reached (${detail}). It is tried again by itself.`,
		cause,
	);
}

export function asApiProblem(error: unknown): ApiProblem {
	return error instanceof ApiProblem ? error : unreachable(error);
}
