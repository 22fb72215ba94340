import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { identifyProcess } from "@tilewright/compose/child-process/process-identity";
import { waitUntil } from "@tilewright/compose/child-process/wait-until";
import {
	type EmbeddedPostgres,
	type EmbeddedPostgresOptions,
	startEmbeddedPostgres,
} from "@tilewright/compose/embedded-postgres/embedded-postgres";
import { build } from "esbuild";
import pg from "pg";
import { describe, expect, test } from "vitest";

const isRoot = process.getuid?.() === 0;
const soon = { timeoutMs: 30_000 };
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/** The folder of one test, and what it has started on it. */
class PostgresFolder {
	readonly directory = mkdtempSync(join(tmpdir(), "tilewright-postgres-"));
	readonly #cleanups: (() => unknown)[] = [() => rmSync(this.directory, { recursive: true, force: true })];

	/** When everything has ended. */
	removeLater(path: string): void {
		this.#cleanups.unshift(() => rmSync(path, { recursive: true, force: true }));
	}

	async start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
		const postgres = await startEmbeddedPostgres({ dataDirectory: this.directory, logger: quiet, ...options });
		this.#cleanups.push(() => postgres.stop());
		return postgres;
	}

	/** Another process that has started the database of this test and made a table; it runs until it is killed. */
	async startOwner(): Promise<ChildProcess> {
		// Inside the repository, where the packages are found.
		const program = resolve("dist/test/postgres-owner.mjs");
		await build({
			entryPoints: ["test/support/postgres-owner.ts"],
			outfile: program,
			bundle: true,
			platform: "node",
			format: "esm",
			external: ["pg", "execa"],
		});
		const owner = spawn(process.execPath, [program, this.directory], { stdio: ["ignore", "pipe", "inherit"] });
		this.#cleanups.push(() => owner.kill("SIGKILL"));
		await once(owner.stdout, "data");
		return owner;
	}

	async cleanUp(): Promise<void> {
		for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
	}
}

const it = test.extend("folder", ({ onTestFinished }) => {
	const folder = new PostgresFolder();
	onTestFinished(() => folder.cleanUp());
	return folder;
});

async function query(postgres: EmbeddedPostgres, sql: string): Promise<unknown[]> {
	const client = new pg.Client({ connectionString: postgres.url });
	client.on("error", () => {});
	await client.connect();
	try {
		return (await client.query({ text: sql, rowMode: "array" })).rows.map((row: unknown[]) => row[0]);
	} finally {
		await client.end();
	}
}

