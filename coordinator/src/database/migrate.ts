import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import pg from "pg";
import { Umzug } from "umzug";
import { withoutPassword } from "./database.ts";

/** Any number nobody else uses; two coordinators that start together migrate one after the other. */
const migrationLock = 7_311_001;

/** Brings the database to the newest schema: numbered SQL files, each in its own transaction. Returns the names applied now. */
export async function migrateDatabase(url: string, directory: string): Promise<string[]> {
	const client = new pg.Client({ connectionString: url, application_name: "tilewright migrations" });
	client.on("error", () => {});
	try {
		await client.connect();
	} catch (cause) {
		throw new TilewrightError({
			code: "DATABASE_UNREACHABLE",
			message: `Postgres cannot be reached at ${withoutPassword(url)}: ${describeError(cause)}. Is it running, and is TILEWRIGHT_DATABASE_URL right?`,
			cause,
		});
	}
	try {
		await client.query("select pg_advisory_lock($1)", [migrationLock]);
		await client.query(
			"create table if not exists schema_migration (name text primary key, applied_at timestamptz not null default now())",
		);
		const applied = await migrations(client, directory).up();
		return applied.map((migration) => migration.name);
	} catch (cause) {
		throw new TilewrightError({
			code: "MIGRATION_FAILED",
			message: `The database schema could not be brought up to date: ${describeError(cause instanceof Error && cause.cause ? cause.cause : cause)}. Nothing of the failing migration was kept.`,
			cause,
		});
	} finally {
		await client.end();
	}
}

function migrations(client: pg.Client, directory: string): Umzug<pg.Client> {
	const run = async (file: string) => {
		await client.query("begin");
		try {
			await client.query(await readFile(join(directory, file), "utf8"));
			await client.query("commit");
		} catch (error) {
			await client.query("rollback");
			throw error;
		}
	};
	return new Umzug({
		context: client,
		logger: undefined,
		migrations: async () => {
			const files = (await readdir(directory)).filter((file) => file.endsWith(".up.sql")).sort();
			return files.map((file) => {
				const name = file.slice(0, -".up.sql".length);
				return { name, up: () => run(file), down: () => run(`${name}.down.sql`) };
			});
		},
		storage: {
			async executed() {
				const { rows } = await client.query<{ name: string }>("select name from schema_migration order by name");
				return rows.map((row) => row.name);
			},
			async logMigration({ name }) {
				await client.query("insert into schema_migration (name) values ($1)", [name]);
			},
			async unlogMigration({ name }) {
				await client.query("delete from schema_migration where name = $1", [name]);
			},
		},
	});
}
