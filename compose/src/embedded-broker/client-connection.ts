import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import type { Socket } from "node:net";
import { OutgoingBuffer } from "./outgoing-buffer.ts";
import {
	type ClientOperation,
	type ConnectOptions,
	ProtocolParser,
	ProtocolViolation,
	type PublishedMessage,
} from "./protocol-parser.ts";
import { isLiteralSubject, isSubjectMatched, isSubscribableSubject } from "./subject-tree.ts";

export interface BrokerSubscription {
	readonly client: ClientConnection;
	readonly sid: string;
	readonly subject: string;
	readonly queue: string | undefined;
	delivered: number;
	/** Ends by itself after so many messages. */
	maxMessages: number | undefined;
}

/** What a connection asks of the broker it belongs to. */
export interface ConnectionHost {
	readonly maxPayloadBytes: number;
	readonly maxPendingBytes: number;
	readonly token: string | undefined;
	readonly pingIntervalMs: number;
	addSubscription(subscription: BrokerSubscription): void;
	removeSubscription(subscription: BrokerSubscription): void;
	/** Gives the message to everyone it is for; answers whether there was anyone. */
	route(message: PublishedMessage, from: ClientConnection): boolean;
	/** `reason` is undefined when the client went away by itself. */
	onClosed(client: ClientConnection, reason: string | undefined): void;
}

/** nats-server's time limit for CONNECT when it asks for credentials. */
const authenticationTimeoutMs = 2_000;
const maxUnansweredPings = 2;
const lineEnd = Buffer.from("\r\n");
const noResponderHeaders = Buffer.from("NATS/1.0 503\r\n\r\n");
const anonymous: ConnectOptions = {
	verbose: false,
	echo: true,
	headers: false,
	no_responders: false,
	auth_token: undefined,
	name: undefined,
};

/**
 * One client, from its INFO to its end. A client that breaks the protocol, sends too large a message or
 * reads too slowly is told why and cut off; nobody else notices.
 */
export class ClientConnection {
	readonly #socket: Socket;
	readonly #host: ConnectionHost;
	readonly #outgoing: OutgoingBuffer;
	readonly #parser: ProtocolParser;
	readonly #subscriptions = new Map<string, BrokerSubscription>();
	readonly #authenticationTimer: NodeJS.Timeout | undefined;
	readonly #pingTimer: NodeJS.Timeout;
	#options = anonymous;
	#isAuthenticated: boolean;
	#unansweredPings = 0;
	#isClosed = false;

