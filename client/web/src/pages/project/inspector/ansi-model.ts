/** Colours and weight that programs ask the terminal for (SGR sequences). Everything else of ANSI is dropped. */
export interface LogSpan {
	readonly text: string;
	/** 0 to 7 as in ANSI, 8 to 15 the bright ones; null for the default. */
	readonly colour: number | null;
	readonly isBold: boolean;
	readonly isDim: boolean;
}

/** CSI sequences (colours, cursor), OSC (titles, links), and other escapes of two characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape characters are what is looked for
const escapePattern = /\u001b(?:\[([0-9;:?]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters without a picture
const controlPattern = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** One line in spans. Every line begins plain: a colour that a program left on does not run down the log. */
export function parseAnsiLine(line: string): readonly LogSpan[] {
	const spans: LogSpan[] = [];
	let style = { colour: null as number | null, isBold: false, isDim: false };
	let from = 0;
	const add = (text: string) => {
		const clean = text.replace(controlPattern, "");
		if (clean !== "") spans.push({ text: clean, ...style });
	};
	for (const match of line.matchAll(escapePattern)) {
		add(line.slice(from, match.index));
		from = match.index + match[0].length;
		if (match[2] === "m") style = applyGraphics(style, match[1] ?? "");
	}
	add(line.slice(from));
	return spans;
}

/** A line without what asks the terminal for something. */
export function plainLine(line: string): string {
	return line.replace(escapePattern, "").replace(controlPattern, "");
}

function applyGraphics(style: Omit<LogSpan, "text">, parameters: string): Omit<LogSpan, "text"> {
	let next = style;
	const codes = parameters.split(/[;:]/).map(Number);
	for (let index = 0; index < codes.length; index++) {
		const code = codes[index] ?? 0;
		if (code === 0) next = { colour: null, isBold: false, isDim: false };
		else if (code === 1) next = { ...next, isBold: true };
		else if (code === 2) next = { ...next, isDim: true };
		else if (code === 22) next = { ...next, isBold: false, isDim: false };
		else if (code >= 30 && code <= 37) next = { ...next, colour: code - 30 };
		else if (code >= 90 && code <= 97) next = { ...next, colour: code - 82 };
		else if (code === 39) next = { ...next, colour: null };
		else if (code === 38 || code === 48) {
			// 256 colours (38;5;n) or true colours (38;2;r;g;b): of these only the first sixteen are taken.
			const palette = codes[index + 1] === 5 ? (codes[index + 2] ?? 16) : 16;
			if (code === 38) next = { ...next, colour: palette < 16 ? palette : null };
			index += codes[index + 1] === 5 ? 2 : 4;
		}
	}
	return next;
}

/**
 * The lines of a log as a terminal would show them: what follows a carriage return overwrites the line. The last,
 * unfinished line is included; a line feed at the very end begins no further line.
 */
export function logLines(text: string): readonly string[] {
	const lines = text.split("\n");
	if (lines.at(-1) === "") lines.pop();
	return lines.map((line) => {
		const end = line.endsWith("\r") ? line.length - 1 : line.length;
		return line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
	});
}

/** Numbers of the lines that contain the words, whatever their case; none for no words. */
export function findLines(lines: readonly string[], words: string): readonly number[] {
	const wanted = words.toLowerCase();
	if (wanted === "") return [];
	return lines.flatMap((line, index) => (line.toLowerCase().includes(wanted) ? [index] : []));
}

/** The place of a hit counted on over both ends; -1 without hits. */
export function nextHit(count: number, place: number): number {
	return count === 0 ? -1 : ((place % count) + count) % count;
}
