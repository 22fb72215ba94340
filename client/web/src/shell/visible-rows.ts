/** Rows kept beyond either edge, so that quick scrolling shows no gap. */
const spare = 12;

/** First and (exclusive) last row of a long list to be rendered; heights in pixels. */
export function visibleRows(
	scrollTop: number,
	height: number,
	rowHeight: number,
	count: number,
): { readonly first: number; readonly last: number } {
	const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowHeight) - spare));
	return { first, last: Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + spare) };
}
