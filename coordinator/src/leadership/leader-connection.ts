import { describeError } from "@tilewright/contract/errors";
import pg from "pg";
import type { Logger } from "pino";
import { type Transaction, transactionOn } from "../database/database.ts";

/** Only its holder decides; any number nobody else uses. */
const leaderLock = 7_311_002;

/**
 * The one database connection of the active coordinator. It holds the advisory lock, and every decision is
 * written over it: whoever loses the connection loses the lock and the open transaction in the same moment,
 * so a deposed coordinator cannot write.
 */
export class LeaderConnection {
	readonly epoch: number;
	readonly #client: pg.Client;
	#isLost = false;

	private constructor(client: pg.Client, epoch: number) {
		this.#client = client;
		this.epoch = epoch;
	}

	/** Waits until no other coordinator is active. `onLost` is called once when the connection breaks later. */
	static async acquire(options: {
		readonly url: string;
		readonly holder: string;
		readonly prepare: string;
		readonly logger: Logger;
		readonly signal: AbortSignal;
		readonly onLost: (reason: string) => void;
	}): Promise<LeaderConnection> {
		const client = new pg.Client({
			connectionString: options.url,
			keepAlive: true,
			keepAliveInitialDelayMillis: 5_000,
			application_name: "tilewright coordinator",
		});
		let connection: LeaderConnection | undefined;
		const lose = (reason: string) => {
			if (!connection || connection.#isLost) return;
			connection.#isLost = true;
			options.onLost(reason);
		};
		client.on("error", (error) => lose(describeError(error)));
		client.on("end", () => lose("the connection to Postgres ended"));
		const giveUp = () => void client.end().catch(() => {});
		options.signal.addEventListener("abort", giveUp, { once: true });
		try {
			await client.connect();
			const { rows } = await client.query("select pg_try_advisory_lock($1) as taken", [leaderLock]);
			if (!rows[0].taken) {
				options.logger.info("another coordinator is active; standing by");
				await client.query("select pg_advisory_lock($1)", [leaderLock]);
			}
			options.signal.throwIfAborted();
			await client.query(options.prepare);
			const updated = await client.query(
				"update leadership set epoch = epoch + 1, holder = $1, acquired_at = now() where id = 1 returning epoch",
				[options.holder],
			);
			connection = new LeaderConnection(client, updated.rows[0].epoch);
			return connection;
		} catch (error) {
			await client.end().catch(() => {});
			throw error;
		} finally {
			options.signal.removeEventListener("abort", giveUp);
		}
	}

	get isLost(): boolean {
		return this.#isLost;
	}

	/** One transaction at a time; the caller sees to that. */
	async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
		await this.#client.query("begin");
		try {
			const result = await work(transactionOn(this.#client));
			await this.#client.query("commit");
			return result;
		} catch (error) {
			await this.#client.query("rollback").catch(() => {});
			throw error;
		}
	}

	async release(): Promise<void> {
		this.#isLost = true;
		await this.#client.end().catch(() => {});
	}
}