// Most of the time somebody waits for a disk.
describe("the embedded Postgres", { concurrent: true }, () => {
	it("keeps its data and its safety between a stop and the next start", async ({ folder }) => {
		const first = await folder.start();
		await query(first, "create table kept (value int)");
		await query(first, "insert into kept values (42)");
		const { pid } = first;
		await first.stop();
		await first.stop();
		expect(identifyProcess(pid ?? 0)).toBeUndefined();
		const second = await folder.start();
		expect(await query(second, "select value from kept")).toEqual([42]);
		expect(await query(second, "show fsync")).toEqual(["on"]);
		expect(await query(second, "show synchronous_commit")).toEqual(["on"]);
		expect(await query(second, "show max_connections")).toEqual(["60"]);
	});

	it("listens on nothing but a socket that only its user may enter", async ({ folder, skip }) => {
		skip(process.platform === "win32", "Windows has no such sockets");
		const postgres = await folder.start();
		expect(postgres.connection.host.startsWith(folder.directory)).toBe(true);
		expect(await query(postgres, "show listen_addresses")).toEqual([""]);
		expect(await query(postgres, "show unix_socket_permissions")).toEqual(["0700"]);
	});

	it("finds room for its socket when the data directory has a long name", async ({ folder }) => {
		const deep = join(folder.directory, "a-folder-with-a-long-name".repeat(4), "another-folder-with-a-long-name");
		const postgres = await folder.start({ dataDirectory: deep });
		folder.removeLater(postgres.connection.host);
		expect(postgres.connection.host.length).toBeLessThan(100);
		expect(await query(postgres, "select 1")).toEqual([1]);
	});

	it("is started again when it is killed, with all that was committed", async ({ folder }) => {
		const postgres = await folder.start();
		await query(postgres, "create table kept as select generate_series(1, 1000) as value");
		const { pid = 0 } = postgres;
		process.kill(pid, "SIGKILL");
		const isBack = () =>
			postgres.pid !== pid &&
			query(postgres, "select 1").then(
				() => true,
				() => false,
			);
		expect(await waitUntil(isBack, soon)).toBe(true);
		expect(await query(postgres, "select count(*)::int from kept")).toEqual([1000]);
	});

	it("is refused to a second start on the same data, which names the pid", async ({ folder }) => {
		await folder.start();
		await expect(folder.start()).rejects.toMatchObject({
			code: "STATE_CONFLICT",
			message: expect.stringContaining(`pid ${process.pid}`),
		});
	});

	it("is adopted by the next start when its owner was killed, with its lock taken over", async ({ folder }) => {
		const owner = await folder.startOwner();
		await expect(folder.start()).rejects.toMatchObject({
			code: "STATE_CONFLICT",
			message: expect.stringContaining(`pid ${owner.pid}`),
		});
		owner.kill("SIGKILL");
		await once(owner, "exit");
		const logged: string[] = [];
		const postgres = await folder.start({ logger: { ...quiet, info: (_fields, text) => logged.push(text) } });
		expect(logged.join()).toContain(`Adopting the Postgres (pid ${postgres.pid})`);
		expect(await query(postgres, "select value from kept")).toEqual([42]);
		await postgres.stop();
		expect(identifyProcess(postgres.pid ?? 0)).toBeUndefined();
	});

	it("starts although a pid file names a process that is something else", async ({ folder }) => {
		const first = await folder.start();
		await first.stop();
		writeFileSync(join(folder.directory, "cluster", "postmaster.pid"), `${process.pid}\n${folder.directory}\n`);
		expect(await query(await folder.start(), "select 1")).toEqual([1]);
	});

	it("begins again after an interrupted first start", async ({ folder }) => {
		mkdirSync(join(folder.directory, "cluster.new"));
		writeFileSync(join(folder.directory, "cluster.new", "PG_VERSION"), "18\n");
		expect(await query(await folder.start(), "select 1")).toEqual([1]);
	});

	it("refuses the data of another major version and leaves it alone", async ({ folder }) => {
		mkdirSync(join(folder.directory, "cluster"));
		writeFileSync(join(folder.directory, "cluster", "PG_VERSION"), "9\n");
		await expect(folder.start()).rejects.toMatchObject({
			code: "EMBEDDED_SERVICE_FAILED",
			message: expect.stringContaining("was made by Postgres 9"),
		});
		expect(readFileSync(join(folder.directory, "cluster", "PG_VERSION"), "utf8")).toBe("9\n");
		expect(existsSync(join(folder.directory, "lock.json"))).toBe(false);
	});

	it("says Postgres' last words when it cannot start", async ({ folder }) => {
		await expect(folder.start({ settings: { shared_buffers: "nonsense" } })).rejects.toMatchObject({
			code: "EMBEDDED_SERVICE_FAILED",
			message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
		});
	});

	it("gives up when it is aborted, and leaves nothing running", async ({ folder }) => {
		await (await folder.start()).stop();
		const abort = new AbortController();
		const starting = folder.start({ signal: abort.signal });
		abort.abort(new Error("not now"));
		await expect(starting).rejects.toThrow("not now");
		expect(existsSync(join(folder.directory, "cluster", "postmaster.pid"))).toBe(false);
	});

	it.skipIf(!isRoot)(
		"runs as nobody where root may not make namespaces, also with earlier data",
		async ({ folder }) => {
			const first = await folder.start({ account: "namespace" });
			await query(first, "create table kept as select 7 as value");
			await first.stop();
			const second = await folder.start({ account: "nobody" });
			expect(await query(second, "select value from kept")).toEqual([7]);
			if (process.platform === "linux")
				expect(readFileSync(`/proc/${second.pid}/status`, "utf8")).toMatch(/^Uid:\s+65534/m);
			await second.stop();
			// Once the files are nobody's, later starts know.
			const third = await folder.start();
			expect(third.description).toContain("as nobody");
			expect(await query(third, "select value from kept")).toEqual([7]);
		},
	);
});
