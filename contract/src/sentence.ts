/** Small words of sentences that are put together of what people, programs and systems say. */

/** Closed with a full stop where what was put in at the end, such as an error's message, did not close it already. */
export function asSentence(text: string): string {
	return /[.!?…]["”’)]?$/.test(text) ? text : `${text}.`;
}

/** Half a sentence that goes on: without the full stop of what was put in at its end. An ellipsis stays. */
export function withoutFullStop(text: string): string {
	return text.endsWith("..") ? text : text.replace(/\.$/, "");
}

/** `1 tile`, `2 tiles`. */
export function plural(count: number, one: string, many = `${one}s`): string {
	return `${count} ${count === 1 ? one : many}`;
}
