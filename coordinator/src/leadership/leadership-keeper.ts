import { setTimeout as delay } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import type { Queryable } from "../database/database.ts";
import { plannerTables } from "../planning/planner.ts";
import type { ActiveCoordinator } from "./active-coordinator.ts";
import { LeaderConnection } from "./leader-connection.ts";

const pauseBeforeTryingAgainMs = 1_000;

const lookEveryMs = 2_000;

interface Leadership {
	readonly epoch: number;
	readonly holder: string;
	/** Null while nobody is known to lead. */
	readonly activeSince: Date | null;
}

interface LeadershipOptions {
	readonly holder: string;
	readonly url: string;
	/** For looking who leads while this process does not. */
	readonly database: Queryable;
	readonly logger: Logger;
	readonly signal: AbortSignal;
	readonly start: (connection: LeaderConnection) => Promise<ActiveCoordinator>;
	readonly onActive: () => void;
	/** Who leads is no longer what it was. */
	readonly onChanged?: () => void;
}

/** Becomes active when it can, stands by otherwise, and stands by again when the leadership is lost. */
export class LeadershipKeeper {
	readonly #options: LeadershipOptions;
	#running: Promise<void> | undefined;
	#isActive = false;
	#status: Leadership = { epoch: 0, holder: "", activeSince: null };
	#timer: NodeJS.Timeout | undefined;

	constructor(options: LeadershipOptions) {
		this.#options = options;
	}

	/** Looks at once who leads: somebody said that it has changed. */
	async lookNow(): Promise<void> {
		await this.#look();
	}

	/** Who leads, as far as this process knows. */
	get status(): Leadership & { readonly isActive: boolean } {
		return { ...this.#status, isActive: this.#isActive };
	}

	/** Keeps looking who leads, without wanting to lead. */
	watch(): void {
		this.#timer ??= setInterval(() => void this.#look(), lookEveryMs);
		void this.#look();
	}

	start(): void {
		this.watch();
		this.#running ??= this.#run();
	}

	async stop(): Promise<void> {
		clearInterval(this.#timer);
		await this.#running;
	}

	async #look(): Promise<void> {
		if (this.#isActive) return;
		try {
			const [row] = await this.#options.database.query<{ epoch: number; holder: string; acquired_at: Date }>(
				"select epoch, holder, acquired_at from leadership",
			);
			if (row === undefined || this.#isActive) return;
			const { epoch, holder } = this.#status;
			this.#status = { epoch: row.epoch, holder: row.holder, activeSince: row.epoch === 0 ? null : row.acquired_at };
			if (epoch !== row.epoch || holder !== row.holder) this.#options.onChanged?.();
		} catch {
			// The database is away; whoever asks for health is told so, and this looks again.
		}
	}

	async #run(): Promise<void> {
		const { signal, logger } = this.#options;
		while (!signal.aborted) {
			try {
				await this.#leadOnce();
			} catch (error) {
				if (signal.aborted) return;
				logger.error({ error: describeError(error) }, "could not become the active coordinator; trying again");
				await delay(pauseBeforeTryingAgainMs, undefined, { signal }).catch(() => {});
			}
		}
	}

	async #leadOnce(): Promise<void> {
		const { url, logger, signal, holder } = this.#options;
		const ended = new AbortController();
		const connection = await LeaderConnection.acquire({
			url,
			holder,
			prepare: plannerTables,
			logger,
			signal,
			onLost: (reason) => {
				logger.error({ reason }, "the leadership is lost");
				ended.abort();
			},
		});
		let active: ActiveCoordinator | undefined;
		try {
			active = await this.#options.start(connection);
			this.#status = { epoch: connection.epoch, holder, activeSince: new Date() };
			this.#isActive = true;
			logger.info({ epoch: connection.epoch }, "this coordinator is active");
			this.#options.onActive();
			this.#options.onChanged?.();
			await new Promise<void>((resolve) => {
				const over = () => resolve();
				signal.addEventListener("abort", over, { once: true });
				ended.signal.addEventListener("abort", over, { once: true });
				if (signal.aborted || ended.signal.aborted) resolve();
			});
		} finally {
			this.#isActive = false;
			this.#status = { ...this.#status, activeSince: null };
			this.#options.onChanged?.();
			await active?.stop();
			await connection.release();
		}
	}
}
