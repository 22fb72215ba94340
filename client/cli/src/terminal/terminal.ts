import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** Where words go. */
export interface Terminal {
	/** To stdout, as they are. */
	write(text: string): void;
	/** A line on stderr. */
	complain(line: string): void;
	readonly colours: Colours;
	/** A person looks at stdout; tables then fit the width and may change in place. */
	readonly isInteractive: boolean;
	/** Columns to fit into, now; infinite when stdout goes into a file or a pipe. */
	width(): number;
	height(): number;
}

/** Colours as NO_COLOR, FORCE_COLOR and the terminal say. */
export function processTerminal(): Terminal {
	const isInteractive = process.stdout.isTTY === true;
	return {
		write: (text) => void process.stdout.write(text),
		complain: (line) => void process.stderr.write(`${line}\n`),
		colours: pc.createColors(pc.isColorSupported && (isInteractive || process.env.FORCE_COLOR !== undefined)),
		isInteractive,
		width: () => (isInteractive ? (process.stdout.columns ?? 80) : Number.POSITIVE_INFINITY),
		height: () => process.stdout.rows ?? 24,
	};
}

const ordinary = /^[\x20-\x7e]*$/;

/**
 * Text from files, programs and other people may hold control characters that a terminal would obey: in anything
 * but a log they are shown as `�`, and line breaks as a space.
 */
export function printable(text: string): string {
	if (ordinary.test(text)) return text;
	return text.replaceAll(/[\r\n\t]+/g, " ").replaceAll(/\p{Cc}/gu, "�");
}
