import { startEmbeddedPostgres } from "@tilewright/compose/embedded-postgres/embedded-postgres";
import pg from "pg";

/** A program that runs the embedded Postgres until somebody kills it, for the test of what that leaves behind. */
const [dataDirectory = ""] = process.argv.slice(2);
const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const postgres = await startEmbeddedPostgres({ dataDirectory, logger: quiet });
const client = new pg.Client({ connectionString: postgres.url });
await client.connect();
await client.query("create table kept as select 42 as value");
await client.end();
process.stdout.write("ready\n");
setInterval(() => {}, 1_000);
