import { plainLine } from "./ansi-model.ts";

/** Where the lines of a log stand when long ones are broken at the edge: only those in sight are drawn. */

export interface WrappedLines {
	/** Row in which each line begins, and at the end how many rows there are. */
	readonly starts: readonly number[];
}

const tabWidth = 8;

/** Characters as a terminal shows them: colours take no room. */
function lengthOf(line: string): number {
	const plain = plainLine(line);
	return plain.length + (plain.split("\t").length - 1) * (tabWidth - 1);
}

/** `columns`: characters in a row; null where lines are not broken. */
export function wrapLines(lines: readonly string[], columns: number | null): WrappedLines {
	const starts = [0];
	for (const [index, line] of lines.entries()) {
		const rows = columns === null ? 1 : Math.max(1, Math.ceil(lengthOf(line) / Math.max(1, columns)));
		starts.push((starts[index] ?? 0) + rows);
	}
	return { starts };
}

export function rowCount({ starts }: WrappedLines): number {
	return starts.at(-1) ?? 0;
}

/** First and (exclusive) last line that stands in these rows. */
export function linesInRows(
	{ starts }: WrappedLines,
	rows: { readonly first: number; readonly last: number },
): { readonly first: number; readonly last: number } {
	const count = starts.length - 1;
	return {
		first: Math.max(0, beginsAfter(starts, rows.first) - 1),
		last: Math.min(count, beginsAfter(starts, rows.last - 1)),
	};
}

/** Number of the first line that begins after a row. */
function beginsAfter(starts: readonly number[], row: number): number {
	let low = 0;
	let high = starts.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((starts[middle] ?? 0) > row) high = middle;
		else low = middle + 1;
	}
	return low;
}
