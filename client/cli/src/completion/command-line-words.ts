/** A command line up to the cursor, as a shell would cut it into words. */
export interface CutLine {
	/** Finished words, without their quotes. */
	readonly words: readonly string[];
	/** The word the cursor is in, without its quotes; empty after a space. */
	readonly current: string;
	/** The quote that is still open there. */
	readonly openQuote: '"' | "'" | "";
}

/** Cuts as bash does; what stands before the last `;`, `|` or `&` is another command. */
export function cutLine(line: string): CutLine {
	let words: string[] = [];
	let current = "";
	let isInWord = false;
	let quote: CutLine["openQuote"] = "";
	for (let at = 0; at < line.length; at += 1) {
		const letter = line.charAt(at);
		if (quote !== "") {
			if (letter === quote) quote = "";
			else if (letter === "\\" && quote === '"' && /["\\$`]/.test(line.charAt(at + 1))) {
				at += 1;
				current += line.charAt(at);
			} else current += letter;
		} else if (letter === "'" || letter === '"') {
			quote = letter;
			isInWord = true;
		} else if (letter === "\\") {
			at += 1;
			current += line.charAt(at);
			isInWord = true;
		} else if (/[;|&]/.test(letter)) {
			words = [];
			current = "";
			isInWord = false;
		} else if (/\s/.test(letter)) {
			if (isInWord) words.push(current);
			current = "";
			isInWord = false;
		} else {
			current += letter;
			isInWord = true;
		}
	}
	return { words, current, openQuote: quote };
}
