import type { BusHandler, BusMessage } from "../message-bus.ts";

/** Runs the handlers of subscriptions, knows which still run, and catches what they throw. */
export class HandlerRuns {
	readonly #running = new Set<Promise<void>>();
	readonly #onError: (subject: string, error: unknown) => void;

	constructor(onError: (subject: string, error: unknown) => void) {
		this.#onError = onError;
	}

	run(handler: BusHandler, message: BusMessage): void {
		// What a handler throws must not reach the client library: it would stop reading from the server.
		try {
			const result = handler(message);
			if (result === undefined) return;
			const running: Promise<void> = result
				.catch((error: unknown) => this.#onError(message.subject, error))
				.finally(() => this.#running.delete(running));
			this.#running.add(running);
		} catch (error) {
			this.#onError(message.subject, error);
		}
	}

	async finished(): Promise<void> {
		while (this.#running.size > 0) await Promise.all(this.#running);
	}
}
