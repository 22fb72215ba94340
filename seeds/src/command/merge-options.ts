type Options = Readonly<Record<string, unknown>>;

/** `over` laid over `base`, section by section; lists of misbehaviours are joined, everything else is replaced. */
export function mergeOptions(base: Options, over: Options): Record<string, unknown> {
	const merged: Record<string, unknown> = { ...base };
	for (const [name, value] of Object.entries(over)) {
		const below = merged[name];
		if (isSection(below) && isSection(value)) merged[name] = mergeOptions(below, value);
		else if (name === "misbehaviours" && Array.isArray(below) && Array.isArray(value)) {
			merged[name] = [...below, ...value];
		} else merged[name] = value;
	}
	return merged;
}

/** `{ "lattice.columns": 3 }` as `{ lattice: { columns: 3 } }`. */
export function nestOptions(values: Options): Record<string, unknown> {
	let nested: Record<string, unknown> = {};
	for (const [place, value] of Object.entries(values)) {
		const within = place.split(".").reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
		nested = mergeOptions(nested, within as Options);
	}
	return nested;
}

function isSection(value: unknown): value is Options {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
