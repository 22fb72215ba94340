import { systemClock } from "@tilewright/contract/clock";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import type { FastifyInstance } from "fastify";
import { type Logger, pino } from "pino";
import { buildApiServer } from "../../../../coordinator/src/api/api-server.ts";
import { commandKinds } from "../../../../coordinator/src/commands/command-kinds.ts";
import { StoredCommandGate } from "../../../../coordinator/src/commands/stored-command-gate.ts";
import { readProjectCounts } from "../../../../coordinator/src/database/project-reads.ts";
import { ChangeListener } from "../../../../coordinator/src/messaging/change-listener.ts";
import { publishNews, relayChangedRows, relayNews } from "../../../../coordinator/src/messaging/news-channel.ts";
import { CommandCarrier } from "../../../../coordinator/src/rounds/command-carrier.ts";
import { InMemoryChangeFeed } from "../../../../coordinator/src/status/in-memory-change-feed.ts";
import { PaceKeeper } from "../../../../coordinator/src/status/pace/pace-keeper.ts";
import { WorkerReadings } from "../../../../coordinator/src/status/worker-readings.ts";
import { DecidingCoordinator } from "../../../support/deciding-coordinator.ts";
import { testBusUrl } from "../../../support/services.ts";

interface GraphqlAnswer<Data> {
	readonly data: Data | null;
	readonly errors?: readonly {
		readonly message: string;
		readonly extensions: { readonly code: string; readonly fields: Record<string, unknown> };
	}[];
}

/** The deciding coordinator with everything people talk to: API, command gate and change feed, over a real bus. */
export class ServedCoordinator {
	readonly coordinator: DecidingCoordinator;
	readonly api: FastifyInstance;
	readonly feed: InMemoryChangeFeed;
	readonly workerReadings: WorkerReadings;
	readonly #stops: (() => void | Promise<void>)[];

	private constructor(parts: {
		coordinator: DecidingCoordinator;
		api: FastifyInstance;
		feed: InMemoryChangeFeed;
		workerReadings: WorkerReadings;
		stops: (() => void | Promise<void>)[];
	}) {
		this.coordinator = parts.coordinator;
		this.api = parts.api;
		this.feed = parts.feed;
		this.workerReadings = parts.workerReadings;
		this.#stops = parts.stops;
	}

	static async start(options: { readonly webDirectory?: string; readonly logger?: Logger } = {}) {
		const logger = options.logger ?? pino({ level: process.env.TEST_LOG_LEVEL ?? "silent" });
		const bus: MessageBus = await connectNatsMessageBus({ url: await testBusUrl(), name: "api test", logger });
		const coordinator = await DecidingCoordinator.start((effects) => publishNews(bus, effects));
		const { database, rounds } = coordinator;
		const carrier = new CommandCarrier({ rounds, database, bus, kinds: commandKinds, logger });
		carrier.start();
		const commandGate = new StoredCommandGate(database, bus);
		const feed = new InMemoryChangeFeed({
			readCounts: (projectId) => readProjectCounts(database, projectId),
			clock: systemClock,
			logger,
		});
		const stopRelay = relayNews(bus, feed, logger);
		const changes = new ChangeListener({
			url: coordinator.databaseUrl,
			logger,
			onChanged: (changed) => relayChangedRows(feed, changed),
			onGap: () => feed.publishReset(),
		});
		await changes.start();
		const workerReadings = new WorkerReadings();
		const pace = new PaceKeeper({ database, clock: systemClock, logger, sequenceOf: (id) => feed.sequenceOf(id) });
		pace.start();
		const startedAt = new Date();
		const api = await buildApiServer({
			database,
			commandGate,
			changes: feed,
			pace,
			workerReadings,
			systemStatus: () => ({
				coordinator: { isActive: true, epoch: 1, holder: "test", activeSince: startedAt },
				bus: { description: bus.description, isConnected: bus.isConnected },
				invariantViolations: [],
			}),
			clock: systemClock,
			logger,
			configuration: {
				databaseUrl: coordinator.databaseUrl,
				instanceName: "Test instance",
				httpHost: "127.0.0.1",
				httpPort: 0,
				webDirectory: options.webDirectory,
			},
		});
		const stops = [
			() => api.close(),
			() => pace.stop(),
			() => carrier.stop(),
			() => commandGate.close(),
			stopRelay,
			() => changes.stop(),
			() => feed.close(),
			() => coordinator.stop(),
			() => bus.close(),
		];
		return new ServedCoordinator({ coordinator, api, feed, workerReadings, stops });
	}

	/** Throws when the answer has errors. */
	async query<Data = Record<string, never>>(query: string, variables: object = {}): Promise<Data> {
		const answer = await this.ask<Data>(query, variables);
		if (answer.errors || answer.data === null) {
			throw new Error(`the query failed: ${JSON.stringify(answer.errors)}`);
		}
		return answer.data;
	}

	async ask<Data = Record<string, never>>(query: string, variables: object = {}): Promise<GraphqlAnswer<Data>> {
		const response = await this.api.inject({ method: "POST", url: "/graphql", payload: { query, variables } });
		return response.json();
	}

	/** Tasks whose row in `task_of_note` is missing, too much or of another state. */
	differencesOfNotedTasks(): Promise<unknown[]> {
		return this.coordinator.database.query(
			`select * from (select id, stage_id, state from task where state in ('review', 'rejected', 'failed', 'cancelled')) as t
			full join task_of_note n on n.task_id = t.id
			where (t.id, t.stage_id, t.state) is distinct from (n.task_id, n.stage_id, n.state)`,
		);
	}

	async listen(): Promise<string> {
		return this.api.listen({ host: "127.0.0.1", port: 0 });
	}

	async stop(): Promise<void> {
		for (const stop of this.#stops) await stop();
	}
}
