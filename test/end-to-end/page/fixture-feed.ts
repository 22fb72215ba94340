/** What the fixture pushes: one topic for each subscription, any number of listeners, nothing kept for late ones. */
export class Topic<Value> {
	readonly #listeners = new Set<(value: Value) => void>();

	publish(value: Value): void {
		for (const listener of this.#listeners) listener(value);
	}

	/** An endless iterable, beginning with `first`; ends when the reader stops it. */
	follow(first: readonly Value[] = []): AsyncIterableIterator<Value> {
		const queue: Value[] = [...first];
		let wake: ((result: IteratorResult<Value>) => void) | null = null;
		const listener = (value: Value) => {
			if (wake === null) queue.push(value);
			else wake({ done: false, value });
			wake = null;
		};
		const listeners = this.#listeners;
		listeners.add(listener);
		return {
			[Symbol.asyncIterator]() {
				return this;
			},
			next() {
				const value = queue.shift();
				if (value !== undefined) return Promise.resolve({ done: false, value });
				return new Promise((resolve) => {
					wake = resolve;
				});
			},
			return() {
				listeners.delete(listener);
				wake?.({ done: true, value: undefined });
				wake = null;
				return Promise.resolve({ done: true, value: undefined });
			},
		};
	}
}

/** Topics by name, made when first asked for. */
export class Topics<Value> {
	readonly #topics = new Map<string, Topic<Value>>();

	topic(name: string): Topic<Value> {
		const found = this.#topics.get(name) ?? new Topic<Value>();
		this.#topics.set(name, found);
		return found;
	}
}
