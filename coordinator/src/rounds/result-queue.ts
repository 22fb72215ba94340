import type { WorkerId, WorkerSessionId } from "@tilewright/contract/ids";
import type { AttemptResult } from "@tilewright/contract/messages";

export interface ReportedResults {
	readonly workerId: WorkerId;
	readonly sessionId: WorkerSessionId;
	readonly results: readonly AttemptResult[];
}

/** Rounds that fail in a row before results are tried one by one, and tries of one alone before it is given up. */
const failuresUntilOneByOne = 2;
const triesAlone = 2;

/**
 * Results that wait to be recorded. A result that cannot be recorded must not keep all others from it: after repeated
 * failures they are taken one by one, and one that fails alone is recorded as a result that could not be read.
 */
export class ResultQueue {
	readonly #perRound: number;
	#waiting: ReportedResults[] = [];
	#failures = 0;
	#isOneByOne = false;
	readonly #failedAlone = new Map<number, number>();

	constructor(perRound: number) {
		this.#perRound = perRound;
	}

	get isEmpty(): boolean {
		return this.#waiting.length === 0;
	}

	add(reported: ReportedResults): void {
		this.#waiting.push(reported);
	}

	/** What the next round records. */
	take(): ReportedResults[] {
		if (this.#isOneByOne) {
			const next = this.#waiting.shift();
			if (next) return [next];
			this.#isOneByOne = false;
			this.#failedAlone.clear();
		}
		let count = 0;
		let end = 0;
		for (const reported of this.#waiting) {
			count += reported.results.length;
			end += 1;
			if (count >= this.#perRound) break;
		}
		return this.#waiting.splice(0, end);
	}

	/** The round that took something has been committed. */
	noteRecorded(): void {
		this.#failures = 0;
	}

	/** The round was rolled back: what it took is taken again. */
	putBack(taken: readonly ReportedResults[], problem: string): void {
		this.#failures += 1;
		if (taken.length === 0 || (!this.#isOneByOne && this.#failures < failuresUntilOneByOne)) {
			this.#waiting.unshift(...taken);
			return;
		}
		this.#isOneByOne = true;
		this.#waiting = [...taken, ...this.#waiting].flatMap((reported) =>
			reported.results.map((result) => ({ ...reported, results: [result] })),
		);
		const [alone, ...others] = taken.flatMap((reported) => reported.results);
		if (!alone || others.length > 0) return;
		const tries = (this.#failedAlone.get(alone.attemptId) ?? 0) + 1;
		this.#failedAlone.set(alone.attemptId, tries);
		const [first] = this.#waiting;
		if (tries >= triesAlone && first) this.#waiting[0] = { ...first, results: [unreadable(alone, problem)] };
	}
}

function unreadable(result: AttemptResult, problem: string): AttemptResult {
	return {
		...result,
		outcome: "invalidOutput",
		problem: `What the attempt reported could not be recorded: ${problem.slice(0, 300)}`,
		signal: null,
		command: null,
		logTail: null,
		metrics: {},
		artifacts: [],
		outputSignature: null,
		programHash: null,
	};
}
