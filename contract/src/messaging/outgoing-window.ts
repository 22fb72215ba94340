/**
 * How many bytes have been sent and not yet been seen by the server. A server that is frozen, or a line
 * that is cut without a word, is noticed only after 10 to 15 s; until then everything sent piles up in
 * this process, so beyond a bound it is better to drop.
 */
export class OutgoingWindow {
	readonly #maxBytes: number;
	readonly #confirmEveryBytes: number;
	readonly #confirm: () => Promise<void>;
	#sentBytes = 0;
	#confirmedBytes = 0;
	#isConfirming = false;

	/** `confirm` resolves when the server has read everything sent before the call. */
	constructor(options: {
		readonly maxBytes: number;
		readonly confirmEveryBytes: number;
		readonly confirm: () => Promise<void>;
	}) {
		this.#maxBytes = options.maxBytes;
		this.#confirmEveryBytes = options.confirmEveryBytes;
		this.#confirm = options.confirm;
	}

	get isFull(): boolean {
		return this.unconfirmedBytes > this.#maxBytes;
	}

	get unconfirmedBytes(): number {
		return this.#sentBytes - this.#confirmedBytes;
	}

	/** A new line: nothing is on its way. */
	reset(): void {
		this.#confirmedBytes = this.#sentBytes;
	}

	/** To be called after sending. */
	count(bytes: number): void {
		this.#sentBytes += bytes;
		if (this.unconfirmedBytes < this.#confirmEveryBytes || this.#isConfirming) return;
		const sentBytes = this.#sentBytes;
		this.#isConfirming = true;
		this.#confirm().then(
			() => {
				this.#confirmedBytes = Math.max(this.#confirmedBytes, sentBytes);
				this.#isConfirming = false;
			},
			() => {
				// The line went down; the new one starts with reset().
				this.#isConfirming = false;
			},
		);
	}
}
