import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { type LogLevel, logLevels } from "./log/log-output.ts";

export interface StartOptions {
	readonly dataDirectory: string;
	readonly host: string;
	/** Undefined: the usual port if it is free, any other if not. */
	readonly port: number | undefined;
	readonly withDemonstration: boolean;
	/** Pace of the simulated microscope; undefined: as people can follow, or fast without a person. */
	readonly demonstrationSecondsPerTile: number | undefined;
	readonly workers: number;
	/** Of each worker. */
	readonly workUnits: number;
	/** Ends by itself when all is done. */
	readonly untilIdle: boolean;
	/** One JSON document on stdout at the end. */
	readonly json: boolean;
	readonly timeLimitSeconds: number | undefined;
	readonly logLevel: LogLevel;
	readonly logFormat: "pretty" | "json";
	/** Services of the user's own, instead of those we would start. */
	readonly databaseUrl: string | undefined;
	readonly natsUrl: string | undefined;
	readonly natsChoice: "any" | "installed" | "embedded";
}

export const helpText = `npm start -- [options]

Starts Postgres, the message server, the coordinator and a worker, and shows where the page is.

  --data-dir <folder>     where everything is kept (TILEWRIGHT_DATA_DIR; default: .tilewright here)
  --port <n>              of the page and the API (TILEWRIGHT_HTTP_PORT; default: 6001, or a free one)
  --host <address>        to listen on (TILEWRIGHT_HTTP_HOST; default: 127.0.0.1)
  --workers <n>           worker processes on this machine (1)
  --work-units <n>        capacity of each worker (TILEWRIGHT_WORKER_LOCAL_WORK_UNITS; default: cores / workers)
  --no-demonstration      neither the demonstration project nor the simulated microscope
  --until-idle            ends by itself when nothing is left to do; exit code 0 if all went well
  --json                  with --until-idle: one JSON document on stdout at the end
  --time-limit <seconds>  with --until-idle: gives up after so long
  --help                  this text

TILEWRIGHT_DATABASE_URL, TILEWRIGHT_NATS_URL   servers to use instead of starting some
TILEWRIGHT_DEMONSTRATION_SECONDS_PER_TILE      pace of the simulated microscope (3.2; 0.1 with --until-idle)
TILEWRIGHT_NATS_SERVER   any (default), installed (fetch nothing) or embedded
TILEWRIGHT_LOG_LEVEL, TILEWRIGHT_LOG_FORMAT    info, debug …; pretty or json
`;

const flags = {
	"data-dir": { type: "string" },
	port: { type: "string" },
	host: { type: "string" },
	workers: { type: "string" },
	"work-units": { type: "string" },
	"no-demonstration": { type: "boolean" },
	"until-idle": { type: "boolean" },
	json: { type: "boolean" },
	"time-limit": { type: "string" },
	help: { type: "boolean", short: "h" },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Undefined when only help is wanted. Throws CONFIGURATION_INVALID. */
export function readCommandLine(
	args: readonly string[],
	environment: Environment,
	root: string,
): StartOptions | undefined {
	let given: ReturnType<typeof parseArgs<{ options: typeof flags }>>["values"];
	try {
		given = parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
	} catch (error) {
		throw invalid(`${describeError(error)} Run "npm start -- --help" for all options.`);
	}
	if (given.help) return undefined;
	const workers = whole("--workers", given.workers ?? "1", 1, 100);
	const workUnits = given["work-units"] ?? environment.TILEWRIGHT_WORKER_LOCAL_WORK_UNITS;
	const port = given.port ?? environment.TILEWRIGHT_HTTP_PORT;
	const timeLimit = given["time-limit"];
	const secondsPerTile = environment.TILEWRIGHT_DEMONSTRATION_SECONDS_PER_TILE;
	return {
		dataDirectory: resolve(root, given["data-dir"] ?? environment.TILEWRIGHT_DATA_DIR ?? ".tilewright"),
		host: given.host ?? environment.TILEWRIGHT_HTTP_HOST ?? "127.0.0.1",
		port: port === undefined ? undefined : whole("--port", port, 0, 65_535),
		withDemonstration: given["no-demonstration"] !== true,
		demonstrationSecondsPerTile:
			secondsPerTile === undefined || secondsPerTile === ""
				? undefined
				: positive("TILEWRIGHT_DEMONSTRATION_SECONDS_PER_TILE", secondsPerTile),
		workers,
		workUnits:
			workUnits === undefined
				? Math.max(1, Math.floor(availableParallelism() / workers))
				: positive("--work-units", workUnits),
		untilIdle: given["until-idle"] === true,
		json: given.json === true,
		timeLimitSeconds: timeLimit === undefined ? undefined : positive("--time-limit", timeLimit),
		logLevel: oneOf("TILEWRIGHT_LOG_LEVEL", environment.TILEWRIGHT_LOG_LEVEL ?? "info", logLevels),
		logFormat: oneOf("TILEWRIGHT_LOG_FORMAT", environment.TILEWRIGHT_LOG_FORMAT ?? "pretty", ["pretty", "json"]),
		databaseUrl: environment.TILEWRIGHT_DATABASE_URL || undefined,
		natsUrl: environment.TILEWRIGHT_NATS_URL || undefined,
		natsChoice: oneOf("TILEWRIGHT_NATS_SERVER", environment.TILEWRIGHT_NATS_SERVER ?? "any", [
			"any",
			"installed",
			"embedded",
		]),
	};
}

function whole(name: string, text: string, minimum: number, maximum: number): number {
	const value = Number(text);
	if (Number.isInteger(value) && value >= minimum && value <= maximum && text.trim() !== "") return value;
	throw invalid(`${name} is "${text}": expected a whole number from ${minimum} to ${maximum}.`);
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (Number.isFinite(value) && value > 0) return value;
	throw invalid(`${name} is "${text}": expected a number above 0.`);
}

function oneOf<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
	const found = values.find((value) => value === text);
	if (found !== undefined) return found;
	throw invalid(`${name} is "${text}": expected one of ${values.join(", ")}.`);
}

function invalid(message: string): TilewrightError {
	return new TilewrightError({ code: "CONFIGURATION_INVALID", message });
}
