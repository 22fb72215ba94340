import { systemClock } from "@tilewright/contract/clock";
import { pino } from "pino";
import { expect, it } from "vitest";
import { startApiServer } from "../../../coordinator/src/api/api-server.ts";
import { openDatabase } from "../../../coordinator/src/database/database.ts";
import { readProjectCounts } from "../../../coordinator/src/database/project-reads.ts";
import { InMemoryChangeFeed } from "../../../coordinator/src/status/in-memory-change-feed.ts";
import { PaceKeeper } from "../../../coordinator/src/status/pace/pace-keeper.ts";
import { WorkerReadings } from "../../../coordinator/src/status/worker-readings.ts";
import { createTestDatabase } from "../../support/services.ts";
import { Subscriber } from "./support/subscriber.ts";

const logger = pino({ level: "silent" });

async function start(databaseUrl: string, httpPort = 0) {
	const database = await openDatabase(databaseUrl, logger);
	const changes = new InMemoryChangeFeed({
		readCounts: (projectId) => readProjectCounts(database, projectId),
		clock: systemClock,
		logger,
	});
	try {
		const api = await startApiServer({
			database,
			changes,
			// Nobody asks here for more than it answers without being started.
			pace: new PaceKeeper({ database, clock: systemClock, logger, sequenceOf: (id) => changes.sequenceOf(id) }),
			commandGate: { submit: () => Promise.reject(new Error("nobody carries out commands here")) },
			workerReadings: new WorkerReadings(),
			systemStatus: () => ({
				coordinator: { isActive: false, epoch: 0, holder: "", activeSince: null },
				bus: { description: "none", isConnected: false },
				invariantViolations: [],
			}),
			clock: systemClock,
			logger,
			configuration: { databaseUrl, instanceName: "", httpHost: "127.0.0.1", httpPort, webDirectory: undefined },
		});
		return { api, changes, database };
	} catch (error) {
		await database.close();
		throw error;
	}
}

it("a server with watching clients stops soon, twice if asked, and ends their subscriptions", async () => {
	const { url, drop } = await createTestDatabase();
	const { api, changes, database } = await start(url);
	const subscriber = new Subscriber(`${api.url}/graphql`);
	const messages = subscriber.subscribe("subscription { projectsChanged }");
	const ended = messages.next().then(
		() => "ended",
		() => "ended",
	);
	await expect.poll(() => changes.listenerCount.projects).toBe(1);
	const startedAt = performance.now();
	await Promise.all([api.close(), api.close()]);
	expect(performance.now() - startedAt).toBeLessThan(10_000);
	expect(await ended).toBe("ended");
	await expect.poll(() => changes.listenerCount.projects).toBe(0);
	await subscriber.stop();
	await database.close();
	await drop();
});

it("says how it is while nobody is active and the line to the bus is down", async () => {
	const { url, drop } = await createTestDatabase();
	const { api, database } = await start(url);
	const health = await fetch(`${api.url}/healthz`);
	expect(health.status).toBe(503);
	expect(await health.json()).toMatchObject({
		status: "unhealthy",
		database: { isReachable: true },
		bus: { isConnected: false },
	});
	expect((await fetch(`${api.url}/readyz`)).status).toBe(200);
	expect((await fetch(`${api.url}/livez`)).status).toBe(200);
	await drop();
	const unready = await fetch(`${api.url}/readyz`);
	expect(unready.status).toBe(503);
	expect(await unready.json()).toMatchObject({ status: "unavailable", problem: expect.stringMatching(/./) });
	await api.close();
	await database.close();
});

it("a port that is taken is told with what to do", async () => {
	const { url, drop } = await createTestDatabase();
	const { api, database } = await start(url);
	const port = Number(new URL(api.url).port);
	await expect(start(url, port)).rejects.toMatchObject({
		code: "CONFIGURATION_INVALID",
		message: expect.stringContaining("TILEWRIGHT_HTTP_PORT"),
	});
	await api.close();
	await database.close();
	await drop();
});
