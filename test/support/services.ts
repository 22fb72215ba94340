import { inject } from "vitest";
// For the type of what is provided.
import type {} from "./global-setup.ts";

/** A database of this test's own, with all migrations; dropped by `drop()`, at the latest with the test run. */
export interface TestDatabase {
	readonly url: string;
	/** Ends connections that are still open. */
	drop(): Promise<void>;
}

/** The first call of a run starts Postgres (about 1.5 s); each takes 30 to 60 ms after that. */
export async function createTestDatabase(): Promise<TestDatabase> {
	const { name, url } = (await ask("POST", "databases")) as { name: string; url: string }; // Ours: see global-setup.ts.
	return {
		url,
		drop: async () => {
			await ask("DELETE", `databases/${name}`);
		},
	};
}

let bus: Promise<{ url: string; description: string }> | undefined;

/**
 * The address of a message bus that only this test file uses: a nats-server where one is installed, else the
 * embedded broker (or with TILEWRIGHT_TEST_BUS=embedded). It runs until the test run ends.
 */
export async function testBusUrl(): Promise<string> {
	return (await testBus()).url;
}

/** Which server that is: `nats-server 2.9.10 found on this machine (…)`. */
export async function testBusDescription(): Promise<string> {
	return (await testBus()).description;
}

function testBus(): Promise<{ url: string; description: string }> {
	bus ??= createBus();
	return bus;
}

/** The address of another one, for a system beside others in the same test file. */
export async function createTestBus(): Promise<string> {
	return (await createBus()).url;
}

function createBus(): Promise<{ url: string; description: string }> {
	return ask("POST", "buses") as Promise<{ url: string; description: string }>; // Ours: see global-setup.ts.
}

async function ask(method: string, path: string): Promise<unknown> {
	const response = await fetch(`${inject("testServicesUrl")}/${path}`, { method });
	const body = await response.text();
	if (!response.ok) throw new Error(`The test services could not do ${method} ${path}: ${body}`);
	return body === "" ? undefined : JSON.parse(body);
}
