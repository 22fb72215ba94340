import type { LogRecord } from "./log-record.ts";

/** What every line of a process carries and nobody reads. */
const hiddenFields = new Set(["time", "level", "name", "msg", "pid", "hostname", "v"]);
const nameWidth = 11;
const maxValueLength = 400;

/** `11:25:30.123 WARN coordinator Message… tile=812`; a stack follows on lines of its own. */
export function formatPretty(record: LogRecord, isColoured: boolean): string {
	const paint = (code: number, text: string) => (isColoured ? `\u001b[${code}m${text}\u001b[0m` : text);
	const fields = Object.entries(record)
		.filter(([name, value]) => !hiddenFields.has(name) && value !== undefined && !isError(value))
		.map(([name, value]) => paint(2, `${name}=${shown(value)}`));
	const stacks = Object.values(record)
		.filter(isError)
		.map((error) => `\n    ${(error.stack ?? error.message ?? "").replaceAll("\n", "\n    ")}`);
	return [
		paint(2, timeOfDay(record.time)),
		paint(...levelName(record.level)),
		paint(36, record.name.padEnd(nameWidth)),
		[record.msg, ...fields].join(" ") + stacks.join(""),
	].join(" ");
}

function timeOfDay(time: number): string {
	const date = new Date(time);
	const two = (value: number) => String(value).padStart(2, "0");
	const milliseconds = String(date.getMilliseconds()).padStart(3, "0");
	return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}

/** With the colour it is painted in. */
function levelName(level: number): [number, string] {
	if (level >= 60) return [35, "FATAL"];
	if (level >= 50) return [31, "ERROR"];
	if (level >= 40) return [33, "WARN "];
	if (level >= 30) return [32, "INFO "];
	return [2, "DEBUG"];
}

function shown(value: unknown): string {
	const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
	return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}…` : text;
}

/** As pino writes errors: type, message, stack. */
function isError(value: unknown): value is { readonly message?: string; readonly stack?: string } {
	return typeof value === "object" && value !== null && "stack" in value;
}
