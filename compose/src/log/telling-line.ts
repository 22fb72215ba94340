import { parseLogLine } from "./log-output.ts";

const errorLevel = 50;

/** Of a program's last lines the one that says best why it ended. */
export function tellingLine(lines: readonly string[]): string {
	const last = [...lines].reverse();
	const logged = last.map(parseLogLine).find((record) => record !== undefined && record.level >= errorLevel);
	if (logged !== undefined) return logged.msg;
	// Node ends a crash with its own version; the error itself stands further up.
	return last.find((line) => /^\w*Error\b/.test(line)) ?? last.find((line) => line.trim() !== "") ?? "nothing";
}
