import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@tilewright/contract/clock";
import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import { ChangeHints } from "./change-hints.ts";
import type { AcquisitionSink, InputObservation, WatchedSource } from "./observed-tile.ts";
import type { Look, SourceReader } from "./source-reader.ts";

/** Looks asked for by hints keep this distance: a file being written is spoken of a thousand times a second. */
const shortestPauseAfterHintMs = 100;
const firstRetryMs = 500;
const longestRetryMs = 30_000;
/** Unchanged observations are handed on so often, so that people see that someone is looking. */
const unchangedEveryMs = 30_000;
/** While files settle their ages are shown. */
const agesEveryMs = 2000;
const silentAfterMs = 20_000;

export interface SourceRunnerOptions {
	readonly source: WatchedSource;
	/** Asked for when the source begins to be watched; an error is reported and it is tried again. */
	readonly openReader: (sink: AcquisitionSink) => Promise<SourceReader>;
	readonly sink: AcquisitionSink;
	readonly clock: Clock;
	readonly logger: Logger;
}

/** Looks at one source again and again: when it asks to be looked at, sooner on a hint, later after errors. */
export class SourceRunner {
	readonly #options: SourceRunnerOptions;
	readonly #stopping = new AbortController();
	readonly #hints: ChangeHints;
	readonly #sink: AcquisitionSink;
	#hinted = new Set<string>();
	#wake: (() => void) | null = null;
	#running: Promise<void> = Promise.resolve();
	#reader: SourceReader | null = null;
	#failures = 0;
	#recorded: { readonly digest: string; readonly atMs: number } | null = null;
	#lastObservation: InputObservation | null = null;
	#silenceTimer: NodeJS.Timeout | null = null;

	constructor(options: SourceRunnerOptions) {
		this.#options = options;
		this.#sink = untilAborted(options.sink, this.#stopping.signal);
		this.#hints = new ChangeHints((path) => {
			this.#hinted.add(path);
			this.#wake?.();
		});
	}

	start(): void {
		this.#running = this.#run();
		this.#silenceTimer = setInterval(() => void this.#reportSilence(), silentAfterMs / 2);
		this.#silenceTimer.unref();
	}

	/** Waits for the end of the look that is under way, unless the file system does not answer it. */
	async stop(): Promise<void> {
		this.#stopping.abort();
		this.#reader?.close();
		this.#hints.close();
		this.#wake?.();
		if (this.#silenceTimer) clearInterval(this.#silenceTimer);
		if ((this.#reader?.silentForMs ?? 0) < silentAfterMs) await this.#running;
	}

	async #run(): Promise<void> {
		while (!this.#stopping.signal.aborted) {
			const pauseMs = await this.#lookOnce();
			await this.#pause(pauseMs);
		}
	}

	/** Answers after how many milliseconds to look again; never throws. */
	async #lookOnce(): Promise<number> {
		const { source, logger, openReader } = this.#options;
		const hints = this.#hinted;
		this.#hinted = new Set();
		try {
			this.#reader ??= await openReader(this.#sink);
			const look = await this.#reader.look({ hints });
			await this.#record(look);
			this.#hints.watchOnly(this.#reader.foldersToWatch);
			if (this.#failures > 0) logger.info({ source: source.name }, "the source can be read again");
			this.#failures = 0;
			return look.nextLookInMs;
		} catch (error) {
			if (this.#stopping.signal.aborted) return 0;
			this.#failures += 1;
			// What was hinted at has not been looked at.
			for (const hint of hints) this.#hinted.add(hint);
			const pauseMs = Math.min(firstRetryMs * 2 ** (this.#failures - 1), longestRetryMs);
			const details = { source: source.name, error: describeError(error), failures: this.#failures, pauseMs };
			logger.warn(details, "a look at the source failed; it is repeated");
			await this.#recordProblem(
				isTilewrightError(error) ? error.code : "INPUT_LOCATION_UNREADABLE",
				`The source "${source.name}" cannot be looked at: ${describeError(error)}. It will be tried again.`,
			);
			return pauseMs;
		}
	}

	async #record({ observation, digest }: Look): Promise<void> {
		const nowMs = this.#options.clock.monotonicMs();
		const last = this.#recorded;
		this.#lastObservation = observation;
		if (last !== null && last.digest === digest) {
			const everyMs = observation.pendingFiles.length > 0 ? agesEveryMs : unchangedEveryMs;
			if (nowMs - last.atMs < everyMs) return;
		}
		await this.#sink.recordInput(this.#options.source.id, observation);
		this.#recorded = { digest, atMs: nowMs };
	}

	/** The sink may be what fails, so failing to tell it is only logged. */
	async #recordProblem(code: string, message: string): Promise<void> {
		const { source, clock, logger } = this.#options;
		const digest = `${code}\n${message}`;
		if (this.#recorded?.digest === digest) return;
		const last = this.#lastObservation;
		try {
			await this.#sink.recordInput(source.id, {
				inputState: last?.inputState ?? "unknown",
				problem: { code, message },
				checkedAt: clock.now(),
				seenAt: null,
				changedAt: null,
				pendingFiles: last?.pendingFiles ?? [],
				expectedTiles: last?.expectedTiles ?? null,
				isFinished: false,
				project: null,
			});
			this.#recorded = { digest, atMs: clock.monotonicMs() };
		} catch (error) {
			logger.debug({ source: source.name, error: describeError(error) }, "the problem could not be recorded");
		}
	}

	/** A share that hangs gives no error: the look just never ends. */
	async #reportSilence(): Promise<void> {
		const silentForMs = this.#reader?.silentForMs ?? 0;
		if (silentForMs < silentAfterMs) return;
		const { source, logger } = this.#options;
		const message = `The file system at ${source.rootPath} has not answered for more than ${silentAfterMs / 1000} s. Is the share still connected?`;
		logger.warn({ source: source.name, silentForMs }, message);
		await this.#recordProblem("INPUT_LOCATION_UNREADABLE", message);
	}

	async #pause(pauseMs: number): Promise<void> {
		if (this.#stopping.signal.aborted) return;
		// After an error hints do not hurry: what failed will fail again.
		const hintMs = this.#failures > 0 ? pauseMs : Math.min(pauseMs, shortestPauseAfterHintMs);
		const waiting = new AbortController();
		const woken = new Promise<void>((resolve) => {
			this.#wake = resolve;
		});
		if (this.#hinted.size > 0) this.#wake?.();
		const beganAt = performance.now();
		try {
			// Yields to the event loop even when the next look is due at once.
			await Promise.race([sleep(pauseMs, undefined, { signal: waiting.signal }), woken]);
			const leftMs = Math.min(pauseMs, hintMs) - (performance.now() - beganAt);
			if (leftMs > 0 && !this.#stopping.signal.aborted) {
				await sleep(leftMs, undefined, { signal: this.#stopping.signal });
			}
		} catch (error) {
			if (!(error instanceof Error) || error.name !== "AbortError") throw error;
		} finally {
			this.#wake = null;
			waiting.abort();
		}
	}
}

/** What a look finds after its source has been given up is nobody's business any more, least of all what it misses. */
function untilAborted(sink: AcquisitionSink, signal: AbortSignal): AcquisitionSink {
	return {
		async importTiles(sourceId, tiles) {
			signal.throwIfAborted();
			return sink.importTiles(sourceId, tiles);
		},
		async recordInput(sourceId, observation) {
			signal.throwIfAborted();
			await sink.recordInput(sourceId, observation);
		},
	};
}
