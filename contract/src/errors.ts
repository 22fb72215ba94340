/**
 * The one family of errors. A code is stable and described in docs/errors.md; the message says what
 * happened, with which values, and what to do next.
 */
export const errorCodes = [
	"CONFIGURATION_INVALID",
	"DATABASE_UNREACHABLE",
	"DATABASE_TOO_OLD",
	"MIGRATION_FAILED",
	"BUS_UNREACHABLE",
	"BUS_NO_RESPONDER",
	"BUS_REQUEST_TIMEOUT",
	"BUS_PAYLOAD_TOO_LARGE",
	"MESSAGE_MALFORMED",
	"COORDINATOR_NOT_ACTIVE",
	"EMBEDDED_SERVICE_FAILED",
	"INPUT_NOT_FOUND",
	"INPUT_LOCATION_UNREADABLE",
	"INPUT_MALFORMED",
	"INPUT_SHRUNK",
	"TILE_PATH_INVALID",
	"TILE_PATH_DUPLICATE",
	"PATH_PATTERN_INVALID",
	"IMAGE_UNREADABLE",
	"IMAGE_UNSUPPORTED",
	"NOT_FOUND",
	"NAME_TAKEN",
	"ARGUMENT_INVALID",
	"GRAPH_CYCLE",
	"GRAPH_RULE_MISMATCH",
	"VERSION_CONFLICT",
	"STATE_CONFLICT",
	"PATH_OUTSIDE_ROOTS",
	"PROGRAM_NOT_FOUND",
	"QUERY_TOO_COSTLY",
	"UNTIL_IDLE_FAILED",
	"INTERNAL",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface TilewrightErrorOptions {
	readonly code: ErrorCode;
	readonly message: string;
	/** The values the message speaks of, for programs. */
	readonly fields?: Readonly<Record<string, unknown>>;
	readonly cause?: unknown;
}

export class TilewrightError extends Error {
	readonly code: ErrorCode;
	readonly fields: Readonly<Record<string, unknown>>;

	constructor(options: TilewrightErrorOptions) {
		super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = "TilewrightError";
		this.code = options.code;
		this.fields = options.fields ?? {};
	}
}

export function isTilewrightError(error: unknown, code?: ErrorCode): error is TilewrightError {
	return error instanceof TilewrightError && (code === undefined || error.code === code);
}

/** One line for a log or a page, whatever was thrown. */
export function describeError(error: unknown): string {
	if (error instanceof AggregateError && error.message === "" && error.errors.length > 0) {
		return error.errors.map(describeError).join("; ");
	}
	return error instanceof Error ? error.message : String(error);
}
