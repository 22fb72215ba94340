import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SupervisorLogger } from "../child-process/supervised-process.ts";
import { startEmbeddedBroker } from "../embedded-broker/embedded-broker.ts";
import { type FetchResult, fetchDebianNatsServer, findUnpackedNatsServer } from "./debian-nats-server.ts";
import { startNatsServer } from "./nats-server-process.ts";
import { findInstalledNatsServer, type NatsServerProgram } from "./nats-server-program.ts";
import { fetchReleasedNatsServer, findDownloadedNatsServer } from "./released-nats-server.ts";

/** The server that carries our messages, whichever it is. */
export interface BusServer {
	readonly kind: "configured" | "nats-server" | "embedded broker";
	/** For clients; may hold a token. */
	readonly url: string;
	/** What was chosen and why, for the log; without secrets. */
	readonly description: string;
	/** May be called twice. */
	stop(): Promise<void>;
}

export interface BusServerOptions {
	/** A server somebody else runs (TILEWRIGHT_NATS_URL): then nothing is started. */
	readonly configuredUrl?: string | undefined;
	/** For what is fetched (kept for the next start) and for configuration files. */
	readonly directory: string;
	/** `installed`: do not fetch. `embedded`: the embedded broker even where there is a nats-server. */
	readonly choice?: "any" | "installed" | "embedded";
	readonly logger: SupervisorLogger;
	readonly signal?: AbortSignal | undefined;
}

/** A fetch that failed is not tried again for so long; remove the file to try at once. */
const fetchAgainAfterMs = 24 * 60 * 60 * 1000;

/**
 * Takes the first of: the configured server; a nats-server on PATH; Debian's package, unpacked into the
 * data directory; the pinned official release; the embedded broker. The choice is logged.
 */
export async function startBusServer(options: BusServerOptions): Promise<BusServer> {
	if (options.configuredUrl !== undefined) {
		return {
			kind: "configured",
			url: options.configuredUrl,
			description: "the configured NATS server (TILEWRIGHT_NATS_URL)",
			stop: async () => {},
		};
	}
	mkdirSync(options.directory, { recursive: true, mode: 0o700 });
	const found = options.choice === "embedded" ? undefined : await findOrFetch(options);
	if (found !== undefined) {
		const { program, source } = found;
		const { directory, logger, signal } = options;
		const server = await startNatsServer({ program: program.path, directory: join(directory, "run"), logger, signal });
		return {
			kind: "nats-server",
			url: server.url,
			description: `nats-server ${program.version} ${source} (${program.path}), port ${server.port}`,
			stop: server.stop,
		};
	}
	const token = randomBytes(18).toString("base64url");
	const broker = await startEmbeddedBroker({ token, logger: options.logger });
	return {
		kind: "embedded broker",
		url: broker.url,
		description: `the embedded broker, port ${broker.port}`,
		stop: broker.stop,
	};
}

interface FoundProgram {
	readonly program: NatsServerProgram;
	readonly source: string;
}

async function findOrFetch(options: BusServerOptions): Promise<FoundProgram | undefined> {
	const installed = await findInstalledNatsServer();
	if (installed !== undefined) return { program: installed, source: "found on this machine" };

	const debianDirectory = join(options.directory, "debian");
	const unpacked = await findUnpackedNatsServer(debianDirectory);
	if (unpacked !== undefined) return { program: unpacked, source: "from Debian's package" };
	const releaseDirectory = join(options.directory, "release");
	const downloaded = await findDownloadedNatsServer(releaseDirectory);
	if (downloaded !== undefined) return { program: downloaded, source: "from the official release" };
	if (options.choice === "installed") return undefined;

	const failureFile = join(options.directory, "fetch-failed.json");
	if (hasFailedLately(failureFile)) {
		options.logger.info({ failureFile }, "nats-server could not be fetched lately; not trying again today.");
		return undefined;
	}
	const debian = await fetchDebianNatsServer(debianDirectory, options.signal);
	if (debian.kind === "fetched") return { program: debian.program, source: "from Debian's package" };
	const release = await fetchReleasedNatsServer(releaseDirectory, { signal: options.signal });
	if (release.kind === "fetched") return { program: release.program, source: "from the official release" };
	options.signal?.throwIfAborted();
	const reasons = [debian, release].map(reasonOf);
	writeFileSync(failureFile, JSON.stringify({ at: Date.now(), reasons }));
	options.logger.info({ reasons }, `No nats-server could be fetched: ${reasons.join("; ")}.`);
	return undefined;
}

function reasonOf(result: FetchResult): string {
	return result.kind === "unavailable" ? result.reason : "";
}

function hasFailedLately(failureFile: string): boolean {
	try {
		const value: unknown = JSON.parse(readFileSync(failureFile, "utf8"));
		const at = typeof value === "object" && value !== null && "at" in value ? Number(value.at) : Number.NaN;
		if (Date.now() - at < fetchAgainAfterMs) return true;
		rmSync(failureFile, { force: true });
	} catch {
		// No failure is known.
	}
	return false;
}
