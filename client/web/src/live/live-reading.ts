import { type ApiProblem, asApiProblem } from "../api/api-problem.ts";
import type { Line } from "./line.ts";
import { retryDelayMs } from "./line-model.ts";

/** What a component sees of something that is read once and then kept up to date. */
export type Reading<Value> =
	| { readonly kind: "loading" }
	| { readonly kind: "failed"; readonly problem: ApiProblem }
	/** `problem`: the value is shown although the last attempt to read it again failed. */
	| { readonly kind: "ready"; readonly value: Value; readonly problem: ApiProblem | null };

export interface LiveReadingOptions<Value> {
	readonly line: Line;
	readonly read: () => Promise<Value>;
	/** Starts what keeps the value up to date while somebody looks; returns how to stop it. */
	readonly follow?: (live: LiveReading<Value>) => () => void;
	/**
	 * True where what is followed says by itself when its subscription has begun and asks for the re-read; otherwise
	 * everything is read again when the line comes back, and once more a moment later.
	 */
	readonly isToldOfBeginnings?: boolean;
	/** Shortest time between the starts of two reads. */
	readonly minimumGapMs?: number;
}

/** How long a value nobody looks at is kept up to date: the back button finds it fresh. */
const keepMs = 10_000;
/** A subscription is not acknowledged, so what happened between a read and its true start is fetched once more. */
const confirmAfterMs = 1_500;
const longestRestMs = 5_000;

/**
 * One value of the API: read when the first component looks, followed while one does, read again after every gap of
 * the line, after failures (with back-off) and when `rereadWithin` asks. Reads never overlap.
 */
export class LiveReading<Value> {
	readonly #options: LiveReadingOptions<Value>;
	readonly #listeners = new Set<() => void>();
	#reading: Reading<Value> = { kind: "loading" };
	#stop: (() => void) | null = null;
	#stopTimer: ReturnType<typeof setTimeout> | undefined;
	#readTimer: ReturnType<typeof setTimeout> | undefined;
	#readDueMs = Number.POSITIVE_INFINITY;
	#isReading = false;
	#lastReadStartMs = Number.NEGATIVE_INFINITY;
	#lastReadTookMs = 0;
	#failures = 0;
	#outOfSyncSinceMs: number | null = null;

	constructor(options: LiveReadingOptions<Value>) {
		this.#options = options;
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		clearTimeout(this.#stopTimer);
		if (this.#stop === null) this.#start();
		return () => {
			this.#listeners.delete(listener);
			if (this.#listeners.size === 0) this.#stopTimer = setTimeout(() => this.#end(), keepMs);
		};
	};

	readonly current = (): Reading<Value> => this.#reading;

	/** Since when the value may miss something, on the monotonic clock; null when it is in step with the line. */
	get outOfSyncSinceMs(): number | null {
		return this.#outOfSyncSinceMs;
	}

	/** A value that was pushed. Before the first read there is nothing to change. */
	change(update: (value: Value) => Value): void {
		if (this.#reading.kind !== "ready") return;
		const value = update(this.#reading.value);
		if (value !== this.#reading.value) this.#publish({ ...this.#reading, value });
	}

	/**
	 * Asks for a re-read not later than in `delayMs`, but never more often than `minimumGapMs` or than four times what
	 * the last read took: a large answer must not be fetched in a circle.
	 */
	rereadWithin(delayMs: number): void {
		const restMs = Math.min(longestRestMs, 4 * this.#lastReadTookMs);
		const earliestMs = this.#lastReadStartMs + Math.max(this.#options.minimumGapMs ?? 0, restMs);
		const dueMs = Math.max(performance.now() + delayMs, earliestMs);
		if (dueMs >= this.#readDueMs) return;
		this.#readDueMs = dueMs;
		clearTimeout(this.#readTimer);
		this.#readTimer = setTimeout(() => this.#read(), dueMs - performance.now());
	}

	#start(): void {
		const { line, follow, isToldOfBeginnings = false } = this.#options;
		let timesUp = line.current().timesUp;
		const stopFollowing = follow?.(this);
		const stopWatching = line.subscribe(() => {
			const state = line.current();
			if (state.kind !== "up") {
				// The last heartbeat is all we know to be true of.
				this.#outOfSyncSinceMs ??= state.lastHeardAtMs;
			} else if (state.timesUp !== timesUp) {
				const mayHaveMissedSomething = timesUp > 0 || this.#reading.kind === "failed";
				timesUp = state.timesUp;
				this.#failures = 0;
				if (isToldOfBeginnings) return;
				if (mayHaveMissedSomething) this.#readNow();
				this.rereadWithin(confirmAfterMs);
			}
		});
		this.#stop = () => {
			stopWatching();
			stopFollowing?.();
		};
		this.#readNow();
	}

	#end(): void {
		this.#stop?.();
		this.#stop = null;
		this.#outOfSyncSinceMs ??= performance.now();
		clearTimeout(this.#readTimer);
		this.#readDueMs = Number.POSITIVE_INFINITY;
	}

	#readNow(): void {
		this.#lastReadStartMs = Number.NEGATIVE_INFINITY;
		this.rereadWithin(0);
	}

	async #read(): Promise<void> {
		this.#readDueMs = Number.POSITIVE_INFINITY;
		if (this.#isReading) {
			this.rereadWithin(50);
			return;
		}
		this.#isReading = true;
		const startMs = performance.now();
		this.#lastReadStartMs = startMs;
		const { line, read } = this.#options;
		const timesUp = line.current().timesUp;
		try {
			const value = await read();
			this.#failures = 0;
			if (line.current().timesUp === timesUp && line.current().kind === "up") this.#outOfSyncSinceMs = null;
			this.#publish({ kind: "ready", value, problem: null });
		} catch (error) {
			const problem = asApiProblem(error);
			this.#outOfSyncSinceMs ??= startMs;
			this.#publish(this.#reading.kind === "ready" ? { ...this.#reading, problem } : { kind: "failed", problem });
			if (this.#stop !== null) this.rereadWithin(retryDelayMs(this.#failures++, Math.random()));
		} finally {
			this.#isReading = false;
			this.#lastReadTookMs = performance.now() - startMs;
		}
	}

	#publish(reading: Reading<Value>): void {
		this.#reading = reading;
		for (const listener of this.#listeners) listener();
	}
}
