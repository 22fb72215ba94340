import { setTimeout as delay } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import { plannerTables } from "../planning/planner.ts";
import type { ActiveCoordinator } from "./active-coordinator.ts";
import { LeaderConnection } from "./leader-connection.ts";

const pauseBeforeTryingAgainMs = 1_000;

interface LeadershipOptions {
	readonly holder: string;
	readonly url: string;
	readonly logger: Logger;
	readonly signal: AbortSignal;
	readonly start: (connection: LeaderConnection) => Promise<ActiveCoordinator>;
	readonly onActive: () => void;
}

/** Becomes active when it can, stands by otherwise, and stands by again when the leadership is lost. */
export class LeadershipKeeper {
	readonly #options: LeadershipOptions;
	#running: Promise<void> | undefined;
	#epoch = 0;
	#activeSince: Date | null = null;

	constructor(options: LeadershipOptions) {
		this.#options = options;
	}

	get status(): { isActive: boolean; epoch: number; holder: string; activeSince: Date | null } {
		return {
			isActive: this.#activeSince !== null,
			epoch: this.#epoch,
			holder: this.#options.holder,
			activeSince: this.#activeSince,
		};
	}

	start(): void {
		this.#running ??= this.#run();
	}

	async stop(): Promise<void> {
		await this.#running;
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
			this.#epoch = connection.epoch;
			this.#activeSince = new Date();
			logger.info({ epoch: connection.epoch }, "this coordinator is active");
			this.#options.onActive();
			await new Promise<void>((resolve) => {
				const over = () => resolve();
				signal.addEventListener("abort", over, { once: true });
				ended.signal.addEventListener("abort", over, { once: true });
				if (signal.aborted || ended.signal.aborted) resolve();
			});
		} finally {
			this.#activeSince = null;
			await active?.stop();
			await connection.release();
		}
	}
}
