import { setTimeout as sleep } from "node:timers/promises";
import type { Msg, NatsConnection, Status, Subscription } from "@nats-io/transport-node";
import { describeError, TilewrightError } from "../errors.ts";
import type { BusHandler, BusRequestOptions, BusSubscription, MessageBus } from "../message-bus.ts";
import { HandlerRuns } from "./handler-runs.ts";
import { openNatsConnection } from "./nats-connection.ts";
import { type NatsAddress, parseNatsUrl } from "./nats-url.ts";
import { OutgoingWindow } from "./outgoing-window.ts";
import { PendingRequests } from "./pending-requests.ts";

/** The part of a pino logger the bus needs. */
export interface BusLogger {
	info(fields: object, message: string): void;
	warn(fields: object, message: string): void;
	error(fields: object, message: string): void;
}

export interface NatsMessageBusOptions {
	/** `nats://[token@]host:port`; see parseNatsUrl. */
	readonly url: string;
	/** Shown in the server's list of connections. */
	readonly name: string;
	/** Ends the wait for the first connection; afterwards it has no effect. */
	readonly signal?: AbortSignal;
	readonly logger?: BusLogger;
	/** How long to wait for the first connection. */
	readonly firstConnectionTimeoutMs?: number;
	/** A line that stays silent for two to three times as long is cut and restored. */
	readonly pingIntervalMs?: number;
}

const defaultFirstConnectionTimeoutMs = 10_000;
/** What is published while this much waits for a server that does not read is dropped. */
const maxUnconfirmedBytes = 64 * 1024 * 1024;
const confirmEveryBytes = 1024 * 1024;
/** Subject, sizes and line ends of one message, roughly: empty messages count too. */
const protocolBytesPerMessage = 64;
/** For a server that has stopped reading, `close()` does not wait longer than this. */
const closeFlushTimeoutMs = 2_000;

/**
 * Connects to a NATS server (core NATS: no streams, nothing stored). Tries until the server answers or
 * `firstConnectionTimeoutMs` have passed, then throws BUS_UNREACHABLE; once connected it reconnects for
 * ever. While the line is down, requests end with BUS_UNREACHABLE at once.
 */
export async function connectNatsMessageBus(options: NatsMessageBusOptions): Promise<MessageBus> {
	const address = parseNatsUrl(options.url);
	const connection = await openNatsConnection(address, {
		name: options.name,
		timeoutMs: options.firstConnectionTimeoutMs ?? defaultFirstConnectionTimeoutMs,
		pingIntervalMs: options.pingIntervalMs,
		signal: options.signal,
	});
	return new NatsMessageBus(connection, address, options.logger);
}

class NatsMessageBus implements MessageBus {
	readonly #connection: NatsConnection;
	readonly #address: NatsAddress;
	readonly #logger: BusLogger | undefined;
	readonly #requests = new PendingRequests();
	readonly #outgoing: OutgoingWindow;
	readonly #subscriptions = new Set<Subscription>();
	readonly #handlers: HandlerRuns;
	readonly #connectionListeners: ((isConnected: boolean) => void)[] = [];
	readonly #statusWatch: Promise<void>;
	#isLineUp = true;
	#maxPayloadBytes: number;
	#serverVersion: string;
	#droppedMessages = 0;
	#closing: Promise<void> | undefined;

