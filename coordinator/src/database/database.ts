import { describeError, TilewrightError } from "@tilewright/contract/errors";
import pg from "pg";
import type { Logger } from "pino";

/** Rows come back with the types of node-postgres, except that bigint is a number (our ids stay below 2^53). */
const int8Oid = 20;
pg.types.setTypeParser(int8Oid, Number);

export const minimumPostgresVersion = 140_000;

/** Anything a statement can be sent to. A store function takes one; the caller decides where a transaction begins. */
export interface Queryable {
	query<Row>(statement: Statement, parameters?: readonly unknown[]): Promise<Row[]>;
}

/**
 * SQL; with a name it is parsed and planned once per connection instead of each time, which for the statements of a
 * round is most of their cost. Not for those whose plan depends on how many rows they meet.
 */
export type Statement = string | { readonly name: string; readonly text: string };

export interface Transaction extends Queryable {
	/** Runs `work`; when it throws, only what it did is undone, and the error goes on. */
	savepoint<Result>(work: () => Promise<Result>): Promise<Result>;
}

export class Database implements Queryable {
	readonly #pool: pg.Pool;

	constructor(pool: pg.Pool) {
		this.#pool = pool;
	}

	async query<Row>(statement: Statement, parameters: readonly unknown[] = []): Promise<Row[]> {
		// The row type is what the SQL beside the call selects; node-postgres cannot know it.
		const result = await this.#pool.query(toQuery(statement, parameters));
		return result.rows as Row[];
	}

	async transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result> {
		const client = await this.#pool.connect();
		let broken: Error | undefined;
		try {
			await client.query("begin");
			const result = await work(transactionOn(client));
			await client.query("commit");
			return result;
		} catch (error) {
			try {
				await client.query("rollback");
			} catch (rollbackError) {
				broken = rollbackError instanceof Error ? rollbackError : new Error(String(rollbackError));
			}
			throw error;
		} finally {
			client.release(broken);
		}
	}

	async close(): Promise<void> {
		if (!this.#pool.ended) await this.#pool.end();
	}
}

function toQuery(statement: Statement, parameters: readonly unknown[]): pg.QueryConfig {
	return typeof statement === "string"
		? { text: statement, values: [...parameters] }
		: { ...statement, values: [...parameters] };
}

export function transactionOn(client: pg.ClientBase): Transaction {
	const query = async <Row>(statement: Statement, parameters: readonly unknown[] = []): Promise<Row[]> => {
		const result = await client.query(toQuery(statement, parameters));
		// As above: the SQL beside the call says what a row is.
		return result.rows as Row[];
	};
	return {
		query,
		async savepoint(work) {
			await client.query("savepoint work");
			try {
				const result = await work();
				await client.query("release savepoint work");
				return result;
			} catch (error) {
				await client.query("rollback to savepoint work");
				throw error;
			}
		},
	};
}

/** Throws DATABASE_UNREACHABLE or DATABASE_TOO_OLD. */
export async function openDatabase(url: string, logger: Logger): Promise<Database> {
	const pool = new pg.Pool({
		connectionString: url,
		max: 12,
		keepAlive: true,
		connectionTimeoutMillis: 10_000,
		application_name: "tilewright",
	});
	// Without a listener an idle connection that breaks ends the process.
	pool.on("error", (error) => logger.warn({ error: describeError(error) }, "an idle database connection broke"));
	try {
		const { rows } = await pool.query("select current_setting('server_version_num')::int as version");
		const version: number = rows[0].version;
		if (version < minimumPostgresVersion) {
			throw new TilewrightError({
				code: "DATABASE_TOO_OLD",
				message: `Postgres reports version ${version}; Tilewright needs 14 or newer (${minimumPostgresVersion}). Upgrade the server.`,
				fields: { version },
			});
		}
		return new Database(pool);
	} catch (error) {
		await pool.end();
		if (error instanceof TilewrightError) throw error;
		throw new TilewrightError({
			code: "DATABASE_UNREACHABLE",
			message: `Postgres cannot be reached at ${withoutPassword(url)}: ${describeError(error)}. Is it running, and is TILEWRIGHT_DATABASE_URL right?`,
			fields: { url: withoutPassword(url) },
			cause: error,
		});
	}
}

export function withoutPassword(url: string): string {
	return url.replace(/(\/\/[^:/@]*):[^@]*@/, "$1:…@");
}
