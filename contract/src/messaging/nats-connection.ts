import { setTimeout as sleep } from "node:timers/promises";
import { type ConnectionOptions, connect, type NatsConnection } from "@nats-io/transport-node";
import { describeError, TilewrightError } from "../errors.ts";
import type { NatsAddress } from "./nats-url.ts";

const dialTimeoutMs = 5_000;
/** The last attempt gets this long in any case, so that the error tells the cause and not "timeout". */
const shortestDialMs = 500;
/** A silent server is noticed after two unanswered pings: 10 to 15 s. */
const defaultPingIntervalMs = 5_000;
const unansweredPings = 2;
const reconnectWaitMs = 200;
/** Many workers that lost the same server do not all come back in the same instant. */
const reconnectJitterMs = 300;

/**
 * Tries until a server answers or `timeoutMs` have passed, then throws BUS_UNREACHABLE. What it gives
 * back reconnects for ever.
 */
export async function openNatsConnection(
	address: NatsAddress,
	options: {
		readonly name: string;
		readonly timeoutMs: number;
		readonly pingIntervalMs?: number | undefined;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<NatsConnection> {
	const { signal, timeoutMs } = options;
	const end = performance.now() + timeoutMs;
	let lastError: unknown;
	while (performance.now() < end) {
		signal?.throwIfAborted();
		// The library's own "wait for the first connection" can neither be aborted nor limited in time.
		const attempt = dial(address, {
			name: options.name,
			timeout: Math.min(dialTimeoutMs, Math.max(shortestDialMs, end - performance.now())),
			pingInterval: options.pingIntervalMs ?? defaultPingIntervalMs,
		});
		try {
			return await abortable(attempt, signal);
		} catch (error) {
			if (signal?.aborted) {
				attempt.then((connection) => connection.close()).catch(() => {});
				throw signal.reason;
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

function dial(
	address: NatsAddress,
	options: Pick<ConnectionOptions, "name" | "timeout" | "pingInterval">,
): Promise<NatsConnection> {
	return connect({
		...options,
		servers: [...address.servers],
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
