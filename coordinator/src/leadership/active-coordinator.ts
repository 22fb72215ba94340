import type { Clock } from "@tilewright/contract/clock";
import { asSourceId } from "@tilewright/contract/ids";
import type { MessageBus } from "@tilewright/contract/message-bus";
import type { Logger } from "pino";
import { AcquisitionWatcher } from "../acquisition/acquisition-watcher.ts";
import { readKnownTiles } from "../acquisition/known-tiles.ts";
import type { WatchedSource } from "../acquisition/observed-tile.ts";
import { ensureBuiltInDefinitions } from "../commands/built-in-definitions.ts";
import type { Database } from "../database/database.ts";
import { feedbackSender } from "../gates/feedback-sender.ts";
import { publishNews } from "../messaging/news-channel.ts";
import { listenToWorkers, workerVoice } from "../messaging/worker-link.ts";
import { type NotificationSettings, notificationSender } from "../notifications/notification-sender.ts";
import { PaceAlarms } from "../notifications/pace-alarms.ts";
import { acquisitionSink } from "../rounds/acquisition-sink.ts";
import { type AnyCommandKind, CommandCarrier } from "../rounds/command-carrier.ts";
import { OutputRemover } from "../rounds/output-remover.ts";
import { ProgramWatcher } from "../rounds/program-watcher.ts";
import { RoundKeeper, type RoundKeeperOptions } from "../rounds/round-keeper.ts";
import { WorkerDesk } from "../rounds/worker-desk.ts";
import type { PaceKeeper } from "../status/pace/pace-keeper.ts";
import { SessionKeeper } from "../workers/session-keeper.ts";
import type { LeaderConnection } from "./leader-connection.ts";

/** Everything that decides; runs in one process at a time, while it holds the leadership. */
export interface ActiveCoordinator {
	readonly rounds: RoundKeeper;
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
	readonly notifications: NotificationSettings;
	/** Of this process; whoever gave it starts and stops it. */
	readonly pace: PaceKeeper;
	readonly noteRound: RoundKeeperOptions["noteRound"];
}): Promise<ActiveCoordinator> {
	const { connection, database, bus, clock, logger } = options;
	const sessions = new SessionKeeper(clock, options.leaseDurationMs);
	const rounds: RoundKeeper = new RoundKeeper({
		connection,
		sessions,
		clock,
		logger,
		voice: workerVoice(bus, connection.epoch),
		tellNews(effects) {
			publishNews(bus, effects);
			if (effects.hasFeedback) feedback.wake();
			if (effects.changedSources.size > 0 || effects.changedProjects.size > 0) acquisition.reload();
		},
		noteRound: options.noteRound,
	});
	const acquisition = new AcquisitionWatcher({
		listSources: () => listSources(database),
		sink: acquisitionSink(rounds, clock),
		knownTiles: (sourceId) => readKnownTiles(database, sourceId),
		clock,
		logger,
	});
	const feedback = feedbackSender({ database, bus, clock, logger });
	const notifications = notificationSender({ database, clock, logger, settings: options.notifications });
	const paceAlarms = new PaceAlarms({ database, pace: options.pace, logger });
	const desk = new WorkerDesk({ rounds, sessions, clock, logger, epoch: connection.epoch });
	const programs = new ProgramWatcher(rounds, clock, logger);
	const outputs = new OutputRemover(rounds, database, logger);
	const carrier = new CommandCarrier({ rounds, database, bus, kinds: options.commandKinds, logger });

	await ensureBuiltInDefinitions(database);
	rounds.start();
	// Workers are answered only once memory holds what they speak of.
	await rounds.submit("take over", async () => {});
	const stopListening = listenToWorkers(bus, desk, database, logger);
	desk.start();
	carrier.start();
	feedback.start();
	notifications.start();
	paceAlarms.start();
	programs.start();
	outputs.start();
	await acquisition.start();

	return {
		rounds,
		sessions,
		async stop() {
			await acquisition.stop();
			outputs.stop();
			await programs.stop();
			await paceAlarms.stop();
			await notifications.stop();
			await feedback.stop();
			carrier.stop();
			desk.stop();
			stopListening();
			await rounds.stop();
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
