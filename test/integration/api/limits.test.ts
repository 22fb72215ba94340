import { getIntrospectionQuery } from "graphql";
import { type Logger, pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProject } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

let served: ServedCoordinator;
const logged: { level: number; errorId?: string; err?: { message: string } }[] = [];

beforeAll(async () => {
	const logger: Logger = pino({ level: "error" }, { write: (line) => void logged.push(JSON.parse(line)) });
	served = await ServedCoordinator.start({ logger });
	await createProject(served, { name: "Brain 7" });
});
afterAll(() => served.stop());

const nested = (depth: number, field: string, leaf: string): string =>
	depth === 0 ? leaf : `${field} { ${nested(depth - 1, field, leaf)} }`;

describe("a query", () => {
	it("may not be too deep", async () => {
		const answer = await served.ask(`{ projects { stages { ${nested(20, "parents", "id")} } } }`);
		expect(answer.errors?.[0]).toMatchObject({
			extensions: { code: "QUERY_TOO_COSTLY", fields: { measure: "depth", value: 23 } },
			message: expect.stringContaining("at most 16"),
		});
	});

	it("may not be too costly, however it is written", async () => {
		const page = "tasks(first: 200) { edges { node { inputs(first: 200) { edges { node { id reason } } } } } }";
		const answer = await served.ask(`{ project(id: 1) { a: ${page} b: ${page} } }`);
		expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "QUERY_TOO_COSTLY", fields: { measure: "cost" } });
		expect(answer.data).toEqual({ project: null });
	});

	it("may not repeat itself under a thousand names", async () => {
		const aliases = Array.from({ length: 1_500 }, (_, index) => `a${index}: system { version }`);
		const answer = await served.ask(`{ ${aliases.join(" ")} }`);
		expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "QUERY_TOO_COSTLY" });
	});

	it("may not be longer than anybody would write", async () => {
		const answer = await served.ask(`{ ${"system { version } ".repeat(8_000)} }`);
		expect(answer.errors?.[0]).toMatchObject({
			message: expect.stringContaining("tokens"),
			extensions: { code: "ARGUMENT_INVALID" },
		});
	});

	it("may be an introspection", async () => {
		const { __schema } = await served.query<{ __schema: { types: unknown[] } }>(getIntrospectionQuery());
		expect(__schema.types.length).toBeGreaterThan(60);
	});

	it("that asks for what does not exist is told so", async () => {
		const answer = await served.ask("{ projects { nmae } }");
		expect(answer.errors?.[0]).toMatchObject({
			message: expect.stringContaining('Did you mean "name"?'),
			extensions: { code: "ARGUMENT_INVALID" },
		});
	});

	it("may come by GET, but only to read", async () => {
		const read = await served.api.inject({ url: "/graphql", query: { query: "{ system { instanceName } }" } });
		expect(read.json()).toEqual({ data: { system: { instanceName: "Test instance" } } });
		const write = await served.api.inject({
			url: "/graphql",
			query: { query: `mutation { archiveProject(input: {id: 1}) { project { id } } }` },
		});
		expect(write.statusCode).toBe(405);
		const { projects } = await served.query<{ projects: unknown[] }>("{ projects { id } }");
		expect(projects).toHaveLength(1);
	});

	it("sent as a form or as plain text, as any page could, is refused", async () => {
		const payload = JSON.stringify({ query: "mutation { archiveProject(input: {id: 1}) { project { id } } }" });
		for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
			const answer = await served.api.inject({
				method: "POST",
				url: "/graphql",
				headers: { "content-type": type },
				payload,
			});
			expect(answer.statusCode, type).toBeGreaterThanOrEqual(400);
		}
		const { projects } = await served.query<{ projects: unknown[] }>("{ projects { id } }");
		expect(projects).toHaveLength(1);
	});
});

describe("a subscription", () => {
	it("sent by POST is refused instead of being executed once", async () => {
		const answer = await served.ask(`subscription { projectChanged(projectId: 1) { sequence } }`);
		expect(answer.data).toBeNull();
		expect(answer.errors?.[0]).toMatchObject({
			message: expect.stringContaining("WebSocket"),
			extensions: { code: "ARGUMENT_INVALID" },
		});
	});
});

describe("errors of ours", () => {
	it("are told by a number only, under which the log has them", async () => {
		const { database } = served.coordinator;
		await database.query("alter table event rename to event_gone");
		const answer = await served.ask("{ events { edges { node { id } } } }");
		await database.query("alter table event_gone rename to event");
		const [error] = answer.errors ?? [];
		expect(error?.extensions.code).toBe("INTERNAL");
		expect(error?.message).not.toContain("event_gone");
		const line = logged.find((entry) => entry.errorId === error?.extensions.fields.errorId);
		expect(line?.err?.message).toContain('relation "event" does not exist');
	});
});

describe("a server that listens on the loopback address", () => {
	it("answers to its own names only", async () => {
		const ask = async (host: string) => (await served.api.inject({ url: "/livez", headers: { host } })).statusCode;
		expect(await ask("localhost:6001")).toBe(200);
		expect(await ask("127.0.0.1")).toBe(200);
		expect(await ask("[::1]:6001")).toBe(200);
		expect(await ask("evil.example:6001")).toBe(400);
	});
});