	constructor(connection: NatsConnection, address: NatsAddress, logger: BusLogger | undefined) {
		this.#connection = connection;
		this.#address = address;
		this.#logger = logger;
		this.#maxPayloadBytes = connection.info?.max_payload ?? 0;
		this.#serverVersion = connection.info?.version ?? "unknown";
		this.#handlers = new HandlerRuns((subject, error) => this.#logHandlerError(subject, error));
		this.#outgoing = new OutgoingWindow({
			maxBytes: maxUnconfirmedBytes,
			confirmEveryBytes,
			confirm: () => connection.flush(),
		});
		connection.subscribe(this.#requests.answerSubject, {
			callback: (error, message) => {
				if (error !== null) this.#logSubscriptionError(this.#requests.answerSubject, error);
				else this.#requests.settle(message.subject, message.data, isNoResponderAnswer(message));
			},
		});
		this.#statusWatch = this.#watchStatus();
	}

	get description(): string {
		return `NATS ${this.#serverVersion} at ${this.#address.shown}`;
	}

	get maxPayloadBytes(): number {
		return this.#maxPayloadBytes;
	}

	get isConnected(): boolean {
		return this.#isLineUp && this.#closing === undefined;
	}

	publish(subject: string, payload: Uint8Array): void {
		this.#checkSize(subject, payload);
		this.#send(subject, payload);
	}

	subscribe(subject: string, handler: BusHandler, options?: { readonly queue?: string }): BusSubscription {
		if (this.#closing !== undefined) throw this.#unreachable(subject);
		const subscription = this.#connection.subscribe(subject, {
			...(options?.queue === undefined ? {} : { queue: options.queue }),
			callback: (error, message) => {
				if (error !== null) this.#logSubscriptionError(subject, error);
				else this.#handle(handler, message);
			},
		});
		this.#subscriptions.add(subscription);
		return {
			unsubscribe: () => {
				if (this.#subscriptions.delete(subscription)) subscription.unsubscribe();
			},
		};
	}

	async request(subject: string, payload: Uint8Array, options: BusRequestOptions): Promise<Uint8Array> {
		options.signal?.throwIfAborted();
		this.#checkSize(subject, payload);
		if (!this.#isLineUp) throw this.#unreachable(subject);
		const { replyTo, answer } = this.#requests.add(subject, options);
		try {
			this.#send(subject, payload, replyTo);
		} catch (error) {
			this.#requests.fail(replyTo, error);
		}
		return answer;
	}

	async flush(): Promise<void> {
		if (!this.isConnected) throw this.#unreachable(undefined);
		try {
			await this.#connection.flush();
		} catch (cause) {
			throw this.#unreachable(undefined, cause);
		}
	}

	onConnectionChange(listener: (isConnected: boolean) => void): void {
		this.#connectionListeners.push(listener);
	}

	close(): Promise<void> {
		this.#closing ??= this.#close();
		return this.#closing;
	}

	async #close(): Promise<void> {
		for (const subscription of this.#subscriptions) subscription.unsubscribe();
		this.#subscriptions.clear();
		// Handlers may still answer and ask while they finish.
		await this.#handlers.finished();
		this.#requests.failAll((subject) => this.#unreachable(subject));
		if (this.#isLineUp) {
			const flushed = new AbortController();
			const timeout = sleep(closeFlushTimeoutMs, undefined, { signal: flushed.signal }).catch(() => {});
			await Promise.race([this.#connection.flush().catch(() => {}), timeout]);
			flushed.abort();
		}
		this.#isLineUp = false;
		await this.#connection.close();
		await this.#statusWatch;
	}

	#checkSize(subject: string, payload: Uint8Array): void {
		if (payload.byteLength <= this.#maxPayloadBytes) return;
		throw new TilewrightError({
			code: "BUS_PAYLOAD_TOO_LARGE",
			message: `A message of ${payload.byteLength} bytes for "${subject}" is larger than the ${this.#maxPayloadBytes} bytes the server takes. Send it in parts, or raise max_payload of the NATS server.`,
			fields: { subject, sizeBytes: payload.byteLength, maxPayloadBytes: this.#maxPayloadBytes },
		});
	}

	/** Without a line the library would keep messages without bound and then forget them: they are dropped here. */
	#send(subject: string, payload: Uint8Array, replyTo?: string): void {
		if (!this.#isLineUp || this.#connection.isClosed() || this.#outgoing.isFull) {
			if (this.#droppedMessages === 0 && this.#outgoing.isFull) {
				const { unconfirmedBytes } = this.#outgoing;
				this.#logger?.warn(
					{ bus: this.#address.shown, unconfirmedBytes },
					"The bus does not keep up: dropping messages.",
				);
			}
			this.#droppedMessages += 1;
			return;
		}
		this.#connection.publish(subject, payload, replyTo === undefined ? undefined : { reply: replyTo });
		this.#outgoing.count(payload.byteLength + protocolBytesPerMessage);
		if (this.#droppedMessages > 0) this.#reportDropped();
	}

	#reportDropped(): void {
		if (this.#droppedMessages === 0) return;
		const droppedMessages = this.#droppedMessages;
		this.#droppedMessages = 0;
		this.#logger?.warn({ bus: this.#address.shown, droppedMessages }, "Messages were dropped while the bus was away.");
	}

	#handle(handler: BusHandler, message: Msg): void {
		this.#handlers.run(handler, {
			subject: message.subject,
			payload: message.data,
			respond: (payload) => {
				if (message.reply === undefined || message.reply === "") return;
				this.#checkSize(message.reply, payload);
				this.#send(message.reply, payload);
			},
		});
	}

	async #watchStatus(): Promise<void> {
		for await (const status of this.#connection.status()) this.#onStatus(status);
	}

	#onStatus(status: Status): void {
		if (status.type === "disconnect") this.#lineWentDown();
		if (status.type === "reconnect") this.#lineCameUp();
		if (status.type === "staleConnection") {
			this.#logger?.warn({ bus: this.#address.shown }, "The bus has stopped answering.");
			this.#cutStalledSocket();
		}
		if (status.type === "error") {
			this.#logger?.warn({ bus: this.#address.shown, error: status.error.message }, "The bus reports an error.");
		}
	}

	#lineWentDown(): void {
		if (!this.#isLineUp) return;
		this.#isLineUp = false;
		this.#logger?.warn({ bus: this.#address.shown }, "The line to the bus is down; reconnecting.");
		this.#requests.failAll((subject) => this.#unreachable(subject));
		this.#tellListeners(false);
	}

	#lineCameUp(): void {
		this.#isLineUp = true;
		this.#maxPayloadBytes = this.#connection.info?.max_payload ?? this.#maxPayloadBytes;
		this.#serverVersion = this.#connection.info?.version ?? this.#serverVersion;
		this.#outgoing.reset();
		this.#logger?.info({ bus: this.description }, "The line to the bus is up again.");
		this.#reportDropped();
		this.#tellListeners(true);
	}

	#tellListeners(isConnected: boolean): void {
		if (this.#closing !== undefined) return;
		for (const listener of this.#connectionListeners) {
			try {
				listener(isConnected);
			} catch (error) {
				this.#logger?.error({ error: describeError(error) }, "A listener for the bus connection threw.");
			}
		}
	}

	/**
	 * When a server is frozen and the send buffer is full, the library waits for a last write that never
	 * ends and does not reconnect (seen with 3.4.0 and a stopped server). The cast reaches the socket,
	 * which it keeps private.
	 */
	#cutStalledSocket(): void {
		const inner = this.#connection as unknown as { protocol?: { transport?: { socket?: { destroy?: () => void } } } };
		inner.protocol?.transport?.socket?.destroy?.();
	}

	#unreachable(subject: string | undefined, cause?: unknown): TilewrightError {
		const about = subject === undefined ? "" : ` It is not known whether the last message on "${subject}" arrived.`;
		return new TilewrightError({
			code: "BUS_UNREACHABLE",
			message:
				this.#closing === undefined
					? `The line to the bus at ${this.#address.shown} is down and being restored.${about}`
					: `The connection to the bus at ${this.#address.shown} has been closed.${about}`,
			fields: { url: this.#address.shown, subject },
			cause,
		});
	}

	#logHandlerError(subject: string, error: unknown): void {
		this.#logger?.error({ subject, err: error }, `A handler of "${subject}" threw: ${describeError(error)}`);
	}

	#logSubscriptionError(subject: string, error: Error): void {
		this.#logger?.error({ subject, err: error }, `The bus ended the subscription of "${subject}": ${error.message}`);
	}
}

/** The server's own answer when nobody listens: a status 503 and no payload. */
function isNoResponderAnswer(message: Msg): boolean {
	return message.data.byteLength === 0 && message.headers?.code === 503;
}
