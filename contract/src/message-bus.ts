/**
 * How coordinator and workers talk. The bus carries messages and may lose any of them (while a server
 * restarts, for instance); whoever must not lose one keeps it until the other side has answered.
 */
export interface MessageBus {
	/** What this bus is, for the log: `NATS 2.9.10 at nats://127.0.0.1:4222`. */
	readonly description: string;
	/** The largest payload one message may carry, in bytes. Larger ones throw BUS_PAYLOAD_TOO_LARGE. */
	readonly maxPayloadBytes: number;
	readonly isConnected: boolean;

	/** Sends to everyone who listens now; while disconnected the message is dropped. */
	publish(subject: string, payload: Uint8Array): void;
	/** `*` stands for one token of the subject, a final `>` for one or more. Of subscribers with the same `queue` only one gets a message. */
	subscribe(subject: string, handler: BusHandler, options?: { readonly queue?: string }): BusSubscription;
	/**
	 * Throws BUS_NO_RESPONDER at once when nobody listens, BUS_REQUEST_TIMEOUT when nobody answers in time,
	 * BUS_UNREACHABLE when the line is down or goes down before the answer.
	 */
	request(subject: string, payload: Uint8Array, options: BusRequestOptions): Promise<Uint8Array>;
	/** Resolves when the server has taken everything published before. */
	flush(): Promise<void>;
	/** Called with false when the line goes down and with true when it is up again; subscriptions survive. */
	onConnectionChange(listener: (isConnected: boolean) => void): void;
	/** Ends all subscriptions, waits for running handlers; may be called twice. */
	close(): Promise<void>;
}

export interface BusRequestOptions {
	readonly timeoutMs: number;
	readonly signal?: AbortSignal;
}

export interface BusMessage {
	readonly subject: string;
	readonly payload: Uint8Array;
	/** Answers a request; does nothing for a message that wants no answer. */
	respond(payload: Uint8Array): void;
}

export type BusHandler = (message: BusMessage) => void | Promise<void>;

export interface BusSubscription {
	unsubscribe(): void;
}
