import type { Clock } from "@tilewright/contract/clock";
import type { WorkerId } from "@tilewright/contract/ids";
import type { LiveAttempts } from "../dispatch/live-attempts.ts";
import { type PilotBacklog, pilotBacklog, type WaitingStage } from "../dispatch/pilot-backlog-rules.ts";
import { expectedMs, type PlacedStage } from "../dispatch/place-rules.ts";
import {
	choosePlacements,
	type OfferedStage,
	type OfferedWorker,
	type Placement,
} from "../dispatch/placement-rules.ts";
import type { ReadyQueue } from "../dispatch/ready-queue.ts";
import { SmallShare } from "../dispatch/small-share.ts";
import type { StageMemory } from "../dispatch/stage-memory.ts";
import type { RememberedStage } from "../planning/project-graph.ts";
import type { Session, SessionKeeper } from "../workers/session-keeper.ts";
import type { WorkerHealth } from "../workers/worker-health.ts";

/** What placing asks of the memory. */
interface Remembered {
	readonly stages: StageMemory;
	readonly queue: ReadyQueue;
	readonly attempts: LiveAttempts;
	readonly health: WorkerHealth;
}

/** Somebody waits for what is tried out, and it is only a few tasks. */
const trialPriority = Number.MAX_SAFE_INTEGER;

/** Who may be given how much, and which of the ready tasks; read off the memory and the sessions whenever it is asked. */
export class PlacementOffers {
	readonly #memory: Remembered;
	readonly #sessions: SessionKeeper;
	readonly #clock: Clock;
	readonly #share = new SmallShare();
	/** For when a round has been asked for, by the monotonic clock. */
	#nextOfferMs = 0;

	constructor(memory: Remembered, sessions: SessionKeeper, clock: Clock) {
		this.#memory = memory;
		this.#sessions = sessions;
		this.#clock = clock;
	}

