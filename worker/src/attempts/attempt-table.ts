import type { LiveAttempt } from "./live-attempt.ts";

/** An assignment that arrives again after its result was committed is recognised for so many attempts. */
const settledRemembered = 10_000;

/**
 * The attempts this worker has: from assignment until the result is committed and the private files are gone.
 * Attempts of programs of kind `none` are never here, only their results.
 */
export class AttemptTable {
	readonly #attempts = new Map<number, LiveAttempt>();
	readonly #committed = new Set<number>();
	readonly #cleared = new Set<number>();
	readonly #lately = new Set<number>();
	readonly #settled: (attemptIds: readonly number[]) => void;

	/** `settled` is told of attempts about which nothing has to be remembered any more. */
	constructor(settled: (attemptIds: readonly number[]) => void) {
		this.#settled = settled;
	}

	get size(): number {
		return this.#attempts.size;
	}

	get all(): readonly LiveAttempt[] {
		return [...this.#attempts.values()];
	}

	get(attemptId: number): LiveAttempt | undefined {
		return this.#attempts.get(attemptId);
	}

	/** It is here, or was until lately. */
	knows(attemptId: number): boolean {
		return this.#attempts.has(attemptId) || this.#lately.has(attemptId);
	}

	add(attempt: LiveAttempt): void {
		this.#attempts.set(attempt.id, attempt);
	}

	/** The coordinator has decided about them. */
	committed(attemptIds: readonly number[]): void {
		for (const attemptId of attemptIds) if (this.#attempts.has(attemptId)) this.#committed.add(attemptId);
		this.#settle(attemptIds);
	}

	/** It has no private files (any more). */
	cleared(attempt: LiveAttempt): void {
		if (!this.#attempts.has(attempt.id)) return;
		this.#cleared.add(attempt.id);
		this.#settle([attempt.id]);
	}

	#settle(candidates: readonly number[]): void {
		const settled = candidates.filter(
			(id) => !this.#attempts.has(id) || (this.#committed.has(id) && this.#cleared.has(id)),
		);
		if (settled.length === 0) return;
		for (const id of settled) {
			if (this.#attempts.delete(id)) this.#remember(id);
			this.#committed.delete(id);
			this.#cleared.delete(id);
		}
		this.#settled(settled);
	}

	#remember(attemptId: number): void {
		this.#lately.add(attemptId);
		const [oldest] = this.#lately;
		if (this.#lately.size > settledRemembered && oldest !== undefined) this.#lately.delete(oldest);
	}
}
