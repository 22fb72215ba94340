import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Msg, type NatsConnection, type Subscription } from "@nats-io/transport-node";
import { describeError, TilewrightError } from "../errors.ts";
import type { BusHandler, BusMessage, BusRequestOptions, BusSubscription, MessageBus } from "../message-bus.ts";
import { type NatsAddress, parseNatsUrl } from "./nats-url.ts";
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
}

const defaultFirstConnectionTimeoutMs = 10_000;
const dialTimeoutMs = 5_000;
/** A silent server is noticed after two unanswered pings: 10 to 15 s. */
const pingIntervalMs = 5_000;
const unansweredPings = 2;
const reconnectWaitMs = 200;
/** Many workers that lost the same server do not all come back in the same instant. */
const reconnectJitterMs = 300;
/** Bytes that may be on their way to a server that does not answer; what is published beyond is dropped. */
const maxUnconfirmedBytes = 64 * 1024 * 1024;
const confirmEveryBytes = 1024 * 1024;
/** For a server that has stopped reading, `close()` does not wait longer than this. */
const closeFlushTimeoutMs = 2_000;

/**
 * Connects to a NATS server (core NATS: no streams, nothing stored). Tries until the server answers or
 * `firstConnectionTimeoutMs` have passed, then throws BUS_UNREACHABLE; once connected it reconnects for
 * ever.
 */
export async function connectNatsMessageBus(options: NatsMessageBusOptions): Promise<MessageBus> {
	const address = parseNatsUrl(options.url);
	const connection = await connectFirst(address, options);
	return new NatsMessageBus(connection, address, options.logger);
}

async function connectFirst(address: NatsAddress, options: NatsMessageBusOptions): Promise<NatsConnection> {
	const timeoutMs = options.firstConnectionTimeoutMs ?? defaultFirstConnectionTimeoutMs;
	const end = performance.now() + timeoutMs;
	let lastError: unknown;
	while (performance.now() < end) {
		options.signal?.throwIfAborted();
		// The library's own "wait for the first connection" can neither be aborted nor limited in time.
		const attempt = dial(address, options.name, Math.min(dialTimeoutMs, end - performance.now()));
		try {
			return await abortable(attempt, options.signal);
		} catch (error) {
			if (options.signal?.aborted) {
				attempt.then((connection) => connection.close()).catch(() => {});
				throw options.signal.reason;
			}
			lastError = error;
		}
		await sleep(Math.min(reconnectWaitMs, Math.max(0, end - performance.now())));
	}
	throw new TilewrightError({
		code: "BUS_UNREACHABLE",
		message: `No NATS server answers at ${address.shown} (waited ${timeoutMs / 1000} s; last: ${describeError(lastError)}). Start one there, or set TILEWRIGHT_NATS_URL to where it runs.`,
		fields: { url: address.shown, timeoutMs },
		cause: lastError,
	});
}

function dial(address: NatsAddress, name: string, timeoutMs: number): Promise<NatsConnection> {
	return connect({
		servers: [...address.servers],
		name,
		timeout: Math.max(1, timeoutMs),
		pingInterval: pingIntervalMs,
		maxPingOut: unansweredPings,
		maxReconnectAttempts: -1,
		reconnectTimeWait: reconnectWaitMs,
		reconnectJitter: reconnectJitterMs,
		// A server that restarts with another token is a matter for the log, not a reason to give up.
		ignoreAuthErrorAbort: true,
		noAsyncTraces: true,
		...(address.token === undefined ? {} : { token: address.token }),
		...(address.user === undefined ? {} : { user: address.user }),
		...(address.password === undefined ? {} : { pass: address.password }),
		...(address.isEncrypted ? { tls: {} } : {}),
	});
}

function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
	if (signal === undefined) return promise;
	return new Promise((resolve, reject) => {
		const onAbort = () => reject(signal.reason);
		signal.addEventListener("abort", onAbort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
	});
}

class NatsMessageBus implements MessageBus {
	readonly #connection: NatsConnection;
	readonly #address: NatsAddress;
	readonly #logger: BusLogger | undefined;
	readonly #requests = new PendingRequests();
	readonly #subscriptions = new Set<Subscription>();
	readonly #runningHandlers = new Set<Promise<void>>();
	readonly #connectionListeners: ((isConnected: boolean) => void)[] = [];
	readonly #statusWatch: Promise<void>;
	#isConnected = true;
	#maxPayloadBytes: number;
	#serverVersion: string;
	#confirmedBytes = 0;
	#isConfirming = false;
	#droppedMessages = 0;
	#closing: Promise<void> | undefined;

