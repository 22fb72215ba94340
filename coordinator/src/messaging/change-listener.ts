import { setTimeout as delay } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import pg from "pg";
import type { Logger } from "pino";
import { z } from "zod";
import { changedKinds } from "../status/changed-kinds.ts";

/*
 * Hears what changed rows say of themselves (migration 0011), whichever process wrote them. It has a connection of its
 * own: listening belongs to a connection, and those of the pool come and go.
 *
 *   connects ──► listens ──broken or silent──► connects again, longer and longer ──► "something may have been missed"
 */

const channel = "tilewright_changed";
/** A connection that died without a word is noticed by asking. */
const askEveryMs = 10_000;
const answerWithinMs = 5_000;
const firstPauseMs = 200;
const longestPauseMs = 5_000;

const changedRowsSchema = z.object({
	kind: z.enum(changedKinds),
	/** They were added, not changed or removed. */
	isNew: z.boolean(),
	/** Id and project; at most 120. */
	rows: z.array(z.tuple([z.union([z.string(), z.number()]), z.number().nullable()])),
	isMore: z.boolean(),
});
export type ChangedRows = z.output<typeof changedRowsSchema>;

export interface ChangeListenerOptions {
	readonly url: string;
	readonly logger: Logger;
	readonly onChanged: (changed: ChangedRows) => void;
	/** It listens again after a gap: what was said meanwhile is not heard any more. */
	readonly onGap: () => void;
}

export class ChangeListener {
	readonly #options: ChangeListenerOptions;
	readonly #stopping = new AbortController();
	#running: Promise<void> | undefined;

	constructor(options: ChangeListenerOptions) {
		this.#options = options;
	}

	/** Resolves once it listens for the first time, or as soon as that has failed: it goes on trying. */
	start(): Promise<void> {
		return new Promise((resolve) => {
			this.#running ??= this.#run(resolve);
		});
	}

	async stop(): Promise<void> {
		this.#stopping.abort();
		await this.#running;
	}

	async #run(onFirst: () => void): Promise<void> {
		const { logger, onGap } = this.#options;
		const { signal } = this.#stopping;
		let failures = 0;
		let isFirst = true;
		while (!signal.aborted) {
			try {
				await this.#listen(() => {
					if (!isFirst) onGap();
					isFirst = false;
					failures = 0;
					onFirst();
				});
			} catch (error) {
				if (!signal.aborted) logger.warn({ error: describeError(error) }, "changes cannot be heard; trying again");
			}
			isFirst = false;
			onFirst();
			const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures++, 10));
			await delay(pauseMs, undefined, { signal }).catch(() => {});
		}
	}

	/** Until the connection breaks (then it throws) or `stop` is called. */
	async #listen(onListening: () => void): Promise<void> {
		const { url, logger, onChanged } = this.#options;
		const client = new pg.Client({
			connectionString: url,
			keepAlive: true,
			connectionTimeoutMillis: answerWithinMs,
			query_timeout: answerWithinMs,
			application_name: "tilewright changes",
		});
		const broken = new Promise<never>((_, reject) => {
			client.on("error", reject);
			client.on("end", () => reject(new Error("the connection to Postgres ended")));
		});
		// Also heard while nobody awaits it.
		broken.catch(() => {});
		client.on("notification", ({ payload }) => {
			try {
				onChanged(changedRowsSchema.parse(JSON.parse(payload ?? "")));
			} catch (error) {
				logger.warn({ error: describeError(error) }, "a changed row could not be understood");
			}
		});
		const { signal } = this.#stopping;
		try {
			await client.connect();
			await client.query(`listen ${channel}`);
			onListening();
			while (!signal.aborted) {
				await Promise.race([broken, delay(askEveryMs, undefined, { signal }).catch(() => {})]);
				if (!signal.aborted) await Promise.race([broken, client.query("select 1")]);
			}
		} finally {
			await client.end().catch(() => {});
		}
	}
}
