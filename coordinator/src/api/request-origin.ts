import type { FastifyRequest } from "fastify";

const maximumActorLength = 100;
const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Who asks, for the audit. There is no login yet: the name is what the client says, the address is seen. */
export function actorOf(request: FastifyRequest): string {
	const said = request.headers["x-tilewright-user"];
	const name = typeof said === "string" ? said.replace(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, "").trim() : "";
	return name === "" ? `somebody at ${request.ip}` : name.slice(0, maximumActorLength);
}

/** Browsers tell where a page comes from: only our own pages, and those of configured hosts, may open a WebSocket. */
export function isAllowedOrigin(
	origin: string | undefined,
	host: string | undefined,
	allowedHosts: readonly string[],
): boolean {
	// Programs other than browsers send none.
	if (origin === undefined || origin === "") return true;
	const originHost = URL.canParse(origin) ? new URL(origin).host : null;
	return originHost !== null && (originHost === host || isAmong(originHost, allowedHosts));
}

/**
 * A server that listens on the loopback address only must be asked for by a loopback name: otherwise a foreign page
 * whose name was made to point here (DNS rebinding) could talk to it as if it were its own.
 */
export function isAllowedHost(host: string | undefined, boundTo: string, allowedHosts: readonly string[]): boolean {
	const isLoopback = loopbackNames.has(boundTo) || boundTo === "::1";
	if (!isLoopback || host === undefined) return true;
	return loopbackNames.has(withoutPort(host)) || isAmong(host, allowedHosts);
}

/** A name that was allowed without a port is allowed on every port. */
function isAmong(host: string, allowedHosts: readonly string[]): boolean {
	return allowedHosts.includes(host) || allowedHosts.includes(withoutPort(host));
}

function withoutPort(host: string): string {
	return host.replace(/:\d+$/, "");
}
