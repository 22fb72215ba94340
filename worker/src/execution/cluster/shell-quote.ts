import { TilewrightError } from "@tilewright/contract/errors";

/**
 * The one place where a word becomes shell text: for generated scripts, and for ssh, which joins its arguments and
 * has them read by a shell on the other side. Inside single quotes POSIX gives no character a meaning but the quote.
 * Throws ARGUMENT_INVALID for the one character no argument can hold.
 */
export function shellQuote(word: string): string {
	if (word.includes("\0")) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `An argument holds a null character: ${JSON.stringify(word)}. No program can be given that.`,
			fields: { word },
		});
	}
	return `'${word.replaceAll("'", `'\\''`)}'`;
}

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `export NAME='value'`; variables whose names no shell can speak of are left out, as a shell itself would. */
export function exportLines(environment: Readonly<Record<string, string>>): readonly string[] {
	return Object.entries(environment)
		.filter(([name]) => variableName.test(name))
		.map(([name, value]) => `export ${name}=${shellQuote(value)}`);
}
