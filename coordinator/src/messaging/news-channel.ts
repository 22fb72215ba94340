import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import { asAttemptId, asProjectId, asWorkerId, type WorkerId } from "@tilewright/contract/ids";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { decodeMessage, heartbeatSchema, subjects } from "@tilewright/contract/messages";
import type { Logger } from "pino";
import type { RoundEffects } from "../effects/round-effects.ts";
import { maximumTaskChanges, type ProjectNews } from "../status/change-feed.ts";
import type { InMemoryChangeFeed } from "../status/in-memory-change-feed.ts";
import type { WorkerReadings } from "../status/worker-readings.ts";
import type { ChangedRows } from "./change-listener.ts";

/*
 * News of commits travel over the bus, so that any number of API processes can tell people. They may be lost; the
 * feed's sequence numbers let a page notice and read again.
 */

const workersSubject = subjects.bell("workers");

export function publishNews(bus: MessageBus, effects: RoundEffects): void {
	const projectIds = new Set([
		...effects.taskChanges.keys(),
		...effects.changedProjects,
		...effects.projectsWithNewTiles,
	]);
	for (const projectId of projectIds) {
		const tasks = effects.taskChanges.get(projectId) ?? [];
		const tasksOmitted = tasks.length > maximumTaskChanges;
		const news: ProjectNews = {
			projectId,
			tasks: tasksOmitted ? [] : tasks,
			tasksOmitted,
			sourceIds: [...effects.changedSources],
			graphChanged: effects.changedProjects.has(projectId),
			tilesChanged: effects.projectsWithNewTiles.has(projectId),
		};
		bus.publish(subjects.changes(projectId), Buffer.from(JSON.stringify(news)));
	}
	if (effects.changedWorkers.size > 0)
		bus.publish(workersSubject, Buffer.from(JSON.stringify([...effects.changedWorkers])));
}

/** Feeds what this process hears to its own watchers. Returns how to stop. */
export function relayNews(bus: MessageBus, feed: InMemoryChangeFeed, logger: Logger): () => void {
	const read = <Value>(subject: string, take: (value: Value) => void) =>
		bus.subscribe(subject, (message) => {
			try {
				// What a coordinator of this version published; a foreign shape is caught below and only costs a refresh.
				take(JSON.parse(Buffer.from(message.payload).toString("utf8")) as Value);
			} catch (error) {
				logger.warn({ subject: message.subject, error: describeError(error) }, "news could not be read");
			}
		});
	const subscriptions = [
		read<ProjectNews>(subjects.changes("*"), (news) => feed.publishProject(news)),
		read<WorkerId[]>(workersSubject, (workerIds) => feed.publishWorkers(workerIds)),
	];
	return () => {
		for (const subscription of subscriptions) subscription.unsubscribe();
	};
}

/** Tells this process's watchers of rows that have said that they changed. */
export function relayChangedRows(feed: InMemoryChangeFeed, { kind, isNew, rows, isMore }: ChangedRows): void {
	if (kind === "event" && isNew) {
		for (const [id, projectId] of rows.toReversed()) {
			feed.publishEvent({ id: Number(id), projectId: projectId === null ? null : asProjectId(projectId) });
		}
	}
	if (kind === "worker") feed.publishWorkers(rows.map(([id]) => asWorkerId(String(id))));
	const projectIds = rows.flatMap(([, projectId]) => (projectId === null ? [] : [projectId]));
	feed.publishKinds([{ kind, ids: rows.map(([id]) => String(id)), projectIds, isComplete: !isMore }]);
}

/** Heartbeats are heard by every API process; they carry what each worker is doing. */
export function relayReadings(
	bus: MessageBus,
	readings: WorkerReadings,
	feed: InMemoryChangeFeed,
	clock: Clock,
	leaseDurationMs: number,
): () => void {
	const subscription = bus.subscribe(subjects.heartbeat, (message) => {
		const heartbeat = decodeMessage(heartbeatSchema, message.payload, message.subject);
		const workerId = asWorkerId(heartbeat.workerId);
		readings.set({
			workerId,
			heardAt: clock.now(),
			leaseUntil: new Date(clock.now().getTime() + leaseDurationMs),
			localLoad: heartbeat.load.localWorkUnits,
			clusterLoad: heartbeat.load.clusterWorkUnits,
			cpuPercent: heartbeat.load.cpuPercent,
			freeMemoryMb: heartbeat.load.freeMemoryMb,
			attemptIds: heartbeat.attemptIds.map(asAttemptId),
		});
		feed.publishWorkers([workerId]);
	});
	return () => subscription.unsubscribe();
}
