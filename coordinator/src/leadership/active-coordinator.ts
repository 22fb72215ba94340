import type { Clock } from "@tilewright/contract/clock";
import { asSourceId } from "@tilewright/contract/ids";
import type { MessageBus } from "@tilewright/contract/message-bus";
import type { Logger } from "pino";
import { AcquisitionWatcher } from "../acquisition/acquisition-watcher.ts";
import { dispatchedSink } from "../acquisition/dispatched-sink.ts";
import type { WatchedSource } from "../acquisition/observed-tile.ts";
import type { Database } from "../database/database.ts";
import { type AnyCommandKind, CommandCarrier } from "../dispatch/command-round.ts";
import { Dispatcher, type DispatcherOptions } from "../dispatch/dispatcher.ts";
import { publishNews } from "../messaging/news-channel.ts";
import { listenToWorkers, workerVoice } from "../messaging/worker-link.ts";
import { SessionKeeper } from "../workers/session-keeper.ts";
import { WorkerDesk } from "../workers/worker-desk.ts";
import type { LeaderConnection } from "./leader-connection.ts";

/** Everything that decides; runs in one process at a time, while it holds the leadership. */
export interface ActiveCoordinator {
	readonly dispatcher: Dispatcher;
	readonly sessions: SessionKeeper;
	stop(): Promise<void>;
}

export async function startActiveCoordinator(options: {
	readonly connection: LeaderConnection;
	readonly database: Database;
	readonly bus: MessageBus;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly leaseDurationMs: number;
	readonly commandKinds: readonly AnyCommandKind[];
	readonly noteRound: DispatcherOptions["noteRound"];
}): Promise<ActiveCoordinator> {
	const { connection, database, bus, clock, logger } = options;
	const sessions = new SessionKeeper(clock, options.leaseDurationMs);
	const dispatcher: Dispatcher = new Dispatcher({
		connection,
		sessions,
		clock,
		logger,
		voice: workerVoice(bus, connection.epoch),
		tellNews(effects) {
			publishNews(bus, effects);
			if (effects.changedSources.size > 0 || effects.changedProjects.size > 0) acquisition.reload();
		},
		noteRound: options.noteRound,
	});
	const acquisition = new AcquisitionWatcher({
		listSources: () => listSources(database),
		sink: dispatchedSink(dispatcher, clock),
		countTiles: (sourceId) => countTiles(database, sourceId),
		clock,
		logger,
	});
	const desk = new WorkerDesk({ dispatcher, sessions, clock, logger, epoch: connection.epoch });
	const carrier = new CommandCarrier({ dispatcher, database, bus, kinds: options.commandKinds, logger });

	dispatcher.start();
	// Workers are answered only once memory holds what they speak of.
	await dispatcher.submit("take over", async () => {});
	const stopListening = listenToWorkers(bus, desk, database, logger);
	desk.start();
	carrier.start();
	await acquisition.start();

	return {
		dispatcher,
		sessions,
		async stop() {
			await acquisition.stop();
			carrier.stop();
			desk.stop();
			stopListening();
			await dispatcher.stop();
		},
	};
}

async function listSources(database: Database): Promise<WatchedSource[]> {
	const rows = await database.query<Omit<WatchedSource, "id"> & { id: number }>(
		`select s.id, s.name, s.kind, s.root_path as "rootPath", s.settings, s.finished_at as "finishedAt"
		from source s join project p on p.id = s.project_id
		where s.archived_at is null and p.archived_at is null order by s.id`,
	);
	return rows.map((row) => ({ ...row, id: asSourceId(row.id) }));
}

async function countTiles(database: Database, sourceId: number): Promise<number> {
	const [row] = await database.query<{ count: number }>(
		"select count(*) as count from tile where source_id = $1 and withdrawn_at is null",
		[sourceId],
	);
	return row?.count ?? 0;
}