	constructor(socket: Socket, info: object, host: ConnectionHost) {
		this.#socket = socket;
		this.#host = host;
		this.#isAuthenticated = host.token === undefined;
		this.#outgoing = new OutgoingBuffer(socket, host.maxPendingBytes, () => this.close("Slow Consumer"));
		this.#parser = new ProtocolParser({
			maxPayloadBytes: host.maxPayloadBytes,
			onOperation: (operation) => this.#on(operation),
		});
		if (!this.#isAuthenticated) {
			this.#authenticationTimer = setTimeout(() => this.close("Authentication Timeout"), authenticationTimeoutMs);
		}
		this.#pingTimer = setInterval(() => this.#ping(), host.pingIntervalMs);
		socket.setNoDelay(true);
		socket.on("data", (chunk: Buffer) => this.#read(chunk));
		socket.on("error", () => {}); // "close" follows.
		socket.on("close", () => this.close(undefined));
		this.#write(`INFO ${JSON.stringify(info)}\r\n`);
	}

	get wantsOwnMessages(): boolean {
		return this.#options.echo;
	}

	get name(): string {
		return this.#options.name ?? "unnamed";
	}

	deliver(message: PublishedMessage, subscription: BrokerSubscription): void {
		const { subject, replyTo, body } = message;
		const reply = replyTo === undefined ? "" : ` ${replyTo}`;
		const hasHeaders = message.headerBytes > 0 && this.#options.headers;
		const content = hasHeaders ? body : body.subarray(message.headerBytes);
		const head = hasHeaders
			? `HMSG ${subject} ${subscription.sid}${reply} ${message.headerBytes} ${content.length}\r\n`
			: `MSG ${subject} ${subscription.sid}${reply} ${content.length}\r\n`;
		this.#outgoing.add(Buffer.from(head));
		if (content.length > 0) this.#outgoing.add(content);
		this.#outgoing.add(lineEnd);
		subscription.delivered += 1;
		if (subscription.maxMessages !== undefined && subscription.delivered >= subscription.maxMessages) {
			this.#endSubscription(subscription);
		}
	}

	/** With a reason the client is told it before the line is cut. */
	close(reason: string | undefined): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		clearTimeout(this.#authenticationTimer);
		clearInterval(this.#pingTimer);
		for (const subscription of this.#subscriptions.values()) this.#host.removeSubscription(subscription);
		this.#subscriptions.clear();
		this.#outgoing.close();
		if (reason !== undefined && !this.#socket.destroyed) this.#socket.write(`-ERR '${reason}'\r\n`);
		// A client that does not read would keep a socket that only ends; it gets this long.
		this.#socket.end();
		setTimeout(() => this.#socket.destroy(), 100).unref();
		this.#host.onClosed(this, reason);
	}

	#write(text: string): void {
		this.#outgoing.add(Buffer.from(text));
	}

	#read(chunk: Buffer): void {
		if (this.#isClosed) return;
		try {
			this.#parser.feed(chunk);
		} catch (error) {
			if (!(error instanceof ProtocolViolation)) throw error;
			this.close(error.message);
		}
	}

	#on(operation: ClientOperation): void {
		// One chunk may hold operations behind the one that ended the connection.
		if (this.#isClosed) return;
		if (!this.#isAuthenticated && operation.kind !== "connect") {
			throw new ProtocolViolation("Authorization Violation");
		}
		switch (operation.kind) {
			case "connect":
				this.#connect(operation.options);
				break;
			case "publish":
				this.#publish(operation.message);
				break;
			case "subscribe":
				this.#subscribe(operation.subject, operation.queue, operation.sid);
				break;
			case "unsubscribe":
				this.#unsubscribe(operation.sid, operation.maxMessages);
				break;
			case "ping":
				this.#write("PONG\r\n");
				return;
			case "pong":
				this.#unansweredPings = 0;
				return;
		}
		if (this.#options.verbose) this.#write("+OK\r\n");
	}

	#connect(options: ConnectOptions): void {
		if (this.#host.token !== undefined && !isSameText(options.auth_token ?? "", this.#host.token)) {
			throw new ProtocolViolation("Authorization Violation");
		}
		clearTimeout(this.#authenticationTimer);
		this.#isAuthenticated = true;
		this.#options = options;
	}

	#publish(message: PublishedMessage): void {
		if (!isLiteralSubject(message.subject)) {
			this.#write("-ERR 'Invalid Publish Subject'\r\n");
			return;
		}
		const wasDelivered = this.#host.route(message, this);
		if (!wasDelivered && message.replyTo !== undefined && this.#options.no_responders && this.#options.headers) {
			this.#answerNoResponder(message.replyTo);
		}
	}

	/** Only the one who asked is told, even when others listen to all subjects. */
	#answerNoResponder(replyTo: string): void {
		const message = {
			subject: replyTo,
			replyTo: undefined,
			headerBytes: noResponderHeaders.length,
			body: noResponderHeaders,
		};
		for (const subscription of this.#subscriptions.values()) {
			if (!isSubjectMatched(subscription.subject, replyTo)) continue;
			this.deliver(message, subscription);
			return;
		}
	}

	#subscribe(subject: string, queue: string | undefined, sid: string): void {
		if (!isSubscribableSubject(subject)) {
			this.#write("-ERR 'Invalid Subject'\r\n");
			return;
		}
		// The client library repeats a SUB it made while the line was being restored: the first one counts.
		if (this.#subscriptions.has(sid)) return;
		const subscription = { client: this, sid, subject, queue, delivered: 0, maxMessages: undefined };
		this.#subscriptions.set(sid, subscription);
		this.#host.addSubscription(subscription);
	}

	#unsubscribe(sid: string, maxMessages: number | undefined): void {
		const subscription = this.#subscriptions.get(sid);
		if (subscription === undefined) return;
		if (maxMessages !== undefined && maxMessages > subscription.delivered) subscription.maxMessages = maxMessages;
		else this.#endSubscription(subscription);
	}

	#endSubscription(subscription: BrokerSubscription): void {
		this.#subscriptions.delete(subscription.sid);
		this.#host.removeSubscription(subscription);
	}

	#ping(): void {
		if (this.#unansweredPings >= maxUnansweredPings) {
			this.close("Stale Connection");
			return;
		}
		this.#unansweredPings += 1;
		this.#write("PING\r\n");
	}
}

function isSameText(given: string, expected: string): boolean {
	const a = Buffer.from(given);
	const b = Buffer.from(expected);
	return a.length === b.length && timingSafeEqual(a, b);
}
