import { type Client, createClient } from "graphql-ws";
import { asRecord } from "../api/api.ts";
import type { GraphqlDocument } from "../api/document.ts";
import { applyLineEvent, initialLineState, type LineEvent, type LineState, retryDelayMs } from "./line-model.ts";

/** A ping after two silent seconds keeps the shown age honest; no answer for five seconds means a dead line. */
const pingEveryMs = 2_000;
const pongWithinMs = 5_000;

/**
 * The one WebSocket to the coordinator. It opens with the first follower, comes back by itself for ever, and every
 * follower is subscribed again; what was missed meanwhile must be read again (`timesUp` in its state has changed).
 */
export class Line {
	readonly #client: Client;
	readonly #listeners = new Set<() => void>();
	#state: LineState = initialLineState(globalThis.navigator?.onLine ?? true);
	#pongTimer: ReturnType<typeof setTimeout> | undefined;
	#wakeUp: (() => void) | null = null;

	constructor(url: string) {
		this.#client = createClient({
			url,
			lazyCloseTimeout: 5_000,
			keepAlive: pingEveryMs,
			connectionAckWaitTimeout: 10_000,
			retryAttempts: Number.POSITIVE_INFINITY,
			shouldRetry: () => true,
			retryWait: () => this.#waitForNextTry(),
			on: {
				connecting: () => this.#apply({ kind: "tryBegun" }),
				connected: () => this.#apply({ kind: "opened", atMs: performance.now() }),
				message: () => this.#apply({ kind: "heard", atMs: performance.now() }),
				closed: () => {
					clearTimeout(this.#pongTimer);
					this.#apply({ kind: "closed" });
				},
				ping: (isReceived) => {
					if (isReceived) return;
					clearTimeout(this.#pongTimer);
					this.#pongTimer = setTimeout(() => this.#client.terminate(), pongWithinMs);
				},
				pong: () => clearTimeout(this.#pongTimer),
			},
		});
		globalThis.addEventListener?.("online", () => this.#networkChanged(true));
		globalThis.addEventListener?.("offline", () => this.#networkChanged(false));
	}

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	readonly current = (): LineState => this.#state;

	/**
	 * Follows a subscription until the returned function is called. With `onEnd` the server's end is the end and
	 * nothing more comes; without it, and after errors, it is subscribed again with the line's back-off.
	 */
	follow<Result, Variables extends object>(
		document: GraphqlDocument<Result, Variables>,
		variables: () => Variables,
		onResult: (result: Result) => void,
		onEnd?: () => void,
	): () => void {
		let isStopped = false;
		let failures = 0;
		let stop: () => void = () => {};
		let timer: ReturnType<typeof setTimeout> | undefined;
		const begin = () => {
			stop = this.#client.subscribe<Result>(
				{ query: document, variables: asRecord(variables()) },
				{
					next: ({ data }) => {
						failures = 0;
						if (!isStopped && data !== null && data !== undefined) onResult(data);
					},
					error: () => {
						if (!isStopped) timer = setTimeout(begin, retryDelayMs(failures++, Math.random()));
					},
					complete: () => {
						if (isStopped) return;
						if (onEnd === undefined) timer = setTimeout(begin, retryDelayMs(failures++, Math.random()));
						else onEnd();
					},
				},
			);
		};
		begin();
		return () => {
			isStopped = true;
			clearTimeout(timer);
			stop();
		};
	}

	#apply(event: LineEvent): void {
		this.#state = applyLineEvent(this.#state, event);
		for (const listener of this.#listeners) listener();
	}

	#networkChanged(hasNetwork: boolean): void {
		this.#apply({ kind: "networkChanged", hasNetwork });
		if (hasNetwork) this.#wakeUp?.();
	}

	async #waitForNextTry(): Promise<void> {
		const delayMs = retryDelayMs(this.#state.failedTries, Math.random());
		this.#apply({ kind: "tryPlanned", nextTryAtMs: performance.now() + delayMs });
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, delayMs);
			this.#wakeUp = () => {
				clearTimeout(timer);
				resolve();
			};
		});
		this.#wakeUp = null;
	}
}
