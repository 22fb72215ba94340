import { TilewrightError } from "../errors.ts";

/** What a NATS address says, split into what the client wants to be told separately. */
export interface NatsAddress {
	/** `host:port`, one for each server of a cluster. */
	readonly servers: readonly string[];
	readonly token?: string;
	readonly user?: string;
	readonly password?: string;
	readonly isEncrypted: boolean;
	/** The address without credentials, for logs and pages. */
	readonly shown: string;
}

const defaultPort = 4222;

/**
 * Reads `nats://host:4222`, `nats://token@host`, `nats://user:password@host`, `tls://…`, or several of
 * them separated by commas. Throws CONFIGURATION_INVALID.
 */
export function parseNatsUrl(text: string): NatsAddress {
	const urls = text
		.split(",")
		.map((part) => part.trim())
		.filter((part) => part !== "")
		.map(parseOne);
	const [first] = urls;
	if (first === undefined) throw invalidUrl(text);
	// The client has one set of credentials for all servers; they are taken from the first that has any.
	const withCredentials = urls.find((url) => url.username !== "");
	return {
		servers: urls.map(hostAndPort),
		...credentialsOf(withCredentials),
		isEncrypted: urls.some((url) => url.protocol === "tls:"),
		shown: urls.map((url) => `${url.protocol}//${hostAndPort(url)}`).join(","),
	};
}

function parseOne(text: string): URL {
	// Without "//" the host would be read as the scheme: `localhost:4222`.
	const candidate = text.includes("://") ? text : `nats://${text}`;
	if (!URL.canParse(candidate)) throw invalidUrl(text);
	const url = new URL(candidate);
	if ((url.protocol !== "nats:" && url.protocol !== "tls:") || url.hostname === "") throw invalidUrl(text);
	return url;
}

function hostAndPort(url: URL): string {
	return `${url.hostname}:${url.port === "" ? defaultPort : url.port}`;
}

function credentialsOf(url: URL | undefined): Pick<NatsAddress, "token" | "user" | "password"> {
	if (url === undefined) return {};
	const user = decodeURIComponent(url.username);
	return url.password === "" ? { token: user } : { user, password: decodeURIComponent(url.password) };
}

function invalidUrl(text: string): TilewrightError {
	// A password must not reach the log, so only what follows the last @ is shown.
	const shown = text.slice(text.lastIndexOf("@") + 1);
	return new TilewrightError({
		code: "CONFIGURATION_INVALID",
		message: `"${shown}" is not a NATS address: expected nats://host:4222, nats://token@host:4222 or tls://host:4222.`,
		fields: { url: shown },
	});
}
