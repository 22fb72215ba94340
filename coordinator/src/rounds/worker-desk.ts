import type { Clock } from "@tilewright/contract/clock";
import { type AttemptId, asAttemptId, asWorkerId, asWorkerSessionId } from "@tilewright/contract/ids";
import type {
	clusterJobsSchema,
	finishedSchema,
	goodbyeSchema,
	heartbeatReplySchema,
	heartbeatSchema,
	helloReplySchema,
	helloSchema,
	startedSchema,
} from "@tilewright/contract/messages";
import { plural } from "@tilewright/contract/sentence";
import type { Logger } from "pino";
import type { z } from "zod";
import { forgetOldClusterJobs, storeClusterJobs } from "../database/cluster-job-store.ts";
import type { Transaction } from "../database/database.ts";
import { endWorkerAlarms } from "../database/event-store.ts";
import { adoptAttempts, archiveEndedPilots, beginWorkerSession, endWorkerSession } from "../database/worker-store.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { quarantineOf, type Session, type SessionKeeper } from "../workers/session-keeper.ts";
import type { RoundKeeper } from "./round-keeper.ts";

/*
 * Answers workers: hello begins a session and adopts what survived, heartbeats renew the lease, a lease that ends
 * makes the session's attempts lost. Decisions that write go through the rounds's rounds.
 */

const leaseCheckMs = 500;
/** A heartbeat composed before an assignment arrived cannot name it. */
const assignmentGraceMs = 5_000;
const forgetJobsEveryMs = 3_600_000;
const missedHeartbeatsUntilLost = 2;

export class WorkerDesk {
	readonly #rounds: RoundKeeper;
	readonly #sessions: SessionKeeper;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #epoch: number;
	#timer: NodeJS.Timeout | undefined;
	#forgetJobsAtMs = 0;

	constructor(options: {
		readonly rounds: RoundKeeper;
		readonly sessions: SessionKeeper;
		readonly clock: Clock;
		readonly logger: Logger;
		readonly epoch: number;
	}) {
		this.#rounds = options.rounds;
		this.#sessions = options.sessions;
		this.#clock = options.clock;
		this.#logger = options.logger;
		this.#epoch = options.epoch;
	}

