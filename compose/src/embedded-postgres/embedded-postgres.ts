import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import pg from "pg";
import type { SupervisorLogger } from "../child-process/supervised-process.ts";
import { waitUntil } from "../child-process/wait-until.ts";
import { lockDirectory } from "../data-directory/directory-lock.ts";
import { choosePostgresAccount, type PostgresAccount } from "./postgres-account.ts";
import { locatePostgresBinaries } from "./postgres-binaries.ts";
import { databaseUser, ensureCluster } from "./postgres-cluster.ts";
import { choosePostgresEndpoint, type PostgresEndpoint } from "./postgres-endpoint.ts";
import { postgresSettings } from "./postgres-settings.ts";
import { findPostmaster, lastLogLines, type Postmaster, startPostmaster, stopPostmaster } from "./postmaster.ts";

/** A Postgres of our own, from an npm package: kept running until it is stopped, its data kept on disk. */
export interface EmbeddedPostgres {
	readonly connection: PostgresConnection;
	/** For pg and sequelize: `postgres://user@localhost:5432/database?host=/folder/of/the/socket`. */
	readonly url: string;
	readonly pid: number | undefined;
	/** For the log: version, how it runs and where. */
	readonly description: string;
	/** May be called twice. */
	stop(): Promise<void>;
}

export interface PostgresConnection {
	/** An address, or the folder of a Unix socket. */
	readonly host: string;
	readonly port: number;
	readonly user: string;
	readonly password?: string;
	readonly database: string;
}

export interface EmbeddedPostgresOptions {
	/** Created; two processes cannot use the same (STATE_CONFLICT). */
	readonly dataDirectory: string;
	readonly logger: SupervisorLogger;
	readonly signal?: AbortSignal | undefined;
	/** Created when missing. */
	readonly database?: string;
	/** On top of ours, for tests: `{ fsync: "off" }`. */
	readonly settings?: Readonly<Record<string, string>>;
	/** How to avoid being root; chosen when absent. */
	readonly account?: PostgresAccount["kind"];
}

/** Recovery after a crash may have to read up to max_wal_size. */
const readyTimeoutMs = 120_000;
const connectTimeoutMs = 5_000;
const firstRestartDelayMs = 100;
const maxRestartDelayMs = 10_000;
const shownLogLines = 8;

/**
 * Starts the database, or adopts the one that a killed run has left behind. Ready when it resolves.
 * Throws EMBEDDED_SERVICE_FAILED with Postgres' last words.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
	const dataDirectory = resolve(options.dataDirectory);
	mkdirSync(dataDirectory, { recursive: true });
	const lock = lockDirectory({
		lockFile: join(dataDirectory, "lock.json"),
		directory: dataDirectory,
		user: "Tilewright with its own Postgres",
	});
	try {
		const server = await prepare(dataDirectory, options);
		await server.start();
		return {
			connection: server.connection,
			url: urlOf(server.connection),
			get pid() {
				return server.pid;
			},
			description: server.description,
			stop: async () => {
				await server.stop();
				lock.release();
			},
		};
	} catch (error) {
		lock.release();
		throw error;
	}
}

async function prepare(dataDirectory: string, options: EmbeddedPostgresOptions): Promise<PostgresServer> {
	const binaries = locatePostgresBinaries();
	const account = await choosePostgresAccount(dataDirectory, binaries, options.account);
	const endpoint = await choosePostgresEndpoint(account.directory);
	await account.own(endpoint.host);
	const env = environmentWithoutPostgres();
	const cluster = await ensureCluster(account, binaries, { password: endpoint.password, env, signal: options.signal });
	return new PostgresServer({
		account,
		endpoint,
		cluster,
		env,
		database: options.database ?? "tilewright",
		settings: { ...postgresSettings, ...options.settings, ...endpoint.settings },
		logFile: join(dataDirectory, "postgres.log"),
		logger: options.logger,
		signal: options.signal,
		version: binaries.packageVersion,
	});
}

/** PGDATA, PGPORT and their like, meant for another server, would confuse ours. */
function environmentWithoutPostgres(): NodeJS.ProcessEnv {
	const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("PG"));
	return { ...Object.fromEntries(kept), LC_ALL: "C" };
}

function urlOf(connection: PostgresConnection): string {
	const { host, port, user, password, database } = connection;
	const credentials = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
	// With a socket, "localhost" only makes it a valid URL; the parameter is what counts.
	return host.startsWith("/")
		? `postgres://${credentials}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
		: `postgres://${credentials}@${host}:${port}/${database}`;
}

interface PostgresServerOptions {
	readonly account: PostgresAccount;
	readonly endpoint: PostgresEndpoint;
	readonly cluster: string;
	readonly env: NodeJS.ProcessEnv;
	readonly database: string;
	readonly settings: Readonly<Record<string, string>>;
	readonly logFile: string;
	readonly logger: SupervisorLogger;
	readonly signal: AbortSignal | undefined;
	readonly version: string;
}

