import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { type AttemptResult, subjects } from "@tilewright/contract/messages";
import type { Logger } from "pino";
import type { AttemptJournal } from "../intake/attempt-journal.ts";
import { encodeFittingResult, encodeResults } from "./result-encoding.ts";

/** A result is repeated after these waits, the last one again and again. */
const resendAfterMs = [500, 1_000, 2_000, 5_000] as const;
const resendCheckMs = 100;
/** After a long absence of the bus, not everything at once. */
const resentPerCheck = 2_000;
const resultsPerMessage = 1_000;
/**
 * A worker that has more to do anyway tells no more often than this. Each message is a transaction of the coordinator's,
 * 2 to 3 ms of processor time on the build machine, where a result in it costs 0.2 ms. Less than the work that is sent
 * ahead (60 ms), so that nobody waits for it.
 */
const gatherMs = 25;

interface OutboxEntry {
	readonly json: string;
	timesSent: number;
	dueAtMs: number;
}

export interface OutboxOptions {
	readonly bus: MessageBus;
	readonly journal: AttemptJournal;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly workerId: string;
	/** Null without a session: then results wait here. */
	readonly sessionId: () => string | null;
	/** Attempts wait here for those that run to end. */
	readonly isBusy: () => boolean;
}

/**
 * Results wait here, and in the journal, until the coordinator answers that they are committed. What comes in
 * one turn of the event loop leaves in one message: at once when no other attempt waits here, gathered under load.
 */
export class Outbox {
	readonly #options: OutboxOptions;
	readonly #entries = new Map<number, OutboxEntry>();
	#unsent: OutboxEntry[] = [];
	#plannedFlush: NodeJS.Timeout | "thisTurn" | undefined;
	#flushedAtMs = Number.NEGATIVE_INFINITY;
	#timer: NodeJS.Timeout | undefined;
	#emptyListeners: (() => void)[] = [];

	constructor(options: OutboxOptions) {
		this.#options = options;
	}

	get attemptIds(): Iterable<number> {
		return this.#entries.keys();
	}

	get size(): number {
		return this.#entries.size;
	}

	has(attemptId: number): boolean {
		return this.#entries.has(attemptId);
	}

	start(): void {
		this.#timer ??= setInterval(() => this.#resendDue(), resendCheckMs);
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#timer = undefined;
		if (this.#plannedFlush !== "thisTurn") clearTimeout(this.#plannedFlush);
	}

	add(results: readonly AttemptResult[]): void {
		try {
			this.#options.journal.finished(results);
		} catch (error) {
			// Better told than withheld: it is lost only if the worker dies before it is committed.
			this.#options.logger.error({ error: describeError(error) }, "Results could not be written to the journal.");
		}
		this.restore(results);
	}

	/** Results that are in the journal already. */
	restore(results: readonly AttemptResult[]): void {
		for (const result of results) {
			const json = encodeFittingResult(result, this.#options.bus.maxPayloadBytes);
			const entry = { json, timesSent: 0, dueAtMs: 0 };
			this.#entries.set(result.attemptId, entry);
			this.#unsent.push(entry);
		}
		this.#planFlush();
	}

	/** Committed, refused for good, or of no interest to anybody. */
	remove(attemptIds: readonly number[]): void {
		for (const attemptId of attemptIds) this.#entries.delete(attemptId);
		if (this.#entries.size > 0) return;
		for (const listener of this.#emptyListeners.splice(0)) listener();
	}

	/** A new session, or the line is up again: everything is due. */
	resendAll(): void {
		for (const entry of this.#entries.values()) {
			entry.timesSent = 0;
			entry.dueAtMs = 0;
		}
		this.#resendDue();
	}

	whenEmpty(): Promise<void> {
		if (this.#entries.size === 0) return Promise.resolve();
		return new Promise((resolve) => this.#emptyListeners.push(resolve));
	}

	#planFlush(): void {
		if (this.#plannedFlush === "thisTurn") return;
		const waitMs = this.#options.isBusy() ? this.#flushedAtMs + gatherMs - this.#options.clock.monotonicMs() : 0;
		if (waitMs > 0) {
			this.#plannedFlush ??= setTimeout(() => this.#flush(), waitMs);
			return;
		}
		clearTimeout(this.#plannedFlush);
		this.#plannedFlush = "thisTurn";
		setImmediate(() => this.#flush());
	}

	#flush(): void {
		this.#plannedFlush = undefined;
		this.#flushedAtMs = this.#options.clock.monotonicMs();
		this.#send(this.#unsent);
		this.#unsent = [];
	}

	#resendDue(): void {
		if (this.#entries.size === 0) return;
		const nowMs = this.#options.clock.monotonicMs();
		const due: OutboxEntry[] = [];
		for (const entry of this.#entries.values()) {
			if (entry.dueAtMs <= nowMs) due.push(entry);
			if (due.length >= resentPerCheck) break;
		}
		this.#send(due);
	}

	#send(entries: readonly OutboxEntry[]): void {
		const { bus, workerId } = this.#options;
		const sessionId = this.#options.sessionId();
		if (sessionId === null || !bus.isConnected || entries.length === 0) return;
		const nowMs = this.#options.clock.monotonicMs();
		for (const entry of entries) {
			entry.dueAtMs = nowMs + (resendAfterMs[entry.timesSent] ?? 5_000);
			entry.timesSent += 1;
		}
		const results = entries.map(({ json }) => json);
		const limits = { bytes: bus.maxPayloadBytes, results: resultsPerMessage };
		for (const payload of encodeResults({ workerId, sessionId }, results, limits))
			bus.publish(subjects.finished, payload);
	}
}
