import type { Clock } from "@tilewright/contract/clock";
import {
	type AttemptId,
	asAttemptId,
	asProjectId,
	asStageId,
	asTaskId,
	asWorkerId,
	asWorkerSessionId,
	type ProjectId,
	type StageId,
	type StageVersionId,
	type WorkerId,
} from "@tilewright/contract/ids";
import { type AttemptResult, clusterOfferSchema } from "@tilewright/contract/messages";
import type { Operations } from "@tilewright/contract/recipe";
import { type FinishRules, lostResult } from "../completion/attempt-finisher.ts";
import type { Transaction } from "../database/database.ts";
import { readLiveAttempts, readLiveSessions, readWorkers } from "../database/worker-store.ts";
import { LiveAttempts } from "../dispatch/live-attempts.ts";
import { capacityPerStage, ReadyQueue } from "../dispatch/ready-queue.ts";
import { StageMemory } from "../dispatch/stage-memory.ts";
import type { ReadyTask } from "../effects/round-effects.ts";
import { type RememberedProject, type RememberedStage, readProjects } from "../planning/project-graph.ts";
import { quarantineOf, type Session, type SessionKeeper } from "../workers/session-keeper.ts";
import { WorkerHealth } from "../workers/worker-health.ts";
import { PlacementOffers, workUnitsOf } from "./placement-offers.ts";
import { ReportedPrograms } from "./reported-programs.ts";

/** Everything the active coordinator remembers; a mirror of rows, thrown away and read again at every doubt. */
export class CoordinatorMemory {
	isDoubtful = true;
	readonly stages = new StageMemory();
	readonly queue = new ReadyQueue();
	/** Who fails; no mirror of rows, and kept when they are read again. */
	readonly health = new WorkerHealth();
	/** What workers say of the scripts they run; no mirror of rows either. */
	readonly programs = new ReportedPrograms();
	/** Replaced as a whole when it is read again, so that nobody ever sees it half filled. */
	attempts = new LiveAttempts();
	/** What follows from all this for who gets what. */
	readonly offers: PlacementOffers;
	readonly #sessions: SessionKeeper;
	readonly #clock: Clock;
	/** Tasks whose retry backs off: in the queue when their time has come. */
	#delayed: { readonly task: ReadyTask; readonly dueMs: number }[] = [];
	readonly #lost = new Map<AttemptId, string>();
	#stopped = new Map<AttemptId, WorkerId>();
	/** The lost attempts the round that runs has taken; forgotten with its commit. */
	#takenLost: AttemptId[] = [];

	constructor(sessions: SessionKeeper, clock: Clock) {
		this.#sessions = sessions;
		this.#clock = clock;
		this.offers = new PlacementOffers(this, sessions, clock);
	}

	async readAgain(transaction: Transaction): Promise<void> {
		this.stages.replaceAll(await readProjects(transaction, null));
		this.queue.clear();
		this.#delayed = [];
		const attempts = new LiveAttempts();
		for (const row of await readLiveAttempts(transaction)) {
			const stageId = asStageId(row.stage_id);
			attempts.add({
				attemptId: asAttemptId(row.attempt_id),
				taskId: asTaskId(row.task_id),
				projectId: asProjectId(row.project_id),
				stageId,
				workerId: asWorkerId(row.worker_id),
				workUnits: workUnitsOf(this.stages.stage(stageId), row.is_cluster_job),
				isClusterJob: row.is_cluster_job,
				isBackfill: row.is_backfill,
				dispatchedAtMs: this.#clock.monotonicMs(),
				missedHeartbeats: 0,
			});
		}
		this.attempts = attempts;
		await this.#takeOverSessions(transaction);
		for (const project of this.stages.projects) {
			for (const stage of project.stages) await this.#refill(transaction, stage.id);
		}
		this.isDoubtful = false;
	}