	constructor(connection: NatsConnection, address: NatsAddress, logger: BusLogger | undefined) {
		this.#connection = connection;
		this.#address = address;
		this.#logger = logger;
		this.#maxPayloadBytes = connection.info?.max_payload ?? 0;
		this.#serverVersion = connection.info?.version ?? "unknown";
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
		return this.#isConnected && this.#closing === undefined;
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
		if (!this.isConnected) throw this.#unreachable(subject);
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
		while (this.#runningHandlers.size > 0) await Promise.all(this.#runningHandlers);
		this.#requests.failAll((subject) => this.#unreachable(subject));
		if (this.#isConnected) {
			const timeout = new AbortController();
			await Promise.race([
				this.#connection.flush().catch(() => {}),
				sleep(closeFlushTimeoutMs, undefined, { signal: timeout.signal }).catch(() => {}),
			]);
			timeout.abort();
		}
		this.#isConnected = false;
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
		const unconfirmedBytes = this.#connection.isClosed() ? 0 : this.#unconfirmedBytes();
		if (!this.#isConnected || this.#connection.isClosed() || unconfirmedBytes > maxUnconfirmedBytes) {
			if (this.#droppedMessages === 0 && this.#isConnected && unconfirmedBytes > maxUnconfirmedBytes) {
				this.#logger?.warn({ unconfirmedBytes, bus: this.#address.shown }, "The bus does not keep up: dropping messages.");
			}
			this.#droppedMessages += 1;
			return;
		}
		this.#connection.publish(subject, payload, replyTo === undefined ? undefined : { reply: replyTo });
		if (unconfirmedBytes > confirmEveryBytes && !this.#isConfirming) void this.#confirm();
	}

	#unconfirmedBytes(): number {
		return this.#connection.stats().outBytes - this.#confirmedBytes;
	}

	/** Asks the server whether it has read everything up to now. */
	async #confirm(): Promise<void> {
		this.#isConfirming = true;
		const { outBytes } = this.#connection.stats();
		try {
			await this.#connection.flush();
			this.#confirmedBytes = outBytes;
			this.#reportDropped();
		} catch {
			// The line went down: the reconnect starts the count anew.
		} finally {
			this.#isConfirming = false;
		}
	}

	#reportDropped(): void {
		if (this.#droppedMessages === 0) return;
		this.#logger?.warn({ droppedMessages: this.#droppedMessages }, "Messages were dropped while the bus was away.");
		this.#droppedMessages = 0;
	}

	/** A handler that throws is our mistake: it is logged, and neither ends the process nor stops other messages. */
	#handle(handler: BusHandler, message: Msg): void {
		const busMessage: BusMessage = {
			subject: message.subject,
			payload: message.data,
			respond: (payload) => {
				if (message.reply === undefined || message.reply === "") return;
				this.#checkSize(message.reply, payload);
				this.#send(message.reply, payload);
			},
		};
		try {
			const result = handler(busMessage);
			if (result === undefined) return;
			const running: Promise<void> = result
				.catch((error: unknown) => this.#logHandlerError(message.subject, error))
				.finally(() => this.#runningHandlers.delete(running));
			this.#runningHandlers.add(running);
		} catch (error) {
			this.#logHandlerError(message.subject, error);
		}
	}

	async #watchStatus(): Promise<void> {
		for await (const status of this.#connection.status()) {
			switch (status.type) {
				case "disconnect":
					this.#lineWentDown();
					break;
				case "reconnect":
					this.#lineCameUp();
					break;
				case "staleConnection":
					this.#logger?.warn({ bus: this.#address.shown }, "The bus has stopped answering.");
					this.#cutStalledSocket();
					break;
				case "error":
					this.#logger?.warn({ bus: this.#address.shown, error: status.error.message }, "The bus reports an error.");
					break;
				default:
				// Pings, cluster news and the like need no action.
			}
		}
	}

	#lineWentDown(): void {
		if (!this.#isConnected) return;
		this.#isConnected = false;
		this.#logger?.warn({ bus: this.#address.shown }, "The line to the bus is down; reconnecting.");
		this.#requests.failAll((subject) => this.#unreachable(subject));
		this.#tellListeners(false);
	}

	#lineCameUp(): void {
		this.#isConnected = true;
		this.#maxPayloadBytes = this.#connection.info?.max_payload ?? this.#maxPayloadBytes;
		this.#serverVersion = this.#connection.info?.version ?? this.#serverVersion;
		this.#confirmedBytes = this.#connection.stats().outBytes;
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
	 * When a server is frozen and the send buffer full, the library waits for a last write that never
	 * ends, and never reconnects (seen with 3.4.0 and SIGSTOP). The cast reaches the socket it keeps private.
	 */
	#cutStalledSocket(): void {
		const inner = this.#connection as unknown as { protocol?: { transport?: { socket?: { destroy?: () => void } } } };
		inner.protocol?.transport?.socket?.destroy?.();
	}

	#unreachable(subject: string | undefined, cause?: unknown): TilewrightError {
		const what = subject === undefined ? "" : ` Nothing was exchanged on "${subject}" for certain.`;
		return new TilewrightError({
			code: "BUS_UNREACHABLE",
			message:
				this.#closing === undefined
					? `The line to the bus at ${this.#address.shown} is down; it is being restored.${what}`
					: `The connection to the bus at ${this.#address.shown} was closed.${what}`,
			fields: { url: this.#address.shown, subject },
			cause,
		});
	}

	#logHandlerError(subject: string, error: unknown): void {
		this.#logger?.error({ subject, error: describeError(error), err: error }, `A handler of "${subject}" threw.`);
	}

	#logSubscriptionError(subject: string, error: Error): void {
		this.#logger?.error({ subject, error: error.message }, `The bus ended the subscription of "${subject}".`);
	}
}

/** The server's own answer when nobody listens: a status 503 and no payload. */
function isNoResponderAnswer(message: Msg): boolean {
	return message.data.byteLength === 0 && message.headers?.code === 503;
}
