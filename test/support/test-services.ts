import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { endLeftoverProcess } from "@tilewright/compose/child-process/leftover-process";
import { identifyProcess } from "@tilewright/compose/child-process/process-identity";
import { type BusServer, startBusServer } from "@tilewright/compose/embedded-nats/start-bus-server";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "@tilewright/compose/embedded-postgres/embedded-postgres";
import { migrateDatabase } from "@tilewright/coordinator/database/migrate";
import pg from "pg";

/**
 * The Postgres and the message bus of one test run, started when the first test asks for them. One
 * database is migrated once; every test file clones it. Every test file gets a bus of its own, because
 * subjects are the same for everybody.
 */
export interface TestServices {
	createDatabase(): Promise<{ readonly name: string; readonly url: string }>;
	dropDatabase(name: string): Promise<void>;
	createBus(): Promise<{ readonly url: string; readonly description: string }>;
	stop(): Promise<void>;
}

const directoryPrefix = "tilewright-tests-";
const template = "tilewright_template";
const silent = { info: () => {}, warn: () => {}, error: () => {} };
/** A test run that is killed loses its data: speed is all that counts. */
const carelessSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "120" };

export function prepareTestServices(): TestServices {
	const directory = join(tmpdir(), `${directoryPrefix}${process.pid}`);
	let postgres: Promise<EmbeddedPostgres> | undefined;
	const buses: Promise<BusServer>[] = [];

	async function startPostgres(): Promise<EmbeddedPostgres> {
		await removeAbandoned();
		const started = await startEmbeddedPostgres({
			dataDirectory: join(directory, "postgres"),
			database: template,
			settings: carelessSettings,
			logger: silent,
		});
		await migrateDatabase(started.url, resolve("migrations"));
		// A database that somebody is connected to cannot be cloned.
		await withAdministrator(started, `alter database ${template} with allow_connections false`);
		return started;
	}

	async function administrate(sql: string): Promise<EmbeddedPostgres> {
		postgres ??= startPostgres();
		const started = await postgres;
		await withAdministrator(started, sql);
		return started;
	}

	return {
		createDatabase: async () => {
			const name = `test_${randomBytes(6).toString("hex")}`;
			const started = await administrate(`create database ${name} template ${template}`);
			return { name, url: started.url.replace(`/${template}?`, `/${name}?`) };
		},
		dropDatabase: async (name) => {
			await administrate(`drop database if exists "${name.replaceAll('"', "")}" with (force)`);
		},
		createBus: async () => {
			const choice = process.env.TILEWRIGHT_TEST_BUS === "embedded" ? "embedded" : "installed";
			const busDirectory = join(directory, `bus-${buses.length}`);
			const bus = startBusServer({ directory: busDirectory, choice, logger: silent });
			buses.push(bus);
			const { url, description } = await bus;
			return { url, description };
		},
		stop: async () => {
			const started = await Promise.allSettled([...buses, ...(postgres === undefined ? [] : [postgres])]);
			await Promise.all(started.map((service) => (service.status === "fulfilled" ? service.value.stop() : undefined)));
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

async function withAdministrator(postgres: EmbeddedPostgres, sql: string): Promise<void> {
	const client = new pg.Client({ connectionString: postgres.url.replace(`/${template}?`, "/postgres?") });
	client.on("error", () => {});
	await client.connect();
	try {
		await client.query(sql);
	} finally {
		await client.end();
	}
}

/** What test runs that were killed have left in the folder for temporary files. */
async function removeAbandoned(): Promise<void> {
	for (const name of readdirSync(tmpdir())) {
		if (!name.startsWith(directoryPrefix)) continue;
		const pid = Number(name.slice(directoryPrefix.length));
		if (identifyProcess(pid) !== undefined) continue;
		const directory = join(tmpdir(), name);
		endAbandonedPostgres(join(directory, "postgres", "cluster", "postmaster.pid"));
		for (const bus of readdirSync(directory).filter((entry) => entry.startsWith("bus-"))) {
			const file = join(directory, bus, "run", "nats-server.pid.json");
			await endLeftoverProcess(file, { name: "nats-server", timeoutMs: 1_000, logger: silent });
		}
		rmSync(directory, { recursive: true, force: true });
	}
	mkdirSync(join(tmpdir(), `${directoryPrefix}${process.pid}`), { recursive: true });
}

function endAbandonedPostgres(pidFile: string): void {
	if (!existsSync(pidFile)) return;
	try {
		process.kill(Number.parseInt(readFileSync(pidFile, "utf8"), 10), "SIGQUIT");
	} catch {
		// It has ended with its owner.
	}
}