	start(): void {
		this.#timer = setInterval(() => this.#endExpired(), leaseCheckMs);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	async hello(message: z.output<typeof helloSchema>): Promise<z.output<typeof helloReplySchema>> {
		const workerId = asWorkerId(message.workerId);
		const sessionId = asWorkerSessionId(message.sessionId);
		const { attempts } = this.#rounds.memory;
		const begun = await this.#rounds.submit("begin worker session", async (transaction, effects) => {
			const worker = await beginWorkerSession(transaction, message);
			const live = [...attempts.ofWorker(workerId).keys()];
			const named = new Set(message.attemptIds);
			const adopted = live.filter((attemptId) => named.has(attemptId));
			await adoptAttempts(transaction, sessionId, adopted);
			effects.changedWorkers.add(workerId);
			const isBack = (await endWorkerAlarms(transaction)).includes(workerId);
			effects.events.push({
				projectId: null,
				stageId: null,
				workerId,
				severity: "info",
				kind: "workerJoined",
				message: `Worker "${worker.name}" on ${message.host} ${isBack ? "is back" : "joined"} with ${plural(worker.local_work_units, "work unit")}${adopted.length > 0 ? ` and went on with ${plural(adopted.length, "attempt")}` : ""}.`,
			});
			return { worker, adopted, gone: live.filter((attemptId) => !named.has(attemptId)) };
		});
		const capacity = {
			localWorkUnits: begun.worker.local_work_units,
			clusterWorkUnits: begun.worker.cluster_work_units,
		};
		this.#sessions.begin({
			workerId,
			sessionId,
			name: begun.worker.name,
			host: begun.worker.host,
			capacity,
			isPaused: begun.worker.is_paused,
			quarantine: quarantineOf(begun.worker, this.#clock.monotonicMs()),
			cluster: message.cluster ?? null,
			pilot: message.pilot ? { untilMs: this.#clock.monotonicMs() + message.pilot.remainingMs } : null,
		});
		this.#lose(begun.gone, `Worker "${begun.worker.name}" restarted without it.`);
		this.#rounds.wake();
		this.#logger.info({ worker: begun.worker.name, capacity, adopted: begun.adopted.length }, "worker joined");
		return {
			epoch: this.#epoch,
			leaseDurationMs: this.#sessions.leaseDurationMs,
			adoptedAttemptIds: begun.adopted,
			capacity,
		};
	}

	heartbeat(message: z.output<typeof heartbeatSchema>): z.output<typeof heartbeatReplySchema> {
		const workerId = asWorkerId(message.workerId);
		const session = this.#sessions.renew(workerId, asWorkerSessionId(message.sessionId), {
			...message.load,
		});
		if (!session) return { kind: "expired" };
		session.isDraining = message.isDraining ?? false;
		const clusterBacklog = this.#rounds.memory.offers.pilotBacklogFor(session);
		const { attempts } = this.#rounds.memory;
		const named = new Set(message.attemptIds);
		const now = this.#clock.monotonicMs();
		const missing: AttemptId[] = [];
		for (const attempt of attempts.ofWorker(workerId).values()) {
			if (named.has(attempt.attemptId) || now - attempt.dispatchedAtMs < assignmentGraceMs)
				attempt.missedHeartbeats = 0;
			else if (++attempt.missedHeartbeats >= missedHeartbeatsUntilLost) missing.push(attempt.attemptId);
		}
		this.#lose(missing, `Worker "${session.name}" does not know of it: the assignment was lost on its way.`);
		return {
			kind: "renewed",
			epoch: this.#epoch,
			leaseDurationMs: this.#sessions.leaseDurationMs,
			capacity: session.capacity,
			strayAttemptIds: message.attemptIds.filter(
				(attemptId) => attempts.get(asAttemptId(attemptId))?.workerId !== workerId,
			),
			...(clusterBacklog === undefined ? {} : { clusterBacklog }),
		};
	}

	/** Results of an ended session are taken as well: the attempt decides, not the session. */
	finished(message: z.output<typeof finishedSchema>): void {
		this.#rounds.takeResults({
			workerId: asWorkerId(message.workerId),
			sessionId: asWorkerSessionId(message.sessionId),
			results: message.results,
		});
	}

	async started(message: z.output<typeof startedSchema>): Promise<void> {
		await this.#rounds.submit("note started attempts", async (transaction, effects) => {
			const rows = await transaction.query<{
				id: number;
				task_id: number;
				stage_id: number;
				project_id: number;
				tile_id: number | null;
			}>(
				`update attempt a set pending_ms = r.pending_ms
				from unnest($1::bigint[], $2::real[]) as r(id, pending_ms), task t
				where a.id = r.id and a.finished_at is null and t.id = a.task_id
				returning a.id, a.task_id, a.stage_id, a.project_id, t.tile_id`,
				[message.attempts.map((attempt) => attempt.attemptId), message.attempts.map((attempt) => attempt.pendingMs)],
			);
			for (const row of rows) noteRunning(effects, row);
		});
	}

	/** For people; nothing is decided by it. */
	async clusterJobs(message: z.output<typeof clusterJobsSchema>): Promise<void> {
		await this.#rounds.submit("note cluster jobs", async (transaction, effects) => {
			await storeClusterJobs(transaction, message);
			const now = this.#clock.monotonicMs();
			if (now >= this.#forgetJobsAtMs) {
				this.#forgetJobsAtMs = now + forgetJobsEveryMs;
				await forgetOldClusterJobs(transaction);
				await archiveEndedPilots(transaction);
			}
			effects.changedWorkers.add(asWorkerId(message.workerId));
		});
	}

	async goodbye(message: z.output<typeof goodbyeSchema>): Promise<void> {
		const session = this.#sessions.session(asWorkerId(message.workerId));
		if (session?.sessionId !== message.sessionId) return;
		await this.#end(session, "the worker stopped");
	}

	#endExpired(): void {
		for (const workerId of this.#sessions.takeOverdue()) {
			const gone = [...this.#rounds.memory.attempts.ofWorker(workerId).keys()];
			this.#lose(gone, "The worker that had submitted it to a cluster did not come back.");
		}
		for (const session of this.#sessions.expired()) {
			void this.#end(session, "its lease ended: nothing was heard from it").catch((error) =>
				this.#logger.error({ worker: session.name, error: String(error) }, "a session could not be ended"),
			);
		}
	}

	async #end(session: Session, reason: string): Promise<void> {
		this.#sessions.end(session.workerId, session.sessionId);
		const all = [...this.#rounds.memory.attempts.ofWorker(session.workerId).values()];
		// Jobs of a cluster go on without the worker that has submitted them.
		const isKept = (isClusterJob: boolean) => isClusterJob && session.pilot === null;
		if (all.some(({ isClusterJob }) => isKept(isClusterJob))) this.#sessions.awaitReturn(session.workerId);
		const live = all.flatMap(({ attemptId, isClusterJob }) => (isKept(isClusterJob) ? [] : [attemptId]));
		this.#lose(live, `Worker "${session.name}" is gone: ${reason}.`);
		this.#logger.warn({ worker: session.name, reason, attempts: live.length }, "worker session ended");
		await this.#rounds.submit("end worker session", async (transaction: Transaction, effects: RoundEffects) => {
			await endWorkerSession(transaction, session.sessionId, reason);
			effects.changedWorkers.add(session.workerId);
			effects.events.push({
				projectId: null,
				stageId: null,
				workerId: session.workerId,
				severity: live.length > 0 ? "warning" : "info",
				kind: "workerLeft",
				message: `Worker "${session.name}" left: ${reason}.${live.length > 0 ? ` ${live.length === 1 ? "1 attempt is" : `${live.length} attempts are`} tried again.` : ""}`,
			});
		});
	}

	#lose(attemptIds: readonly AttemptId[], problem: string): void {
		if (attemptIds.length === 0) return;
		for (const attemptId of attemptIds) this.#rounds.memory.noteLost(attemptId, problem);
		this.#rounds.wake();
	}
}

function noteRunning(
	effects: RoundEffects,
	row: {
		readonly id: number;
		readonly task_id: number;
		readonly stage_id: number;
		readonly project_id: number;
		readonly tile_id: number | null;
	},
): void {
	// The casts name what the columns of the same names hold.
	effects.addTaskChanges(row.project_id as never, [
		{
			taskId: row.task_id as never,
			stageId: row.stage_id as never,
			tileId: row.tile_id as never,
			state: "running",
			attemptId: asAttemptId(row.id),
		},
	]);
}