	/** Sessions of a former active coordinator go on with a whole lease; attempts without a session are lost. */
	async #takeOverSessions(transaction: Transaction): Promise<void> {
		const rows = await readLiveSessions(transaction);
		for (const row of rows) {
			const workerId = asWorkerId(row.id);
			const sessionId = asWorkerSessionId(row.session_id);
			if (this.#sessions.session(workerId)?.sessionId === sessionId) continue;
			this.#sessions.begin({
				workerId,
				sessionId,
				name: row.name,
				host: row.host,
				capacity: { localWorkUnits: row.local_work_units, clusterWorkUnits: row.cluster_work_units },
				isPaused: row.is_paused,
				quarantine: quarantineOf(row, this.#clock.monotonicMs()),
				cluster: row.cluster === null ? null : clusterOfferSchema.parse(row.cluster),
				pilot: row.pilot_remaining_ms === null ? null : { untilMs: this.#clock.monotonicMs() + row.pilot_remaining_ms },
			});
		}
		const live = new Set(rows.map((row) => row.session_id));
		for (const row of await readLiveAttempts(transaction)) {
			if (live.has(row.session_id)) continue;
			if (row.is_cluster_job && !row.is_pilot) this.#sessions.awaitReturn(asWorkerId(row.worker_id));
			else this.noteLost(asAttemptId(row.attempt_id), "The worker's session had ended when the coordinator took over.");
		}
	}

	async readProjectsAgain(transaction: Transaction, projectIds: readonly ProjectId[]): Promise<void> {
		const projects = await readProjects(transaction, projectIds);
		for (const projectId of projectIds) {
			const before = new Map(this.stages.project(projectId)?.stages.map((stage) => [stage.id, stage]));
			this.stages.forget(projectId);
			const project = projects.find((candidate) => candidate.id === projectId);
			if (!project) continue;
			this.stages.replace(project);
			for (const stage of project.stages) {
				const known = before.get(stage.id);
				// Trying out a stage lets only a few of its tasks into the queue.
				if (!known || (known.canary === null) !== (stage.canary === null)) await this.#refill(transaction, stage.id);
			}
		}
	}

	async readWorkersAgain(transaction: Transaction, workerIds: readonly WorkerId[]): Promise<void> {
		for (const worker of await readWorkers(transaction, workerIds)) {
			const session = this.#sessions.session(asWorkerId(worker.id));
			if (!session) continue;
			session.capacity = { localWorkUnits: worker.local_work_units, clusterWorkUnits: worker.cluster_work_units };
			session.isPaused = worker.is_paused;
			session.quarantine = quarantineOf(worker, this.#clock.monotonicMs());
		}
	}

	/** Puts what became ready in its place. Returns the milliseconds until the next back-off ends. */
	takeReadied(readied: readonly ReadyTask[]): number | null {
		const now = this.#clock.monotonicMs();
		for (const task of readied) {
			if (!task.isCanary && this.stages.stage(task.stageId)?.canary) continue;
			if (task.delayMs > 0) this.#delayed.push({ task, dueMs: now + task.delayMs });
			else this.queue.add(task);
		}
		if (this.#delayed.length === 0) return null;
		let next = Number.POSITIVE_INFINITY;
		this.#delayed = this.#delayed.filter((entry) => {
			if (entry.dueMs <= now) {
				this.queue.add({ ...entry.task, delayMs: 0 });
				return false;
			}
			next = Math.min(next, entry.dueMs);
			return true;
		});
		return Number.isFinite(next) ? next - now : null;
	}

	/** For tasks the claim passed over: back into the queue if they are still ready. Returns the longest wait among them. */
	async readTasksAgain(transaction: Transaction, taskIds: readonly number[]): Promise<number | null> {
		return this.takeReadied(await readReadyTasks(transaction, "t.id = any($1)", [taskIds]));
	}

	/** Stages whose memory runs dry, and those whose order is another one now. */
	async refillQueue(transaction: Transaction, reordered: ReadonlySet<StageId>): Promise<void> {
		for (const stageId of new Set([...this.queue.stagesToRefill(), ...reordered]))
			await this.#refill(transaction, stageId);
	}

