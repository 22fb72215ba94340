import type { Clock } from "@tilewright/contract/clock";
import type { AttemptResult } from "@tilewright/contract/messages";
import type { AttemptOutcome } from "@tilewright/contract/states";
import { resultWithoutRun } from "../attempts/attempt-results.ts";
import type { AttemptTable } from "../attempts/attempt-table.ts";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import type { StopReason } from "../attempts/stop-reason.ts";
import type { TaskRunner } from "../execution/task-runner.ts";
import type { AttemptQueue } from "../intake/work-queue.ts";
import { emptySignature } from "../outputs/output-signature.ts";
import type { ResultCollector } from "../outputs/result-collector.ts";
import type { Outbox } from "./outbox.ts";

export interface AttemptCloserOptions {
	readonly table: AttemptTable;
	readonly queue: AttemptQueue;
	readonly runner: TaskRunner;
	readonly outbox: Outbox;
	readonly collector: ResultCollector;
	readonly clock: Clock;
	/** Those who wait for a lease look again whether their attempt is still wanted. */
	readonly wake: () => void;
}

/** All the ways in which an attempt comes to its end here. */
export class AttemptCloser {
	readonly #options: AttemptCloserOptions;

	constructor(options: AttemptCloserOptions) {
		this.#options = options;
	}

	/** The result first goes to the journal; then nobody else need remember the program's end. */
	finish(attempt: LiveAttempt, result: AttemptResult | null): void {
		const { outbox, runner } = this.#options;
		if (!attempt.advance("finished")) return;
		if (result !== null && !attempt.isForgotten) outbox.add([result]);
		runner.forget([attempt.id]);
	}

	/** Programs of kind `none`: no process, no file, only a result. */
	succeedWithoutProgram(attempts: readonly LiveAttempt[]): void {
		const nowMs = this.#options.clock.monotonicMs();
		this.#options.outbox.add(
			attempts.map((attempt) => ({
				...resultWithoutRun(attempt, "succeeded", null, nowMs),
				outputSignature: emptySignature,
			})),
		);
	}

	/** It waited in the queue and has no files. */
	refuse(attempt: LiveAttempt, outcome: AttemptOutcome, problem: string): void {
		this.finish(attempt, resultWithoutRun(attempt, outcome, problem, this.#options.clock.monotonicMs()));
		this.#options.table.cleared(attempt);
	}

	/** Its turn had come, but its program was not started. */
	neverStarted(attempt: LiveAttempt, outcome: AttemptOutcome, problem: string): void {
		this.finish(attempt, resultWithoutRun(attempt, outcome, problem, this.#options.clock.monotonicMs()));
		this.#options.queue.release(attempt);
		void this.#options.collector.discard(attempt, false);
	}

	cancel(attemptIds: readonly number[]): void {
		for (const attempt of this.#known(attemptIds)) {
			if (this.#options.queue.remove(attempt)) {
				this.refuse(attempt, "cancelled", "It was cancelled before its program was started.");
			} else {
				attempt.stop("cancelled");
			}
		}
	}

	/** Those of these programs that run or are about to; what only waits goes on waiting. */
	stopRunning(reason: StopReason, isMeant: (attempt: LiveAttempt) => boolean): void {
		for (const attempt of this.#options.table.all.filter(isMeant)) {
			if (attempt.state === "preparing" || attempt.state === "running") attempt.stop(reason);
		}
	}

	/** The coordinator has written them off: they are stopped, nothing of them is published or told. */
	forget(attemptIds: readonly number[]): void {
		const { table, queue, outbox, wake } = this.#options;
		outbox.remove(attemptIds);
		for (const attempt of this.#known(attemptIds)) {
			attempt.forget();
			if (queue.remove(attempt)) table.cleared(attempt);
		}
		table.committed(attemptIds);
		wake();
	}

	committed(attemptIds: readonly number[]): void {
		this.#options.outbox.remove(attemptIds);
		this.#options.table.committed(attemptIds);
	}

	#known(attemptIds: readonly number[]): readonly LiveAttempt[] {
		return attemptIds.flatMap((attemptId) => this.#options.table.get(attemptId) ?? []);
	}
}
