import { randomUUID } from "node:crypto";
import { rename, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { systemClock } from "@tilewright/contract/clock";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import type { Logger } from "pino";
import { startApiServer } from "./api/api-server.ts";
import { commandKinds } from "./commands/command-kinds.ts";
import { StoredCommandGate } from "./commands/stored-command-gate.ts";
import type { CoordinatorConfiguration } from "./configuration.ts";
import { openDatabase } from "./database/database.ts";
import { migrateDatabase } from "./database/migrate.ts";
import { readProjectCounts } from "./database/project-reads.ts";
import { startActiveCoordinator } from "./leadership/active-coordinator.ts";
import { LeadershipKeeper } from "./leadership/leadership-keeper.ts";
import { ChangeListener } from "./messaging/change-listener.ts";
import { relayChangedRows, relayNews, relayReadings } from "./messaging/news-channel.ts";
import { coordinatorMetrics } from "./status/coordinator-metrics.ts";
import { InMemoryChangeFeed } from "./status/in-memory-change-feed.ts";
import { InvariantChecker } from "./status/invariant-checker.ts";
import { MetricsRegistry } from "./status/metrics-registry.ts";
import { PaceKeeper } from "./status/pace/pace-keeper.ts";
import { WorkerReadings } from "./status/worker-readings.ts";

/** The only wiring of the coordinator, top to bottom: database, bus, what people see, and what decides. */
export async function startCoordinator(
	configuration: CoordinatorConfiguration,
	logger: Logger,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
	const clock = systemClock;
	const stopping = new AbortController();

	if (configuration.migrationsDirectory !== undefined) {
		const applied = await migrateDatabase(configuration.databaseUrl, configuration.migrationsDirectory);
		if (applied.length > 0) logger.info({ applied }, "the database schema was brought up to date");
	}
	const database = await openDatabase(configuration.databaseUrl, logger);
	const bus = await connectNatsMessageBus({ url: configuration.natsUrl, name: "tilewright coordinator", logger });
	logger.info({ bus: bus.description }, "connected to the message bus");

	const feed = new InMemoryChangeFeed({
		readCounts: (projectId) => readProjectCounts(database, projectId),
		clock,
		logger,
	});
	const tellSystem = () => feed.publishKinds([{ kind: "system", ids: [], projectIds: [], isComplete: true }]);
	const workerReadings = new WorkerReadings();
	const stopRelay = relayNews(bus, feed, logger);
	const stopReadings = relayReadings(bus, workerReadings, feed, clock, configuration.leaseDurationMs);
	bus.onConnectionChange((isConnected) => {
		logger.warn({ isConnected }, isConnected ? "the message bus is back" : "the message bus is gone; waiting for it");
		if (isConnected) feed.publishReset();
		tellSystem();
	});
	const invariants = new InvariantChecker(database, logger, tellSystem);
	// One for people and for alarms: what it learns does not depend on who asks.
	const pace = new PaceKeeper({ database, clock, logger, sequenceOf: (projectId) => feed.sequenceOf(projectId) });
	const metrics = new MetricsRegistry();
	const counted = coordinatorMetrics(metrics);
	const commandGate = new StoredCommandGate(database, bus);

	const leadership = new LeadershipKeeper({
		holder: `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
		url: configuration.databaseUrl,
		database,
		logger,
		signal: stopping.signal,
		start: (connection) =>
			startActiveCoordinator({
				connection,
				database,
				bus,
				clock,
				logger,
				leaseDurationMs: configuration.leaseDurationMs,
				commandKinds,
				notifications: configuration,
				pace,
				noteRound(round) {
					counted.roundSeconds.observe(round.durationMs / 1000);
					if (round.dispatched > 0) counted.attemptsDispatched.add(round.dispatched);
					for (const attempt of round.finished) counted.attemptsEnded.add(1, { outcome: attempt.outcome });
					invariants.noteActivity();
				},
			}),
		onActive: () => feed.publishReset(),
		onChanged: tellSystem,
	});
	const changes = new ChangeListener({
		url: configuration.databaseUrl,
		logger,
		onChanged(changed) {
			if (changed.kind === "system") void leadership.lookNow();
			else relayChangedRows(feed, changed);
		},
		onGap: () => feed.publishReset(),
	});
	await changes.start();

	const api = await startApiServer({
		database,
		commandGate,
		changes: feed,
		pace,
		workerReadings,
		systemStatus: () => ({
			coordinator: leadership.status,
			bus: { description: bus.description, isConnected: bus.isConnected },
			invariantViolations: invariants.violations,
		}),
		metrics,
		clock,
		logger,
		configuration,
	});
	if (configuration.role === "all") leadership.start();
	else leadership.watch();
	invariants.start();
	pace.start();
	if (configuration.readyFile !== undefined) await announceReady(configuration.readyFile, api.url);
	logger.info({ url: api.url }, "the coordinator serves");

	let stopped: Promise<void> | undefined;
	const stop = async () => {
		stopping.abort();
		await api.close();
		await leadership.stop();
		await pace.stop();
		await invariants.stop();
		commandGate.close();
		await changes.stop();
		stopRelay();
		stopReadings();
		feed.close();
		await bus.close();
		await database.close();
	};
	return {
		url: api.url,
		stop() {
			stopped ??= stop();
			return stopped;
		},
	};
}

/** Whole or not at all: whoever waits for the file may read it at any moment. */
async function announceReady(path: string, url: string): Promise<void> {
	await writeFile(`${path}.tmp`, JSON.stringify({ url, pid: process.pid }));
	await rename(`${path}.tmp`, path);
}
