import type { Clock } from "@tilewright/contract/clock";
import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import { type AttemptId, asAttemptId, type WorkerId, type WorkerSessionId } from "@tilewright/contract/ids";
import type { AssignedAttempt, AttemptResult } from "@tilewright/contract/messages";
import type { Logger } from "pino";
import { type FinishedAttempt, finishAttempts } from "../completion/attempt-finisher.ts";
import type { Transaction } from "../database/database.ts";
import { storeEvents } from "../database/event-store.ts";
import { composeAssignments } from "../dispatch/assignment-composer.ts";
import { type ClaimedAttempt, claimTasks } from "../dispatch/claimer.ts";
import { RoundEffects } from "../effects/round-effects.ts";
import type { LeaderConnection } from "../leadership/leader-connection.ts";
import { delayNextProbes } from "../workers/quarantine.ts";
import type { SessionKeeper } from "../workers/session-keeper.ts";
import { planAddedStages } from "./added-stages.ts";
import { CoordinatorMemory } from "./coordinator-memory.ts";
import { GroupTimer } from "./group-timer.ts";
import { noteReportedPrograms } from "./program-reports.ts";
import { carryOnRescopings } from "./rescoped-projects.ts";
import { type ReportedResults, ResultQueue } from "./result-queue.ts";
import { noteFailures } from "./stage-pauser.ts";

/*
 * The heart: rounds, one after the other, one transaction each.
 *
 *   what arrived (results, commands, tiles, sessions, timers)
 *     → carried out, each in its savepoint
 *     → results recorded, tasks moved, children released
 *     → what is ready next, claimed for whoever has room
 *     → commit
 *     → results acknowledged, assignments sent, news told
 *
 * There is no wait when idle and no polling: a round begins when something arrives, and what arrives while one
 * runs is taken together by the next, so batches form only under load. When a round fails, memory is read again
 * from the rows before the next; nothing was acknowledged, so whoever waits will say it again.
 */

/** Where the rounds's words go; implemented over the bus. */
export interface WorkerVoice {
	assign(
		workerId: WorkerId,
		sessionId: WorkerSessionId,
		assignments: readonly AssignedAttempt[],
		memory: CoordinatorMemory,
	): void;
	cancel(workerId: WorkerId, sessionId: WorkerSessionId, attemptIds: readonly AttemptId[]): void;
	acknowledge(
		workerId: WorkerId,
		sessionId: WorkerSessionId,
		attemptIds: readonly number[],
		refusedIds: readonly number[],
	): void;
}

export interface RoundKeeperOptions {
	readonly connection: LeaderConnection;
	readonly sessions: SessionKeeper;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly voice: WorkerVoice;
	/** Called after every commit that changed something people may be looking at. */
	readonly tellNews: (effects: RoundEffects) => void;
	/** About how many tasks a round moves for another region or other skipped planes; 10,000 take about half a second. */
	readonly rescopedTasksPerRound?: number;
	/** Milliseconds each round took, and how many attempts it finished and dispatched. */
	readonly noteRound: (round: {
		readonly durationMs: number;
		readonly finished: readonly FinishedAttempt[];
		readonly dispatched: number;
	}) => void;
}

interface Work {
	readonly name: string;
	readonly run: (transaction: Transaction, effects: RoundEffects) => Promise<unknown>;
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: unknown) => void;
}

const attemptsPerRound = 1_000;
const firstBackOffMs = 100;
const longestBackOffMs = 5_000;

export class RoundKeeper {
	readonly memory: CoordinatorMemory;
	readonly #options: RoundKeeperOptions;
	readonly #groupTimer: GroupTimer;
	#work: Work[] = [];
	readonly #results = new ResultQueue(2 * attemptsPerRound);
	#isAwake = false;
	#isStopped = false;
	#current: Promise<void> | undefined;
	#failuresInARow = 0;
	#timers = new Set<NodeJS.Timeout>();

	constructor(options: RoundKeeperOptions) {
		this.#options = options;
		this.memory = new CoordinatorMemory(options.sessions, options.clock);
		this.#groupTimer = new GroupTimer(options.clock, (delayMs) => this.#wakeIn(delayMs));
	}

	get isStopped(): boolean {
		return this.#isStopped;
	}

	/** Reads memory from the rows and begins. */
	start(): void {
		this.memory.isDoubtful = true;
		this.wake();
	}

