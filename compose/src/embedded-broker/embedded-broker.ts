import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { type BrokerSubscription, ClientConnection, type ConnectionHost } from "./client-connection.ts";
import type { PublishedMessage } from "./protocol-parser.ts";
import { SubjectTree } from "./subject-tree.ts";

/**
 * A message broker for machines without a nats-server. It speaks the part of the NATS protocol that core
 * NATS clients use (no streams, no clusters, no encryption), so the one MessageBus serves both and one
 * suite of tests runs against both. It keeps nothing: like core NATS it forwards to whoever listens now.
 */
export interface EmbeddedBroker {
	/** With the token, for clients: `nats://token@127.0.0.1:port`. */
	readonly url: string;
	readonly port: number;
	readonly connectionCount: number;
	/** Cuts all lines; may be called twice. */
	stop(): Promise<void>;
}

export interface EmbeddedBrokerOptions {
	readonly host?: string;
	/** 0 takes a free one. */
	readonly port?: number;
	/** Clients must show it; without one everybody on this machine may connect. */
	readonly token?: string;
	readonly maxPayloadBytes?: number;
	/** A client for which more than this waits is cut off. */
	readonly maxPendingBytes?: number;
	readonly pingIntervalMs?: number;
	readonly logger?: { warn(fields: object, message: string): void };
}

const defaultMaxPayloadBytes = 1024 * 1024;
const defaultMaxPendingBytes = 64 * 1024 * 1024;
const defaultPingIntervalMs = 30_000;
/** The protocol version whose words we speak; "embedded" is for people who read the log. */
const shownVersion = "2.9.0-embedded";

export async function startEmbeddedBroker(options: EmbeddedBrokerOptions = {}): Promise<EmbeddedBroker> {
	const host = options.host ?? "127.0.0.1";
	const broker = new Broker(options);
	const server = createServer({ noDelay: true }, (socket) => broker.accept(socket));
	server.listen(options.port ?? 0, host);
	try {
		await once(server, "listening");
	} catch (cause) {
		throw new TilewrightError({
			code: "EMBEDDED_SERVICE_FAILED",
			message: `The embedded message broker cannot listen on ${host}:${options.port ?? 0}: ${describeError(cause)}.`,
			fields: { host, port: options.port },
			cause,
		});
	}
	const port = portOf(server);
	broker.announce(host, port);
	const credentials = options.token === undefined ? "" : `${encodeURIComponent(options.token)}@`;
	let stopping: Promise<void> | undefined;
	return {
		url: `nats://${credentials}${host}:${port}`,
		port,
		get connectionCount() {
			return broker.connectionCount;
		},
		stop: () => {
			stopping ??= new Promise((resolve) => {
				server.close(() => resolve());
				broker.closeAll();
			});
			return stopping;
		},
	};
}

function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
	return address.port;
}

class Broker implements ConnectionHost {
	readonly maxPayloadBytes: number;
	readonly maxPendingBytes: number;
	readonly pingIntervalMs: number;
	readonly token: string | undefined;
	readonly #logger: EmbeddedBrokerOptions["logger"];
	readonly #clients = new Set<ClientConnection>();
	readonly #subscriptions = new SubjectTree<BrokerSubscription>();
	readonly #serverId = randomUUID();
	#address = { host: "", port: 0 };
	#clientCount = 0;

	constructor(options: EmbeddedBrokerOptions) {
		this.maxPayloadBytes = options.maxPayloadBytes ?? defaultMaxPayloadBytes;
		this.maxPendingBytes = options.maxPendingBytes ?? defaultMaxPendingBytes;
		this.pingIntervalMs = options.pingIntervalMs ?? defaultPingIntervalMs;
		this.token = options.token;
		this.#logger = options.logger;
	}

	get connectionCount(): number {
		return this.#clients.size;
	}

	announce(host: string, port: number): void {
		this.#address = { host, port };
	}

	accept(socket: ConstructorParameters<typeof ClientConnection>[0]): void {
		this.#clientCount += 1;
		const info = {
			server_id: this.#serverId,
			server_name: "tilewright-embedded-broker",
			version: shownVersion,
			go: "none",
			...this.#address,
			headers: true,
			proto: 1,
			max_payload: this.maxPayloadBytes,
			client_id: this.#clientCount,
			...(this.token === undefined ? {} : { auth_required: true }),
		};
		this.#clients.add(new ClientConnection(socket, info, this));
	}

	closeAll(): void {
		for (const client of [...this.#clients]) client.close("Server Shutdown");
	}

	addSubscription(subscription: BrokerSubscription): void {
		this.#subscriptions.add(subscription.subject, subscription);
	}

	removeSubscription(subscription: BrokerSubscription): void {
		this.#subscriptions.remove(subscription.subject, subscription);
	}

	route(message: PublishedMessage, from: ClientConnection): boolean {
		const receivers: BrokerSubscription[] = [];
		let queues: Map<string, BrokerSubscription[]> | undefined;
		this.#subscriptions.match(message.subject, (subscription) => {
			if (subscription.client === from && !from.wantsOwnMessages) return;
			if (subscription.queue === undefined) {
				receivers.push(subscription);
				return;
			}
			queues ??= new Map();
			const members = queues.get(subscription.queue);
			if (members === undefined) queues.set(subscription.queue, [subscription]);
			else members.push(subscription);
		});
		for (const members of queues?.values() ?? []) {
			const chosen = members[Math.floor(Math.random() * members.length)];
			if (chosen !== undefined) receivers.push(chosen);
		}
		// Delivered only now: a delivery may end its subscription, and the tree must not change under the search.
		for (const subscription of receivers) subscription.client.deliver(message, subscription);
		return receivers.length > 0;
	}

	onClosed(client: ClientConnection, reason: string | undefined): void {
		this.#clients.delete(client);
		if (reason !== undefined && reason !== "Server Shutdown") {
			this.#logger?.warn({ client: client.name, reason }, `The broker cut off a client: ${reason}.`);
		}
	}
}
