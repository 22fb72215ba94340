/** What waits for a client that has not taken it yet; `add` decides how it is kept small. */
export type WaitingRule<Value> = (waiting: Value[], value: Value) => void;

/**
 * Values are pushed in, and taken out by whoever iterates: GraphQL takes the next one only after the socket has
 * sent the one before, so that a slow client gets fewer and larger messages instead of a queue that grows.
 */
export class PushedStream<Value> implements AsyncIterableIterator<Value> {
	readonly #add: WaitingRule<Value>;
	readonly #onEnd: () => void;
	readonly #waiting: Value[] = [];
	#taker: ((result: IteratorResult<Value, undefined>) => void) | undefined;
	#hasEnded = false;

	constructor(add: WaitingRule<Value>, onEnd: () => void) {
		this.#add = add;
		this.#onEnd = onEnd;
	}

	push(value: Value): void {
		if (this.#hasEnded) return;
		const taker = this.#taker;
		if (taker) {
			this.#taker = undefined;
			taker({ value, done: false });
		} else this.#add(this.#waiting, value);
	}

	async next(): Promise<IteratorResult<Value, undefined>> {
		const value = this.#waiting.shift();
		if (value !== undefined) return { value, done: false };
		if (this.#hasEnded) return { value: undefined, done: true };
		return new Promise((resolve) => {
			this.#taker = resolve;
		});
	}

	async return(): Promise<IteratorResult<Value, undefined>> {
		if (!this.#hasEnded) {
			this.#hasEnded = true;
			this.#waiting.length = 0;
			this.#onEnd();
			this.#taker?.({ value: undefined, done: true });
		}
		return { value: undefined, done: true };
	}

	[Symbol.asyncIterator](): this {
		return this;
	}
}

/** Keeps one value: what came since. */
export function merged<Value>(merge: (earlier: Value, later: Value) => Value): WaitingRule<Value> {
	return (waiting, value) => {
		const earlier = waiting[0];
		waiting[0] = earlier === undefined ? value : merge(earlier, value);
	};
}

/** Keeps each value, and of too many the newest. */
export function newest<Value>(limit: number): WaitingRule<Value> {
	return (waiting, value) => {
		waiting.push(value);
		if (waiting.length > limit) waiting.shift();
	};
}
