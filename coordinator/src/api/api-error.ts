import { randomUUID } from "node:crypto";
import { isTilewrightError, TilewrightError } from "@tilewright/contract/errors";
// By file: Mercurius loads this one, and an error of another copy of the package would not be known as one.
import { GraphQLError } from "graphql/index.js";
import type { Logger } from "pino";

/** What a client is told of an error: ours by their code, a wrong query as it is, and of anything else only a number. */
export interface ApiError {
	readonly message: string;
	readonly extensions: { readonly code: string; readonly fields: Readonly<Record<string, unknown>> };
}

export function toApiError(error: unknown, logger: Logger): ApiError {
	const cause = causeOf(error);
	if (isTilewrightError(cause)) {
		return { message: cause.message, extensions: { code: cause.code, fields: cause.fields } };
	}
	if (isAboutTheQuery(error, cause)) {
		const { message } = error instanceof Error ? error : { message: String(error) };
		return { message, extensions: { code: "ARGUMENT_INVALID", fields: {} } };
	}
	if (isUnstorableText(cause)) {
		return {
			message: "A text holds a character that cannot be stored (NUL, or half of a surrogate pair): leave it out.",
			extensions: { code: "ARGUMENT_INVALID", fields: {} },
		};
	}
	const id = randomUUID();
	logger.error({ err: cause, errorId: id }, "a request failed because of us");
	return {
		message: `Something went wrong on our side. The server's log tells more under the number ${id}.`,
		extensions: { code: "INTERNAL", fields: { errorId: id } },
	};
}

/** The same for GraphQL's own list of errors; `locations` and `path` are kept. */
export function toGraphqlErrors(error: GraphQLError | Error, logger: Logger): GraphQLError[] {
	const parts = partsOf(error);
	if (parts) return parts.flatMap((part) => toGraphqlErrors(part, logger));
	const { message, extensions } = toApiError(error, logger);
	if (!(error instanceof GraphQLError)) return [new GraphQLError(message, { extensions })];
	return [
		new GraphQLError(message, {
			nodes: error.nodes ?? null,
			source: error.source ?? null,
			positions: error.positions ?? null,
			path: error.path ?? null,
			extensions,
		}),
	];
}

export function httpStatusOf(code: string): number {
	switch (code) {
		case "NOT_FOUND":
			return 404;
		case "PATH_OUTSIDE_ROOTS":
			return 403;
		case "INTERNAL":
			return 500;
		case "COORDINATOR_NOT_ACTIVE":
		case "DATABASE_UNREACHABLE":
			return 503;
		default:
			return 400;
	}
}

function causeOf(error: unknown): unknown {
	let cause = error;
	while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
	return cause;
}

/** Mercurius gathers the errors of a query that is not valid in one error of its own. */
function partsOf(error: unknown): readonly Error[] | null {
	const cause = causeOf(error);
	if (cause instanceof TilewrightError || !(cause instanceof Error) || !("errors" in cause)) return null;
	return Array.isArray(cause.errors) && cause.errors.every((part) => part instanceof Error) ? cause.errors : null;
}

/** Postgres takes neither in a text nor in JSON; its error codes are the only place where all of them come by. */
function isUnstorableText(cause: unknown): boolean {
	if (!(cause instanceof Error)) return false;
	const error = "original" in cause && cause.original instanceof Error ? cause.original : cause;
	return "code" in error && (error.code === "22021" || error.code === "22P05");
}

/** Syntax, validation and coercion errors are made by graphql-js itself; Fastify's carry a status below 500. */
function isAboutTheQuery(error: unknown, cause: unknown): boolean {
	if (error instanceof GraphQLError && cause instanceof GraphQLError) return true;
	return (
		cause instanceof Error && "statusCode" in cause && typeof cause.statusCode === "number" && cause.statusCode < 500
	);
}