/** stopped → start() → running ⇄ (died → restart) → stop() → stopped */
class PostgresServer {
	readonly #options: PostgresServerOptions;
	readonly #stopping = new AbortController();
	#postmaster: Postmaster | undefined;
	#watch: Promise<void> | undefined;
	#stopped: Promise<void> | undefined;

	constructor(options: PostgresServerOptions) {
		this.#options = options;
	}

	get pid(): number | undefined {
		return this.#postmaster?.pid;
	}

	get connection(): PostgresConnection {
		const { endpoint, database } = this.#options;
		const password = endpoint.password === undefined ? {} : { password: endpoint.password };
		return { host: endpoint.host, port: endpoint.port, user: databaseUser, database, ...password };
	}

	get description(): string {
		const { version, account, cluster } = this.#options;
		const as = { own: "", namespace: " (root, in a user namespace)", nobody: " (root, as nobody)" }[account.kind];
		return `Postgres ${version}${as} in ${cluster}`;
	}

	async start(): Promise<void> {
		try {
			await this.#startOnce(this.#options.signal);
			await this.#createDatabase();
		} catch (error) {
			await this.#end();
			throw error;
		}
		this.#watch = this.#keepRunning();
	}

	stop(): Promise<void> {
		this.#stopped ??= this.#stop();
		return this.#stopped;
	}

	async #stop(): Promise<void> {
		this.#stopping.abort();
		await this.#end();
		await this.#watch;
	}

	async #end(): Promise<void> {
		const postmaster = this.#postmaster;
		if (postmaster !== undefined) await stopPostmaster(postmaster, this.#options.account, this.#options);
	}

	async #startOnce(signal: AbortSignal | undefined): Promise<void> {
		const found = findPostmaster(this.#options.cluster);
		if (found !== undefined) {
			this.#options.logger.info({ pid: found.pid }, `Adopting the Postgres (pid ${found.pid}) of an earlier run.`);
		}
		try {
			this.#postmaster = found ?? (await startPostmaster(this.#options.account, this.#options));
		} catch (cause) {
			throw this.#failed(`could not be started: ${describeError(cause)}`, cause);
		}
		const postmaster = this.#postmaster;
		let lastError: unknown;
		const isReady = await waitUntil(
			async () => {
				if (!postmaster.isAlive()) throw this.#failed("ended at once", lastError);
				try {
					await this.#query("postgres", async () => {});
					return true;
				} catch (error) {
					lastError = error;
					return false;
				}
			},
			{ timeoutMs: readyTimeoutMs, signal },
		);
		if (!isReady) throw this.#failed(`does not take connections: ${describeError(lastError)}`, lastError);
	}

	async #createDatabase(): Promise<void> {
		const { database } = this.#options;
		await this.#query("postgres", async (client) => {
			const { rowCount } = await client.query("select from pg_database where datname = $1", [database]);
			if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
		});
	}

	async #keepRunning(): Promise<void> {
		let delayMs = firstRestartDelayMs;
		while (!this.#stopping.signal.aborted) {
			await this.#postmaster?.ended;
			if (this.#stopping.signal.aborted) return;
			const { logger, logFile } = this.#options;
			logger.error(
				{ lastLines: lastLogLines(logFile, shownLogLines), delayMs },
				"Postgres has died and is started again.",
			);
			await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
			try {
				await this.#startOnce(this.#stopping.signal);
				logger.info({ pid: this.pid }, "Postgres is back.");
				delayMs = firstRestartDelayMs;
			} catch (error) {
				if (this.#stopping.signal.aborted) return;
				logger.error({ error: describeError(error) }, "Postgres could not be restarted; trying again.");
				delayMs = Math.min(delayMs * 2, maxRestartDelayMs);
			}
		}
	}

	async #query(database: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
		const client = new pg.Client({ ...this.connection, database, connectionTimeoutMillis: connectTimeoutMs });
		// Without a listener the end of the server would end this process too.
		client.on("error", () => {});
		try {
			await client.connect();
			await use(client);
		} finally {
			await client.end().catch(() => {});
		}
	}

	#failed(what: string, cause: unknown): TilewrightError {
		const { logFile, cluster, account } = this.#options;
		const lastLines = lastLogLines(logFile, shownLogLines);
		return new TilewrightError({
			code: "EMBEDDED_SERVICE_FAILED",
			message: `Postgres in ${cluster} ${what}. Its last words: ${lastLines.join(" | ") || "none"}. See ${logFile}, or set TILEWRIGHT_DATABASE_URL to use a Postgres of your own.`,
			fields: { cluster, account: account.kind, lastLines },
			cause,
		});
	}
}