	/** Runs `work` inside the next round; resolves after its commit. A TilewrightError undoes only this work. */
	submit<Result>(
		name: string,
		run: (transaction: Transaction, effects: RoundEffects) => Promise<Result>,
	): Promise<Result> {
		if (this.#isStopped) return Promise.reject(new Error(`"${name}" came after the coordinator stopped deciding`));
		return new Promise<Result>((resolve, reject) => {
			// The queue holds work of any result type; each piece resolves its own promise with what it returned.
			this.#work.push({ name, run, resolve: resolve as (value: unknown) => void, reject });
			this.wake();
		});
	}

	/** Results as a worker reported them; acknowledged after the commit that records them. */
	takeResults(reported: ReportedResults): void {
		this.#results.add(reported);
		this.wake();
	}

	wake(): void {
		if (this.#isStopped) return;
		this.#isAwake = true;
		this.#current ??= this.#runRounds().finally(() => {
			this.#current = undefined;
			if (this.#isAwake && !this.#isStopped) this.wake();
		});
	}

	/** Finishes the round that runs; what is still queued is refused. */
	async stop(): Promise<void> {
		this.#isStopped = true;
		for (const timer of this.#timers) clearTimeout(timer);
		this.#timers.clear();
		await this.#current;
		for (const work of this.#work.splice(0))
			work.reject(new Error(`"${work.name}" was not done: the coordinator stopped deciding`));
	}

	#wakeIn(delayMs: number): void {
		if (this.#isStopped) return;
		const timer = setTimeout(
			() => {
				this.#timers.delete(timer);
				this.wake();
			},
			Math.max(1, delayMs),
		);
		this.#timers.add(timer);
	}

	async #runRounds(): Promise<void> {
		// What arrives in the same turn of the event loop belongs to one round.
		await new Promise(setImmediate);
		while (this.#isAwake && !this.#isStopped) {
			this.#isAwake = false;
			const work = this.#work.splice(0);
			const results = this.#results.take();
			if (!this.#results.isEmpty) this.#isAwake = true;
			try {
				await this.#round(work, results);
				this.#failuresInARow = 0;
				this.#results.noteRecorded();
			} catch (error) {
				await this.#recover(error, work, results);
			}
		}
	}

	async #round(work: readonly Work[], reported: readonly ReportedResults[]): Promise<void> {
		const { connection, voice, sessions, logger } = this.#options;
		const startedMs = this.#options.clock.monotonicMs();
		const memory = this.memory;
		const settled: (() => void)[] = [];
		const round = await connection.transaction(async (transaction) => {
			const effects = new RoundEffects();
			if (memory.isDoubtful) await memory.readAgain(transaction);
			const finishRules = memory.finishRules;
			for (const piece of work) {
				const own = new RoundEffects();
				try {
					const result = await transaction.savepoint(() => piece.run(transaction, own));
					effects.absorb(own);
					settled.push(() => piece.resolve(result));
				} catch (error) {
					if (!isTilewrightError(error))
						logger.error({ work: piece.name, error: describeError(error) }, "a piece of work failed and was undone");
					settled.push(() => piece.reject(error));
				}
			}
			const results = reported.flatMap((entry) => entry.results);
			const lost = memory.takeLost();
			const finished = await finishAttempts(transaction, effects, [...results, ...lost], finishRules);
			for (const attempt of finished) memory.attempts.end(asAttemptId(attempt.attemptId));
			for (const attemptId of effects.attemptsToStop) memory.noteStopped(attemptId);
			await noteFailures(transaction, effects, memory, finished, startedMs);
			await noteReportedPrograms(transaction, effects, memory, finished, startedMs);
			if (effects.changedProjects.size > 0) await memory.readProjectsAgain(transaction, [...effects.changedProjects]);
			if (await carryOnRescopings(transaction, effects, memory, this.#options.rescopedTasksPerRound))
				this.#isAwake = true;
			if (effects.stagesToPlan.size > 0) await planAddedStages(transaction, effects, memory);
			await this.#groupTimer.run(transaction, effects, memory.stages);
			if (effects.changedWorkers.size > 0) await memory.readWorkersAgain(transaction, [...effects.changedWorkers]);

			const nextDelayMs = memory.takeReadied(effects.readied);
			if (nextDelayMs !== null) this.#wakeIn(nextDelayMs);
			await memory.refillQueue(transaction, effects.stagesToRequeue);
			const claimed = await this.#claim(transaction, effects);
			const assignments = await composeAssignments(transaction, claimed, (attempt) => memory.stageOf(attempt));
			const refused = await refusedOf(transaction, results, finished);
			await storeEvents(transaction, effects.events);
			return { effects, finished, claimed, assignments, refused };
		});

		for (const { workerId, sessionId, results } of reported) {
			voice.acknowledge(
				workerId,
				sessionId,
				results.map((result) => result.attemptId),
				results.flatMap((result) => (round.refused.has(result.attemptId) ? [result.attemptId] : [])),
			);
		}
		this.#sendAssignments(round.claimed, round.assignments);
		for (const { workerId, attemptIds } of memory.takeCommitted()) {
			const session = sessions.session(workerId);
			if (session) voice.cancel(workerId, session.sessionId, attemptIds);
		}
		for (const settle of settled) settle();
		this.#options.tellNews(round.effects);
		this.#options.noteRound({
			durationMs: this.#options.clock.monotonicMs() - startedMs,
			finished: round.finished,
			dispatched: round.claimed.length,
		});
	}

	async #claim(transaction: Transaction, effects: RoundEffects): Promise<ClaimedAttempt[]> {
		const memory = this.memory;
		const placements = memory.offers.choosePlacements(attemptsPerRound);
		const offerDelayMs = memory.offers.offerDelayMs();
		if (offerDelayMs !== null) this.#wakeIn(offerDelayMs);
		if (placements.length === 0) return [];
		if (placements.length === attemptsPerRound) this.#isAwake = true;
		const sessions = new Map(
			[...this.#options.sessions.sessions].map((session) => [session.workerId, session.sessionId]),
		);
		const claimed = await claimTasks(transaction, placements, sessions, (stageId) => memory.versionOf(stageId));
		await delayNextProbes(transaction, memory.offers.noteProbes(claimed.map((attempt) => attempt.workerId)));
		const now = this.#options.clock.monotonicMs();
		for (const attempt of claimed) {
			memory.attempts.add({ ...attempt, dispatchedAtMs: now, missedHeartbeats: 0 });
			effects.addTaskChanges(attempt.projectId, [
				{
					taskId: attempt.taskId,
					stageId: attempt.stageId,
					tileId: attempt.tileId,
					state: "running",
					attemptId: attempt.attemptId,
				},
			]);
		}
		// The mirror held tasks that have gone elsewhere, or whose back-off the database's clock has not yet ended.
		if (claimed.length < placements.length) {
			const claimedIds = new Set(claimed.map((attempt) => attempt.taskId));
			const missed = placements.filter((placement) => !claimedIds.has(placement.task.taskId));
			const delayMs = await memory.readTasksAgain(
				transaction,
				missed.map((placement) => placement.task.taskId),
			);
			if (delayMs !== null) this.#wakeIn(delayMs);
		}
		return claimed;
	}

	#sendAssignments(claimed: readonly ClaimedAttempt[], assignments: readonly AssignedAttempt[]): void {
		const byWorker = new Map<WorkerId, { sessionId: WorkerSessionId; assignments: AssignedAttempt[] }>();
		for (const [index, attempt] of claimed.entries()) {
			const assignment = assignments[index];
			if (!assignment) continue;
			const known = byWorker.get(attempt.workerId);
			if (known) known.assignments.push(assignment);
			else byWorker.set(attempt.workerId, { sessionId: attempt.sessionId, assignments: [assignment] });
		}
		for (const [workerId, batch] of byWorker)
			this.#options.voice.assign(workerId, batch.sessionId, batch.assignments, this.memory);
	}

	async #recover(error: unknown, work: readonly Work[], results: readonly ReportedResults[]): Promise<void> {
		this.memory.isDoubtful = true;
		this.#work.unshift(...work);
		this.#results.putBack(results, describeError(error));
		this.#failuresInARow += 1;
		const backOffMs = Math.min(firstBackOffMs * 2 ** (this.#failuresInARow - 1), longestBackOffMs);
		this.#options.logger.error(
			{
				error: describeError(error),
				stack: error instanceof Error ? error.stack : undefined,
				backOffMs,
				roundsFailed: this.#failuresInARow,
			},
			"a round was rolled back; memory is read again and the round repeated",
		);
		if (this.#options.connection.isLost) {
			this.#isStopped = true;
			for (const piece of this.#work.splice(0)) piece.reject(error);
			return;
		}
		await new Promise((resolve) => setTimeout(resolve, backOffMs));
		this.#isAwake = true;
	}
}

/** Results that came too late: their attempt had ended otherwise. One that is reported twice is not refused. */
async function refusedOf(
	transaction: Transaction,
	results: readonly AttemptResult[],
	finished: readonly FinishedAttempt[],
): Promise<ReadonlySet<number>> {
	const recorded = new Set(finished.map((attempt) => attempt.attemptId));
	const unrecorded = results.filter((result) => !recorded.has(result.attemptId));
	if (unrecorded.length === 0) return new Set();
	const rows = await transaction.query<{ id: number; outcome: string }>(
		"select id, outcome from attempt where id = any($1) and finished_at is not null",
		[unrecorded.map((result) => result.attemptId)],
	);
	const outcomes = new Map(rows.map((row) => [row.id, row.outcome]));
	return new Set(
		unrecorded.filter((result) => outcomes.get(result.attemptId) !== result.outcome).map((result) => result.attemptId),
	);
}
