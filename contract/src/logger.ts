import { type Logger, pino } from "pino";

/** Logs go to stderr, one line each: JSON for machines, or short lines for people. */
export function createLogger(name: string, level: string, format: "json" | "pretty"): Logger {
	if (format === "json") return pino({ name, level }, pino.destination({ dest: 2, sync: false }));
	return pino({ name, level }, { write: (line) => process.stderr.write(toPrettyLine(line)) });
}

const levelNames: Readonly<Record<number, string>> = {
	10: "trace",
	20: "debug",
	30: "info",
	40: "warn",
	50: "ERROR",
	60: "FATAL",
};

function toPrettyLine(line: string): string {
	// A line pino has just written.
	const {
		level,
		time,
		name,
		msg,
		pid: _pid,
		hostname: _hostname,
		...rest
	} = JSON.parse(line) as Record<string, unknown>;
	const clock = new Date(Number(time)).toISOString().slice(11, 23);
	const details = Object.entries(rest)
		.map(([key, value]) => ` ${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
		.join("");
	return `${clock} ${(levelNames[Number(level)] ?? String(level)).padEnd(5)} ${String(name).padEnd(11)} ${String(msg ?? "")}${details}\n`;
}
