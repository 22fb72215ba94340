const segmenter = new Intl.Segmenter();
/** Takes two columns in a terminal: East Asian full-width characters and emoji. */
const wide =
	/^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
const plain = /^[\x20-\x7e]*$/;

/** Columns that a text without control characters takes. */
export function textWidth(text: string): number {
	if (plain.test(text)) return text.length;
	let width = 0;
	for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
	return width;
}

/** Cut to so many columns, with … for what is missing. */
export function truncate(text: string, columns: number): string {
	if (textWidth(text) <= columns) return text;
	let kept = "";
	let width = 0;
	for (const { segment } of segmenter.segment(text)) {
		const next = width + (wide.test(segment) ? 2 : 1);
		if (next > columns - 1) break;
		kept += segment;
		width = next;
	}
	return columns < 1 ? "" : `${kept}…`;
}
