import type { SupervisorLogger } from "../child-process/supervised-process.ts";
import { formatPretty } from "./format-pretty.ts";
import type { LogRecord } from "./log-record.ts";

export const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

type PlainRecord = Pick<LogRecord, "time" | "level" | "msg">;

export interface LogOutput {
	logger(name: string): SupervisorLogger;
	/** What a child has written: JSON from pino, or anything else, which becomes a message (on stderr a warning). */
	childLine(name: string, line: string, stream?: "stdout" | "stderr"): void;
}

/** The one place where lines of all processes come together, for people or as JSON. */
export function createLogOutput(options: {
	readonly format: "pretty" | "json";
	readonly level: LogLevel;
	readonly isColoured: boolean;
	readonly write: (text: string) => void;
}): LogOutput {
	const lowest = levelNumber(options.level);
	const put = (record: LogRecord) => {
		if (record.level < lowest) return;
		const line = options.format === "json" ? JSON.stringify(record) : formatPretty(record, options.isColoured);
		options.write(`${line}\n`);
	};
	return {
		logger: (name) => {
			const say = (level: number) => (fields: object, msg: string) =>
				put({ time: Date.now(), level, name, msg, ...plainErrors(fields) });
			return { info: say(30), warn: say(40), error: say(50) };
		},
		childLine: (name, line, stream) => {
			if (line.trim() === "") return;
			const plain = { time: Date.now(), level: stream === "stderr" ? 40 : 30, msg: line };
			put({ ...(parseLogLine(line) ?? plain), name });
		},
	};
}

function levelNumber(level: LogLevel): number {
	return (logLevels.indexOf(level) + 1) * 10;
}

/** JSON has no errors: their message is what counts. */
function plainErrors(fields: object): object {
	return Object.fromEntries(
		Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.message : value]),
	);
}

/** Undefined when it is no line of pino's. */
export function parseLogLine(line: string): PlainRecord | undefined {
	if (!line.startsWith("{")) return undefined;
	try {
		const value: unknown = JSON.parse(line);
		if (!isLogRecord(value)) return undefined;
		return { ...value, msg: typeof value.msg === "string" ? value.msg : "" };
	} catch {
		return undefined;
	}
}

function isLogRecord(value: unknown): value is { time: number; level: number; msg?: unknown } {
	if (typeof value !== "object" || value === null) return false;
	return "level" in value && typeof value.level === "number" && "time" in value && typeof value.time === "number";
}
