/*
 * Cuts a tile list (JSON) into its entries without parsing them: a list is rewritten whole for every new tile, and
 * of 100,000 entries only a few differ from the last time. Parsing all would hold up the event loop for 150-250 ms
 * (28 MB, measured); cutting takes half of that and may be interrupted, and equal entries are known by their hash.
 *
 * Only the structure is looked at here: brackets, strings, commas and keys on the way to the entries. Whoever uses
 * the pieces parses them with JSON.parse, so nothing that is not JSON gets through.
 */

/** Byte range of one entry, and a 53-bit hash of its bytes. */
export interface ListElement {
	readonly start: number;
	readonly end: number;
	readonly hash: number;
}

export interface SplitList {
	/** The file with the entries cut out (their arrays are empty). */
	readonly skeleton: string;
	/** Where the pieces of the skeleton lie in the file, for telling the place of an error. */
	readonly skeletonRanges: readonly { readonly start: number; readonly end: number }[];
	/** Entries of the top-level `tiles`; null when there is no such array. */
	readonly tiles: readonly ListElement[] | null;
	/** Entries of all arrays of the top-level `tileMap`, in order; null when there is no such object. */
	readonly tileMap: readonly ListElement[] | null;
}

/** The structure is broken at this byte. */
export class ListStructureError extends Error {
	readonly offset: number;

	constructor(message: string, offset: number) {
		super(message);
		this.name = "ListStructureError";
		this.offset = offset;
	}
}

const bytesPerStretch = 256 * 1024;
const decoder = new TextDecoder();

/** Yields now and then; throws ListStructureError. */
export function* splitList(bytes: Uint8Array): Generator<void, SplitList> {
	const cursor = new Cursor(bytes);
	const ranges: { start: number; end: number }[] = [];
	let keptFrom = 0;
	let tiles: ListElement[] | null = null;
	let tileMap: ListElement[] | null = null;

	function* cutArray(into: ListElement[]): Generator<void, void> {
		cursor.expect("[");
		ranges.push({ start: keptFrom, end: cursor.at });
		let restAt = cursor.at + bytesPerStretch;
		cursor.skipSpace();
		if (!cursor.isAt("]")) {
			do {
				into.push(cursor.takeValue());
				if (cursor.at > restAt) {
					restAt = cursor.at + bytesPerStretch;
					yield;
				}
			} while (cursor.takeIf(","));
		}
		keptFrom = cursor.at;
		cursor.expect("]");
	}

	cursor.skipByteOrderMark();
	keptFrom = cursor.at;
	cursor.expect("{");
	if (!cursor.takeIf("}")) {
		do {
			const key = cursor.takeKey();
			if (key === "tiles" && cursor.isAt("[")) {
				// Of a repeated key the last counts, as with JSON.parse.
				tiles = [];
				yield* cutArray(tiles);
			} else if (key === "tileMap" && cursor.takeIf("{")) {
				tileMap = [];
				if (!cursor.takeIf("}")) {
					do {
						cursor.takeKey();
						if (cursor.isAt("[")) yield* cutArray(tileMap);
						else cursor.takeValue();
					} while (cursor.takeIf(","));
					cursor.expect("}");
				}
			} else {
				cursor.takeValue();
			}
		} while (cursor.takeIf(","));
		cursor.expect("}");
	}
	cursor.skipSpace();
	if (cursor.at < bytes.length) throw new ListStructureError("There is something after the end of the list", cursor.at);
	ranges.push({ start: keptFrom, end: bytes.length });
	const skeleton = ranges.map(({ start, end }) => decoder.decode(bytes.subarray(start, end))).join("");
	return { skeleton, skeletonRanges: ranges, tiles, tileMap };
}

const quote = 0x22;
const backslash = 0x5c;

