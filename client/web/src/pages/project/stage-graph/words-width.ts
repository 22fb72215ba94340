/** How wide words are in the page's own font, without laying them out: asked for every card of the graph. */

const known = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;
let family = "";

/** In pixels, without the graph's zoom. `font`: weight and size, as in CSS. */
export function wordsWidth(words: string, font = "12px"): number {
	if (context === undefined) {
		context = document.createElement("canvas").getContext("2d");
		family = getComputedStyle(document.body).fontFamily;
	}
	if (context === null) return words.length * 7;
	const key = `${font} ${words}`;
	const measured = known.get(key);
	if (measured !== undefined) return measured;
	context.font = `${font} ${family}`;
	const width = Math.ceil(context.measureText(words).width);
	// Numbers change all night; the words of a few minutes are enough to remember.
	if (known.size > 2000) known.clear();
	known.set(key, width);
	return width;
}
