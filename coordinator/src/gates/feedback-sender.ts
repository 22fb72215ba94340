import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { MessageBus } from "@tilewright/contract/message-bus";
import type { Logger } from "pino";
import type { Queryable } from "../database/database.ts";
import { storeEvents } from "../database/event-store.ts";
import { FeedbackRefused, postToWebhook, publishOnBus } from "./feedback-delivery.ts";
import { nextTry } from "./feedback-rules.ts";

/*
 * Delivers what rounds have written for the instrument, at least once: a message is marked as delivered after the
 * receiver has taken it, so one that was taken while a coordinator ended is sent again, with the same id.
 *
 *   written ──► due ──taken──► delivered
 *                ▲ └─failed──► waits, longer each time ──► given up after a day
 *                └──────────────┘
 *
 * One message at a time goes to an address, oldest first, so that a receiver that hangs holds up only what is meant
 * for it. Nothing here runs inside a round.
 */

const lookEveryMs = 5_000;
const mostAddressesAtOnce = 16;
const defaultTimeoutMs = 10_000;

interface DueRow {
	readonly id: string;
	readonly projectId: ProjectId;
	readonly stageId: StageId | null;
	readonly verdict: string;
	readonly webhook: string | null;
	readonly subject: string | null;
	readonly payload: string;
	readonly tries: number;
	readonly failingForMs: number;
}

export class FeedbackSender {
	readonly #database: Queryable;
	readonly #bus: MessageBus;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #timeoutMs: number;
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
		readonly bus: MessageBus;
		readonly clock: Clock;
		readonly logger: Logger;
		/** How long one delivery may take, in milliseconds. */
		readonly timeoutMs?: number;
	}) {
		this.#database = options.database;
		this.#bus = options.bus;
		this.#clock = options.clock;
		this.#logger = options.logger;
		this.#timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
	}

	start(): void {
		this.#timer = setInterval(() => this.wake(), lookEveryMs);
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
				const room = mostAddressesAtOnce - this.#inFlight.size;
				if (room <= 0) return;
				for (const row of await this.#database.query<DueRow>(dueFeedback, [this.#busyAddresses(), room])) {
					const address = addressOf(row);
					const delivery = this.#deliver(row).finally(() => {
						this.#inFlight.delete(address);
						this.wake();
					});
					this.#inFlight.set(address, delivery);
				}
			} catch (error) {
				this.#logger.warn({ error: describeError(error) }, "feedback could not be read; it is looked at again");
				return;
			}
		}
	}

	#busyAddresses(): string[] {
		const now = this.#clock.monotonicMs();
		for (const [address, until] of this.#resting) if (until <= now) this.#resting.delete(address);
		return [...this.#inFlight.keys(), ...this.#resting.keys()];
	}

	async #deliver(row: DueRow): Promise<void> {
		const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(this.#timeoutMs)]);
		try {
			const answer = await this.#send(row, signal);
			await this.#database.query(noteDelivered, [row.id, answer]);
		} catch (error) {
			if (this.#stopping.signal.aborted) return;
			try {
				await this.#noteFailure(row, error, signal);
			} catch (failure) {
				this.#logger.warn({ feedback: row.id, error: describeError(failure) }, "a failed delivery could not be noted");
			}
		}
	}

	#send(row: DueRow, signal: AbortSignal): Promise<string> {
		if (row.webhook !== null) return postToWebhook(row.webhook, row.id, row.payload, signal);
		return publishOnBus(this.#bus, row.subject ?? "", row.payload, signal);
	}

	async #noteFailure(row: DueRow, error: unknown, signal: AbortSignal): Promise<void> {
		const answer = signal.aborted ? `no answer within ${this.#timeoutMs / 1000} s` : describeDeliveryError(error);
		const next = nextTry(row.tries + 1, row.failingForMs);
		const afterMs = next.kind === "again" ? next.afterMs : null;
		await this.#database.query(noteFailed, [row.id, answer, afterMs]);
		this.#logger.warn({ feedback: row.id, to: addressOf(row), answer, next }, "feedback could not be delivered");
		if (afterMs !== null && !(error instanceof FeedbackRefused)) {
			this.#resting.set(addressOf(row), this.#clock.monotonicMs() + afterMs);
		}
		if (afterMs !== null) this.#wakeIn(afterMs);
		if (row.tries === 0 || afterMs === null) {
			await storeEvents(this.#database, [
				{
					projectId: row.projectId,
					stageId: row.stageId,
					severity: afterMs === null ? "error" : "warning",
					kind: afterMs === null ? "feedbackGivenUp" : "feedbackFailing",
					message: `The feedback "${row.verdict}" could not be delivered to ${addressOf(row)}: ${answer}.${afterMs === null ? " It is not tried any more." : " It is tried again."}`,
					fields: { feedbackId: row.id },
				},
			]);
		}
	}

	/** Nearer than the next look; the latest wish counts, the others are met by the looks in between. */
	#wakeIn(afterMs: number): void {
		if (afterMs >= lookEveryMs || this.#stopping.signal.aborted) return;
		clearTimeout(this.#soon);
		this.#soon = setTimeout(() => this.wake(), afterMs + 1);
	}
}

function addressOf(row: Pick<DueRow, "webhook" | "subject">): string {
	return row.webhook ?? row.subject ?? "";
}

/** `fetch failed` says nothing; what failed is its cause. */
function describeDeliveryError(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? describeError(error.cause) : "";
	return cause === "" ? describeError(error) : cause;
}

/** The oldest due message of every address that is not in $1. */
const dueFeedback = `
	select * from (
		select distinct on (coalesce(webhook, subject)) id, project_id as "projectId", stage_id as "stageId", verdict, webhook, subject,
			payload::text as payload, tries, coalesce(extract(epoch from now() - failing_since) * 1000, 0)::float8 as "failingForMs", created_at
		from feedback
		where delivered_at is null and given_up_at is null and next_try_at <= now() and coalesce(webhook, subject) <> all($1::text[])
		order by coalesce(webhook, subject), created_at, id
	) as due order by created_at limit $2`;

const noteDelivered = `
	update feedback set delivered_at = now(), last_tried_at = now(), tries = tries + 1, failing_since = null, last_answer = $2
	where id = $1 and delivered_at is null`;

const noteFailed = `
	update feedback set last_tried_at = now(), tries = tries + 1, failing_since = coalesce(failing_since, now()), last_answer = $2,
		next_try_at = now() + coalesce($3::float8, 0) * interval '1 millisecond',
		given_up_at = case when $3 is null then now() end
	where id = $1 and delivered_at is null`;
