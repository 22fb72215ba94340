/** A lattice position as people type it; an axis that was not named is null, and any tile's will do. */
export interface TypedPosition {
	readonly x: number | null;
	readonly y: number | null;
	readonly z: number | null;
}

const numbersAlone = /^\(?\s*(-?\d{1,9})\s*[,;\s]\s*(-?\d{1,9})(?:\s*[,;\s]\s*(-?\d{1,9}))?\s*\)?$/;
const namedAxis = /([xyz])\s*[=:]?\s*(-?\d{1,9})(?!\d)[\s,;]*/gi;

/** `3,4,0`, `3 4` (in any plane), `x=3 y=4`, `z 2`; null for a text that is no position. */
export function readTypedPosition(text: string): TypedPosition | null {
	const asked = text.trim();
	const numbers = numbersAlone.exec(asked);
	if (numbers !== null) {
		const [, x, y, z] = numbers;
		return { x: Number(x), y: Number(y), z: z === undefined ? null : Number(z) };
	}
	const named = [...asked.matchAll(namedAxis)];
	const isNothingElse = named.reduce((length, [part]) => length + part.length, 0) === asked.length;
	const axes = new Map(named.map(([, axis, value]) => [(axis ?? "").toLowerCase(), Number(value)]));
	if (named.length === 0 || !isNothingElse || axes.size !== named.length) return null;
	return { x: axes.get("x") ?? null, y: axes.get("y") ?? null, z: axes.get("z") ?? null };
}