	async #refill(transaction: Transaction, stageId: StageId): Promise<void> {
		const isTriedOut = this.stages.stage(stageId)?.canary != null;
		const tasks = await readReadyTasks(transaction, `t.stage_id = $1${isTriedOut ? " and t.is_canary" : ""}`, [
			stageId,
		]);
		this.queue.refill(
			stageId,
			tasks.filter((task) => task.delayMs === 0),
		);
		const later = tasks.filter((task) => task.delayMs > 0);
		const known = new Set(this.#delayed.map((entry) => entry.task.taskId));
		this.takeReadied(later.filter((task) => !known.has(task.taskId)));
	}

	session(workerId: WorkerId): Session | undefined {
		return this.#sessions.session(workerId);
	}

	/** Nobody will report on the attempt any more: its task is tried again, its result refused. */
	noteLost(attemptId: AttemptId, problem: string): void {
		this.#lost.set(attemptId, problem);
	}

	/** Lost attempts for the round that begins; kept until it commits. */
	takeLost(): AttemptResult[] {
		this.#takenLost = [...this.#lost.keys()];
		return [...this.#lost].map(([attemptId, problem]) => lostResult(attemptId, problem));
	}

	noteStopped(attemptId: AttemptId): void {
		const attempt = this.attempts.end(attemptId);
		if (attempt) this.#stopped.set(attemptId, attempt.workerId);
	}

	/** After a commit: what was taken is settled, and these programs must stop. */
	takeCommitted(): { readonly workerId: WorkerId; readonly attemptIds: readonly AttemptId[] }[] {
		for (const attemptId of this.#takenLost) this.#lost.delete(attemptId);
		this.#takenLost = [];
		this.attempts.forgetEnded();
		const byWorker = new Map<WorkerId, AttemptId[]>();
		for (const [attemptId, workerId] of this.#stopped)
			byWorker.set(workerId, [...(byWorker.get(workerId) ?? []), attemptId]);
		this.#stopped = new Map();
		return [...byWorker].map(([workerId, attemptIds]) => ({ workerId, attemptIds }));
	}

	stageOf(attempt: { readonly stageId: StageId; readonly projectId: ProjectId }): {
		readonly stage: RememberedStage;
		readonly project: RememberedProject;
	} {
		const stage = this.stages.stage(attempt.stageId);
		const project = this.stages.project(attempt.projectId);
		if (!stage || !project)
			throw new Error(`stage ${attempt.stageId} of project ${attempt.projectId} is not in memory`);
		return { stage, project };
	}

	versionOf(stageId: StageId): StageVersionId {
		const stage = this.stages.stage(stageId);
		if (!stage) throw new Error(`stage ${stageId} is not in memory`);
		return stage.versionId;
	}

	get finishRules(): FinishRules {
		return {
			currentVersionOf: (stageId: StageId) => this.stages.stage(stageId) ?? null,
			operationsOf: (stageId: StageId): Operations | null => this.stages.stage(stageId)?.operations ?? null,
			partialIntervalOf: (stageId: StageId): number => {
				const rule = this.stages.stage(stageId)?.recipe.unitRule;
				return rule && (rule.kind === "group" || rule.kind === "all") ? (rule.partial?.intervalSeconds ?? 0) : 0;
			},
		};
	}
}

async function readReadyTasks(
	transaction: Transaction,
	condition: string,
	parameters: readonly unknown[],
): Promise<ReadyTask[]> {
	const rows = await transaction.query<{
		id: number;
		stage_id: number;
		is_backfill: boolean;
		rank: number;
		is_canary: boolean;
		ordinal: number;
		delay_ms: number | null;
	}>(
		`select t.id, t.stage_id, t.is_backfill, t.rank, t.is_canary, t.ordinal, extract(epoch from t.not_before - now())::float8 * 1000 as delay_ms
		from task t where ${condition} and t.state = 'ready'
		order by t.stage_id, t.rank, t.is_backfill, t.ordinal, t.id limit ${capacityPerStage}`,
		parameters,
	);
	return rows.map((row) => ({
		taskId: asTaskId(row.id),
		stageId: asStageId(row.stage_id),
		isBackfill: row.is_backfill,
		rank: row.rank,
		isCanary: row.is_canary,
		ordinal: row.ordinal,
		delayMs: Math.max(0, row.delay_ms ?? 0),
	}));
}
