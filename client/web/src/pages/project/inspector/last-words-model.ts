import { parseAnsiLine } from "./ansi-model.ts";

const shownLines = 4;

/** The last lines a program wrote, without colours and blank ones; without any, what is known of its end. */
export function lastWordsOf(attempt: {
	readonly logTail: string | null;
	readonly problem: string | null;
}): readonly string[] {
	const lines = (attempt.logTail ?? "")
		.split("\n")
		.map((line) =>
			parseAnsiLine(line)
				.map(({ text }) => text)
				.join("")
				.trimEnd(),
		)
		.filter((line) => line.trim() !== "");
	if (lines.length > 0) return lines.slice(-shownLines);
	return attempt.problem === null ? [] : [attempt.problem];
}
