const space = /[\t\n\r ]*/y;
const token =
	// biome-ignore lint/suspicious/noControlCharactersInRegex: just these may not stand in a JSON text
	/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/**
 * Where a text that JSON.parse refused stops being JSON, in characters. Engines tell the place in some of their
 * messages only.
 */
export function placeOfJsonError(text: string): number {
	let at = 0;
	const open: ("{" | "[")[] = [];
	let expects: "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" = "value";
	for (;;) {
		space.lastIndex = at;
		at += space.exec(text)?.[0].length ?? 0;
		const character = text.charAt(at);
		const inside = open.at(-1);
		const isEnd = (inside === "{" && character === "}") || (inside === "[" && character === "]");
		const takesValue: boolean = expects === "value" || expects === "valueOrEnd";
		const takesKey: boolean = expects === "key" || expects === "keyOrEnd";
		if (isEnd && (expects === "commaOrEnd" || expects === "valueOrEnd" || expects === "keyOrEnd")) {
			open.pop();
			at += 1;
			expects = "commaOrEnd";
		} else if (expects === "commaOrEnd" && character === "," && inside !== undefined) {
			at += 1;
			expects = inside === "{" ? "key" : "value";
		} else if (expects === "colon" && character === ":") {
			at += 1;
			expects = "value";
		} else if (takesValue && (character === "{" || character === "[")) {
			open.push(character);
			at += 1;
			expects = character === "{" ? "keyOrEnd" : "valueOrEnd";
		} else if (takesValue || (takesKey && character === '"')) {
			token.lastIndex = at;
			const found = token.exec(text)?.[0];
			if (found === undefined) return at;
			at += found.length;
			expects = takesKey ? "colon" : "commaOrEnd";
		} else {
			return at;
		}
	}
}
