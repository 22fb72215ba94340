import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { createTestDatabase, testBusDescription, testBusUrl } from "./services.ts";

async function query(url: string, sql: string): Promise<unknown[]> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(sql)).rows;
	} finally {
		await client.end();
	}
}

describe("the services of a test run", () => {
	it("give every caller a migrated database of its own", async () => {
		const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
		await query(one.url, "create table only_here ()");
		expect(await query(other.url, "select 1 from pg_tables where tablename = 'only_here'")).toEqual([]);
		expect(await query(other.url, "select name from schema_migration limit 1")).toHaveLength(1);
		await Promise.all([one.drop(), other.drop()]);
		await expect(query(one.url, "select 1")).rejects.toThrow("does not exist");
	});

	it("drop a database that is still in use", async () => {
		const database = await createTestDatabase();
		const client = new pg.Client({ connectionString: database.url });
		client.on("error", () => {});
		await client.connect();
		await database.drop();
		await expect(client.query("select 1")).rejects.toThrow();
	});

	it("give each test file one bus", async () => {
		const bus = await connectNatsMessageBus({ url: await testBusUrl(), name: "test" });
		await bus.flush();
		expect(await testBusUrl()).toBe(await testBusUrl());
		expect(await testBusDescription()).toMatch(/nats-server|embedded broker/);
		await bus.close();
	});
});
