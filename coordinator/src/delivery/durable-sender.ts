import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import type { Queryable } from "../database/database.ts";
import { type DueMessage, type MessageTable, noteDelivered, noteFailed, readDueMessages } from "./due-messages.ts";
import { nextTry } from "./retry-rules.ts";
import { DeliveryRefused } from "./webhook.ts";

/*
 * Delivers messages that were written as rows, at least once: one is marked as delivered after the receiver has taken
 * it, so one that was taken while a coordinator ended is sent again, with the same id.
 *
 *   written ──► due ──taken──► delivered
 *                ▲ └─failed──► waits, longer each time ──► given up after a day
 *                └──────────────┘
 *
 * One message at a time goes to an address, oldest first, so that a receiver that hangs holds up only what is meant
 * for it. Nothing here runs inside a round.
 */

export interface Outgoing<Message extends DueMessage> {
	readonly table: MessageTable;
	readonly lookEveryMs: number;
	readonly mostAddressesAtOnce: number;
	/** How long one delivery may take, in milliseconds. */
	readonly timeoutMs: number;
	/** After one failed, the others to its address wait with it; a refusal is of one message only. */
	readonly restsAddresses: boolean;
	/** What was refused once is not sent again. */
	readonly givesUpWhenRefused: boolean;
	/** Returns what the receiver answered; throws when it did not take the message. */
	send(message: Message, signal: AbortSignal): Promise<string>;
	/** Before each look: writes what is to be sent. */
	prepare?(): Promise<void>;
	/** After a failure was written. `isGivenUp`: it is not tried any more. */
	noteFailure?(message: Message, answer: string, isGivenUp: boolean): Promise<void>;
}

export class DurableSender<Message extends DueMessage> {
	readonly #database: Queryable;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #outgoing: Outgoing<Message>;
	readonly #stopping = new AbortController();
	readonly #inFlight = new Map<string, Promise<void>>();
	/** Addresses that did not answer, and until when they are left alone. */
	readonly #resting = new Map<string, number>();
	#timer: NodeJS.Timeout | undefined;
	#soon: NodeJS.Timeout | undefined;
	#looking: Promise<void> | undefined;
	#lookAgain = false;

	constructor(options: {
		readonly database: Queryable;
		readonly clock: Clock;
		readonly logger: Logger;
		readonly outgoing: Outgoing<Message>;
	}) {
		this.#database = options.database;
		this.#clock = options.clock;
		this.#logger = options.logger.child({ messages: options.outgoing.table.name });
		this.#outgoing = options.outgoing;
	}

	start(): void {
		this.#timer = setInterval(() => this.wake(), this.#outgoing.lookEveryMs);
		this.wake();
	}

	/** Looks at once whether something is to be delivered. */
	wake(): void {
		if (this.#stopping.signal.aborted) return;
		this.#lookAgain = true;
		this.#looking ??= this.#look().finally(() => {
			this.#looking = undefined;
		});
	}

	/** What is on its way is broken off and sent again by the next active coordinator. */
	async stop(): Promise<void> {
		clearInterval(this.#timer);
		clearTimeout(this.#soon);
		this.#stopping.abort();
		await this.#looking;
		await Promise.all(this.#inFlight.values());
	}

	async #look(): Promise<void> {
		while (this.#lookAgain && !this.#stopping.signal.aborted) {
			this.#lookAgain = false;
			try {
				await this.#outgoing.prepare?.();
				const room = this.#outgoing.mostAddressesAtOnce - this.#inFlight.size;
				if (room <= 0) return;
				for (const message of await this.#readDue(room)) {
					const delivery = this.#deliver(message).finally(() => {
						this.#inFlight.delete(message.address);
						this.wake();
					});
					this.#inFlight.set(message.address, delivery);
				}
			} catch (error) {
				this.#logger.warn({ error: describeError(error) }, "messages could not be read; they are looked at again");
				return;
			}
		}
	}

	#readDue(room: number): Promise<Message[]> {
		const now = this.#clock.monotonicMs();
		for (const [address, until] of this.#resting) if (until <= now) this.#resting.delete(address);
		const busy = [...this.#inFlight.keys(), ...this.#resting.keys()];
		return readDueMessages<Message>(this.#database, this.#outgoing.table, busy, room);
	}

	async #deliver(message: Message): Promise<void> {
		const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#outgoing.timeoutMs)]);
		try {
			const answer = await this.#outgoing.send(message, signal);
			await noteDelivered(this.#database, this.#outgoing.table, message.id, answer);
		} catch (error) {
			if (this.#stopping.signal.aborted) return;
			try {
				await this.#noteFailure(message, error, signal);
			} catch (failure) {
				this.#logger.warn({ id: message.id, error: describeError(failure) }, "a failed delivery could not be noted");
			}
		}
	}

	async #noteFailure(message: Message, error: unknown, signal: AbortSignal): Promise<void> {
		const { table, timeoutMs, restsAddresses, givesUpWhenRefused } = this.#outgoing;
		const answer = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : describeDeliveryError(error);
		const isRefused = error instanceof DeliveryRefused;
		const next = nextTry(message.tries + 1, message.failingForMs);
		const afterMs = next.kind === "again" && !(isRefused && givesUpWhenRefused) ? next.afterMs : null;
		await noteFailed(this.#database, table, message.id, answer, afterMs);
		this.#logger.warn({ id: message.id, to: message.address, answer, afterMs }, "a message could not be delivered");
		if (afterMs !== null) {
			if (restsAddresses && !isRefused) this.#resting.set(message.address, this.#clock.monotonicMs() + afterMs);
			this.#wakeIn(afterMs);
		}
		await this.#outgoing.noteFailure?.(message, answer, afterMs === null);
	}

	/** Nearer than the next look; the latest wish counts, the others are met by the looks in between. */
	#wakeIn(afterMs: number): void {
		if (afterMs >= this.#outgoing.lookEveryMs || this.#stopping.signal.aborted) return;
		clearTimeout(this.#soon);
		this.#soon = setTimeout(() => this.wake(), afterMs + 1);
	}
}

const mostAnswerCharacters = 1_100;

/** `fetch failed` says nothing; what failed is its cause. */
function describeDeliveryError(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? describeError(error.cause) : "";
	return (cause === "" ? describeError(error) : cause).slice(0, mostAnswerCharacters);
}