	choosePlacements(limit: number): Placement[] {
		const workers = [...this.#sessions.sessions]
			.filter((session) => !session.isPaused && !session.isDraining)
			.flatMap((session) => this.#offersOf(session));
		if (workers.length === 0) return [];
		this.#share.accrue(
			this.#clock.monotonicMs(),
			workers.reduce((sum, worker) => sum + worker.capacity, 0),
		);
		const offered: OfferedStage[] = [];
		for (const project of this.#memory.stages.projects) {
			if (project.isPaused || project.rescoping) continue;
			for (const stage of project.stages) {
				if (stage.isPaused || this.#memory.queue.size(stage.id) === 0) continue;
				offered.push({
					stageId: stage.id,
					projectId: project.id,
					projectPriority: project.priority,
					stagePriority: stage.canary === null ? stage.priority : trialPriority,
					depth: stage.depth,
					workUnits: workUnitsOf(stage, false),
					...this.#placedStage(stage),
					meanRunMs: this.#memory.stages.meanRunMs(stage.id),
					backfillShare: project.acquisitionIsFinished ? 1 : project.backfillShare,
					running: this.#memory.attempts.ofStage(stage.id),
					peek: () => this.#memory.queue.peek(stage.id),
					take: () => this.#memory.queue.take(stage.id),
					...overlookedOf(stage, this.#memory.queue),
				});
			}
		}
		return choosePlacements(
			offered,
			workers,
			this.#memory.attempts.workUnitsByProject,
			limit,
			(taskId) => this.#memory.health.failedOn(taskId),
			this.#memory.attempts.backfillWorkUnits,
			this.#share,
		);
	}

	/** A worker in quarantine may have one attempt more when a probe is due, a suspect one when it has rested. */
	#limitOf(session: Session): { readonly attemptLimit?: number; readonly isProbed?: boolean } {
		const now = this.#clock.monotonicMs();
		const { quarantine } = session;
		const attempts = this.#memory.attempts.ofWorker(session.workerId).size;
		if (quarantine) {
			const isDue = quarantine.nextProbeMs !== null && quarantine.nextProbeMs <= now;
			return isDue ? { attemptLimit: attempts + 1, isProbed: true } : { attemptLimit: 0 };
		}
		if (!this.isSuspected(session.workerId)) return {};
		return { attemptLimit: this.#memory.health.restsUntilMs(session.workerId) <= now ? 1 : 0 };
	}

	isSuspected(workerId: WorkerId): boolean {
		return (
			this.#memory.health.suspicionOf(workerId, (_workerId, stageIds) =>
				[...this.#sessions.sessions].some(
					(other) =>
						other.workerId !== workerId &&
						other.quarantine === null &&
						[...this.#memory.attempts.ofWorker(other.workerId).values()].some((attempt) =>
							stageIds.has(attempt.stageId),
						),
				),
			) !== "none"
		);
	}

	/** Notes that probes are out; the next ones wait for their interval. Returns the workers that got one. */
	noteProbes(workerIds: Iterable<WorkerId>): WorkerId[] {
		const probed = [...new Set(workerIds)].filter((workerId) => this.#sessions.session(workerId)?.quarantine);
		for (const workerId of probed) {
			const quarantine = this.#sessions.session(workerId)?.quarantine;
			if (quarantine) quarantine.nextProbeMs = this.#clock.monotonicMs() + quarantine.intervalMs;
		}
		return probed;
	}

	/** Milliseconds until a worker may be offered something again, while there is something to offer; null otherwise. */
	offerDelayMs(): number | null {
		const now = this.#clock.monotonicMs();
		const due = [...this.#sessions.sessions].flatMap((session) => {
			if (session.isPaused) return [];
			const at = session.quarantine
				? session.quarantine.nextProbeMs
				: this.#memory.health.restsUntilMs(session.workerId);
			return at !== null && at > now ? [at] : [];
		});
		const next = Math.min(...due);
		if (!Number.isFinite(next) || next === this.#nextOfferMs) return null;
		const somethingIsReady = [...this.#memory.stages.projects].some((project) =>
			project.stages.some((stage) => this.#memory.queue.size(stage.id) > 0),
		);
		if (!somethingIsReady) return null;
		this.#nextOfferMs = next;
		return next - now;
	}

	/** A worker's own machine or allocation, and the scheduler behind it. */
	#offersOf(session: Session): OfferedWorker[] {
		const { workerId, capacity, cluster, pilot } = session;
		const { local, cluster: clusterLoad } = this.#memory.attempts.loadOf(workerId);
		const onMachine = pilot === null ? local : clusterLoad;
		const limit = this.#limitOf(session);
		const isLimited = limit.attemptLimit !== undefined;
		const offers: OfferedWorker[] = [
			{
				workerId,
				place: pilot === null ? "local" : "pilot",
				capacity: capacity.localWorkUnits,
				attemptsAhead: 0,
				remainingMs: pilot === null ? null : pilot.untilMs - this.#clock.monotonicMs(),
				pilot: null,
				load: onMachine.workUnits,
				// A limit is for all it has.
				attempts: isLimited ? this.#memory.attempts.ofWorker(workerId).size : onMachine.attempts,
				...limit,
			},
		];
		if (cluster !== null && !isLimited) {
			offers.push({
				workerId,
				place: "batch",
				capacity: capacity.clusterWorkUnits,
				attemptsAhead: cluster.itemsAhead,
				remainingMs: null,
				pilot: cluster.pilot,
				load: clusterLoad.workUnits,
				attempts: clusterLoad.attempts,
			});
		}
		return offers;
	}

	#placedStage(stage: RememberedStage): PlacedStage {
		const { placement, cluster, timeLimitSeconds } = stage.operations;
		return {
			runsNothing: stage.recipe.definition.program.kind === "none",
			placement,
			mode: cluster.mode,
			clusterWorkUnits: workUnitsOf(stage, true),
			expectedMs: expectedMs(timeLimitSeconds, this.#memory.stages.meanRunMs(stage.id)),
		};
	}

	/** What waits for pilots of this worker; undefined for a worker that starts none. */
	pilotBacklogFor({ cluster, isPaused }: Session): PilotBacklog | undefined {
		if (cluster === null || cluster.pilot === null) return undefined;
		if (isPaused) return { tasks: 0, workUnits: 0, workUnitMs: 0 };
		let localCapacity = 0;
		let proxies = 0;
		for (const session of this.#sessions.sessions) {
			if (session.isPaused || session.isDraining) continue;
			if (session.pilot === null) localCapacity += session.capacity.localWorkUnits;
			if (session.cluster?.pilot != null) proxies += 1;
		}
		const waiting: WaitingStage[] = [];
		for (const project of this.#memory.stages.projects) {
			if (project.isPaused || project.rescoping) continue;
			for (const stage of project.stages) {
				const ready = this.#memory.queue.size(stage.id);
				if (stage.isPaused || ready === 0) continue;
				const meanRunMs = this.#memory.stages.meanRunMs(stage.id);
				waiting.push({ ...this.#placedStage(stage), ready, workUnits: workUnitsOf(stage, false), meanRunMs });
			}
		}
		return pilotBacklog(waiting, cluster.pilot, localCapacity, proxies);
	}
}

/**
 * What live tiles would keep waiting: back-fill; and all of a stage whose groups run while they grow, as a group is as
 * young as its last tile.
 */
function overlookedOf(
	{ id, recipe: { unitRule } }: RememberedStage,
	queue: ReadyQueue,
): Pick<OfferedStage, "peekOverlooked" | "takeOverlooked"> {
	const runsPartially = "partial" in unitRule && unitRule.partial !== null;
	return runsPartially
		? { peekOverlooked: () => queue.peek(id), takeOverlooked: () => queue.take(id) }
		: { peekOverlooked: () => queue.peekBackfill(id), takeOverlooked: () => queue.takeBackfill(id) };
}

/** A program of kind `none` runs nothing and takes no room. */
export function workUnitsOf(stage: RememberedStage | undefined, isClusterJob: boolean): number {
	if (!stage || stage.recipe.definition.program.kind === "none") return 0;
	return isClusterJob ? stage.operations.clusterWorkUnits : stage.operations.workUnits;
}
