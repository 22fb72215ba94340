/**
 * Seeded random numbers: the same words give the same sequence on every machine. sfc32 (Chris Doty-Humphrey,
 * PractRand), started from a 32-bit mixing hash of any number of integers, so that every cell of the specimen and
 * every plane of every tile has a sequence of its own and nothing depends on the order of evaluation.
 */
export class Random {
	#a: number;
	#b: number;
	#c: number;
	#counter = 1;
	#spareNormal: number | null = null;

	constructor(...words: readonly number[]) {
		this.#a = hash32(0x9e3779b9, ...words);
		this.#b = hash32(0x243f6a88, ...words);
		this.#c = hash32(0xb7e15162, ...words);
		// The generator's author asks for 12 rounds before its state is well mixed.
		for (let round = 0; round < 12; round++) this.uint32();
	}

	uint32(): number {
		const sum = (this.#a + this.#b + this.#counter) | 0;
		this.#counter = (this.#counter + 1) | 0;
		this.#a = this.#b ^ (this.#b >>> 9);
		this.#b = (this.#c + (this.#c << 3)) | 0;
		this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
		return sum >>> 0;
	}

	/** In [0, 1), in steps of 2^-32. */
	uniform(): number {
		return this.uint32() * 2.3283064365386963e-10;
	}

	between(low: number, high: number): number {
		return low + (high - low) * this.uniform();
	}

	/** Whole number from `low` to `high`, both included. */
	integer(low: number, high: number): number {
		return low + Math.floor(this.uniform() * (high - low + 1));
	}

	/** Mean 0, standard deviation 1 (Marsaglia's polar method). */
	normal(): number {
		const spare = this.#spareNormal;
		if (spare !== null) {
			this.#spareNormal = null;
			return spare;
		}
		for (;;) {
			const u = 2 * this.uniform() - 1;
			const v = 2 * this.uniform() - 1;
			const square = u * u + v * v;
			if (square >= 1 || square === 0) continue;
			const scale = Math.sqrt((-2 * Math.log(square)) / square);
			this.#spareNormal = v * scale;
			return u * scale;
		}
	}
}

/** Mixes integers (32 bits of each count) into one; every bit of every word changes about half of the result. */
export function hash32(...words: readonly number[]): number {
	let hash = 0x811c9dc5;
	for (const word of words) {
		hash = Math.imul(hash ^ word, 0x85ebca6b);
		hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
		hash ^= hash >>> 13;
	}
	hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
	hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
	return (hash ^ (hash >>> 16)) >>> 0;
}

/** A word for `Random` from a name, so that "noise" and "stage" of one seed are unrelated. */
export function wordOf(name: string): number {
	return hash32(...Array.from(name, (letter) => letter.codePointAt(0) ?? 0));
}
