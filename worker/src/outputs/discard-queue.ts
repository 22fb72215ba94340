import { describeError } from "@tilewright/contract/errors";
import type { DiscardOrder } from "./discard-attempt.ts";

/** Clearing up can wait a moment, and many small jobs cost more in messages between threads than in work. */
const collectMs = 25;
const largestBatch = 100;

interface Pending {
	readonly order: DiscardOrder;
	readonly resolve: (problem: string | null) => void;
}

/** Gathers attempts whose private files are to be removed, and hands them on together. */
export class DiscardQueue {
	readonly #discardAll: (orders: readonly DiscardOrder[]) => Promise<readonly (string | null)[]>;
	#pending: Pending[] = [];
	#timer: NodeJS.Timeout | undefined;
	readonly #underWay = new Set<Promise<void>>();

	/** The function given answers with one problem (or null) for each order. */
	constructor(discardAll: (orders: readonly DiscardOrder[]) => Promise<readonly (string | null)[]>) {
		this.#discardAll = discardAll;
	}

	/** Resolves with what went wrong, or null. */
	add(order: DiscardOrder): Promise<string | null> {
		return new Promise((resolve) => {
			this.#pending.push({ order, resolve });
			if (this.#pending.length >= largestBatch) this.#send();
			else this.#timer ??= setTimeout(() => this.#send(), collectMs);
		});
	}

	async flush(): Promise<void> {
		this.#send();
		await Promise.all(this.#underWay);
	}

	#send(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const batch = this.#pending;
		if (batch.length === 0) return;
		this.#pending = [];
		const work = this.#perform(batch).finally(() => this.#underWay.delete(work));
		this.#underWay.add(work);
	}

	async #perform(batch: readonly Pending[]): Promise<void> {
		let problems: readonly (string | null)[];
		try {
			problems = await this.#discardAll(batch.map(({ order }) => order));
		} catch (error) {
			problems = batch.map(() => describeError(error));
		}
		for (const [index, { resolve }] of batch.entries()) resolve(problems[index] ?? null);
	}
}
