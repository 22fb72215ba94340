export interface PathMapping {
	/** As the worker sees it. */
	readonly here: string;
	/** The same folder as compute nodes see it. */
	readonly there: string;
}

/**
 * Translates paths between hosts that mount the same storage at different places: at the beginning of a word and
 * after `=`, `:` or `,`, whole path segments only; the first mapping that fits counts.
 */
export function mapPaths(text: string, mappings: readonly PathMapping[]): string {
	if (mappings.length === 0 || !text.includes("/")) return text;
	let mapped = "";
	for (let place = 0; place < text.length; ) {
		const isAtStart = place === 0 || "=:,".includes(text[place - 1] ?? "");
		const fitting = isAtStart ? mappings.find(({ here }) => beginsWithPath(text, place, here)) : undefined;
		mapped += fitting === undefined ? text[place] : fitting.there;
		place += fitting === undefined ? 1 : fitting.here.length;
	}
	return mapped;
}

/** All strings of a JSON value. */
export function mapPathsIn(value: unknown, mappings: readonly PathMapping[]): unknown {
	if (typeof value === "string") return mapPaths(value, mappings);
	if (Array.isArray(value)) return value.map((entry) => mapPathsIn(entry, mappings));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mapPathsIn(entry, mappings)]));
}

function beginsWithPath(text: string, place: number, path: string): boolean {
	if (!text.startsWith(path, place)) return false;
	const next = text[place + path.length];
	return next === undefined || "/:,".includes(next);
}