class Cursor {
	at = 0;
	readonly #bytes: Uint8Array;
	/** Brackets open at the moment, outermost first. */
	readonly #open: number[] = [];

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	skipByteOrderMark(): void {
		if (this.#bytes[0] === 0xef && this.#bytes[1] === 0xbb && this.#bytes[2] === 0xbf) this.at = 3;
	}

	skipSpace(): void {
		for (;;) {
			const byte = this.#bytes[this.at];
			if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return;
			this.at += 1;
		}
	}

	isAt(character: string): boolean {
		this.skipSpace();
		return this.#bytes[this.at] === character.charCodeAt(0);
	}

	takeIf(character: string): boolean {
		const isThere = this.isAt(character);
		if (isThere) this.at += 1;
		return isThere;
	}

	expect(character: string): void {
		if (!this.takeIf(character)) throw this.#unexpected(`expected "${character}"`);
	}

	takeKey(): string {
		if (!this.isAt('"')) throw this.#unexpected("expected a key in quotes");
		const start = this.at;
		this.takeValue();
		let key: unknown;
		try {
			key = JSON.parse(decoder.decode(this.#bytes.subarray(start, this.at)));
		} catch {
			throw new ListStructureError("This key is not a JSON string", start);
		}
		this.expect(":");
		return String(key);
	}

	/** Steps over one value, whatever it is. The hash is cyrb53 over its bytes. */
	takeValue(): ListElement {
		this.skipSpace();
		const bytes = this.#bytes;
		const end = bytes.length;
		const start = this.at;
		let at = start;
		let depth = 0;
		let one = 0xdeadbeef;
		let two = 0x41c6ce57;
		scan: while (at < end) {
			// In range by the loop's condition.
			const byte = bytes[at] as number;
			switch (byte) {
				case quote: {
					const closing = this.#closingQuote(at);
					for (; at < closing; at++) {
						// In range: the closing quote has been found behind it.
						const character = bytes[at] as number;
						one = Math.imul(one ^ character, 2654435761);
						two = Math.imul(two ^ character, 1597334677);
					}
					break;
				}
				case 0x7b: // {
				case 0x5b: // [
					this.#open[depth] = byte;
					depth += 1;
					break;
				case 0x7d: // }
				case 0x5d: // ]
					if (depth === 0) break scan;
					depth -= 1;
					// Closing brackets stand two places after opening ones in ASCII.
					if (this.#open[depth] !== byte - 2) {
						throw new ListStructureError(`Found "${String.fromCharCode(byte)}", which closes nothing`, at);
					}
					break;
				case 0x2c: // ,
				case 0x20:
				case 0x0a:
				case 0x0d:
				case 0x09:
					if (depth === 0) break scan;
					break;
			}
			one = Math.imul(one ^ byte, 2654435761);
			two = Math.imul(two ^ byte, 1597334677);
			at += 1;
			if (depth === 0 && (byte === quote || byte === 0x7d || byte === 0x5d)) break;
		}
		this.at = at;
		if (depth > 0) throw new ListStructureError("The file ends in the middle of an entry", end);
		if (at === start) throw this.#unexpected("expected a value");
		return { start, end: at, hash: mixed(one, two) };
	}

	#closingQuote(opening: number): number {
		const bytes = this.#bytes;
		for (let at = opening + 1; at < bytes.length; at++) {
			if (bytes[at] === backslash) at += 1;
			else if (bytes[at] === quote) return at;
		}
		throw new ListStructureError("The file ends in the middle of a text", bytes.length);
	}

	#unexpected(expected: string): ListStructureError {
		const byte = this.#bytes[this.at];
		if (byte === undefined) return new ListStructureError(`The file ends here; ${expected}`, this.at);
		const shown = byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte ${byte}`;
		return new ListStructureError(`Found ${shown}; ${expected}`, this.at);
	}
}

function mixed(first: number, second: number): number {
	let one = first;
	let two = second;
	one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
	two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
	return 4294967296 * (2097151 & two) + (one >>> 0);
}

/** For people: lines and columns from 1, columns in characters. */
export function lineAndColumn(bytes: Uint8Array, offset: number): { readonly line: number; readonly column: number } {
	const before = Math.min(offset, bytes.length);
	let line = 1;
	let lineStart = 0;
	for (let at = 0; at < before; at++) {
		if (bytes[at] === 0x0a) {
			line += 1;
			lineStart = at + 1;
		}
	}
	return { line, column: decoder.decode(bytes.subarray(lineStart, before)).length + 1 };
}
