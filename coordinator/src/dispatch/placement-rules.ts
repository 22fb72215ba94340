import type { ProjectId, StageId, TaskId, WorkerId } from "@tilewright/contract/ids";
import type { ReadyTask } from "../effects/round-effects.ts";
import { mayRunAt, type OfferedPlace, type PilotOffer, type PlacedStage } from "./place-rules.ts";
import type { SmallShare } from "./small-share.ts";

/** Who runs what next: a pure decision over what is ready and what is free. */

export interface OfferedStage extends PlacedStage {
	readonly stageId: StageId;
	readonly projectId: ProjectId;
	readonly projectPriority: number;
	readonly stagePriority: number;
	readonly depth: number;
	/** Cost of one task on a worker's own machine in work units; 0 for programs that run nothing. */
	readonly workUnits: number;
	/** Mean run time of the last attempts; undefined before the first. */
	readonly meanRunMs: number | undefined;
	/** Part of all capacity that back-fill may use, so that a live tile finds room; 1 when no more are to come. */
	readonly backfillShare: number;
	/** Attempts of it that run. */
	readonly running: number;
	peek(): ReadyTask | undefined;
	take(): ReadyTask | undefined;
	/** Of its tasks the next one that live tiles would keep waiting: see `ReadyQueue`. */
	peekOverlooked(): ReadyTask | undefined;
	takeOverlooked(): ReadyTask | undefined;
}

export interface OfferedWorker {
	readonly workerId: WorkerId;
	readonly place: OfferedPlace;
	readonly capacity: number;
	/** Attempts it takes beyond its capacity, whatever they cost: for batches, which must fill. */
	readonly attemptsAhead: number;
	/** How long it still takes work; null without an end. */
	readonly remainingMs: number | null;
	/** Of a worker with a cluster: what its pilots are like. */
	readonly pilot: PilotOffer | null;
	/** Work units and number of attempts dispatched to it and not yet answered. */
	load: number;
	attempts: number;
	/** Fewer than others may have: it is suspected, or in quarantine and gets a probe. */
	readonly attemptLimit?: number;
	/** A probe is due: it comes before those who have more room, or it would never come. */
	readonly isProbed?: boolean;
}

export interface Placement {
	readonly task: ReadyTask;
	readonly workerId: WorkerId;
	readonly workUnits: number;
	/** Counted to a cluster's work units: its program is told so. */
	readonly isClusterJob: boolean;
}

/** A worker gets this much work ahead, so that it never waits for a round trip between two short tasks. */
const workAheadMs = 60;
const maximumAheadFactor = 16;
export const maximumAttemptsPerWorker = 4_000;

/** Work units that may wait at a worker beyond what runs, for tasks of this length. */
export function creditAhead(capacity: number, meanRunMs: number | undefined): number {
	if (meanRunMs === undefined) return 0;
	return capacity * Math.min(maximumAheadFactor, Math.floor(workAheadMs / Math.max(meanRunMs, 1)));
}

/**
 * Takes tasks from the offered stages, at most `limit`: by project priority, then fair between projects (fewest
 * work units in this choice and running), then by stage priority, live before back-fill, oldest tile first, and of
 * one tile the deepest stage; on workers' own machines as far as they have room, then on clusters. `running` holds the
 * work units each project has in use. A task that failed on one worker goes to another one that has room. What live
 * tiles would keep waiting has a small share of its own (small-share.ts).
 */
export function choosePlacements(
	stages: readonly OfferedStage[],
	workers: readonly OfferedWorker[],
	running: ReadonlyMap<ProjectId, number>,
	limit: number,
	failedOn: (taskId: TaskId) => WorkerId | undefined = () => undefined,
	runningBackfill = 0,
	share?: SmallShare,
): Placement[] {
	const placements: Placement[] = [];
	const inUse = new Map(running);
	let backfillInUse = runningBackfill;
	const mayOverlook = stages.some((stage) => stage.peekOverlooked() !== undefined);
	// Back-fill that runs already, as nothing else was ready when it began, has its share.
	const leastBackfill = share?.ofCapacity(workers.reduce((sum, { capacity }) => sum + capacity, 0)) ?? 0;
	let candidates = stages.filter((stage) => stage.peek() !== undefined);
	while (placements.length < limit && candidates.length > 0) {
		const usual = nextStage(candidates, inUse);
		const hasRoom = (stage: OfferedStage) => backfillInUse + stage.workUnits <= backfillRoom(workers, stage);
		const mayBackfill = (stage: OfferedStage) => backfillInUse < leastBackfill && hasRoom(stage);
		const overlooked = mayOverlook && share ? nextOverlooked(candidates, usual, share, mayBackfill) : undefined;
		const stage = overlooked ?? usual;
		const next = overlooked ? stage.peekOverlooked() : stage.peek();
		if (next?.isBackfill && !hasRoom(stage)) {
			candidates = candidates.filter((candidate) => candidate !== stage);
			continue;
		}
		const worker = roomiestWorker(workers, stage, next && failedOn(next.taskId));
		const task = worker && (overlooked ? stage.takeOverlooked() : stage.take());
		if (!worker || !task) {
			// Nobody has room for this stage's tasks; lighter ones of other stages may still fit.
			candidates = candidates.filter((candidate) => candidate !== stage);
			continue;
		}
		const workUnits = costAt(worker, stage);
		worker.load += workUnits;
		worker.attempts += 1;
		inUse.set(stage.projectId, (inUse.get(stage.projectId) ?? 0) + workUnits);
		if (task.isBackfill) backfillInUse += workUnits;
		if (overlooked) share?.pay({ ...overlooked, workUnits });
		placements.push({ task, workerId: worker.workerId, workUnits, isClusterJob: worker.place !== "local" });
		if (stage.peek() === undefined) candidates = candidates.filter((candidate) => candidate !== stage);
	}
	return placements;
}

/** Work units back-fill may use, what is sent ahead included; whole ones, so that small machines are not halved. */
function backfillRoom(workers: readonly OfferedWorker[], stage: OfferedStage): number {
	if (stage.backfillShare >= 1 || stage.workUnits === 0) return Number.POSITIVE_INFINITY;
	let room = 0;
	for (const worker of workers) room += worker.capacity + aheadOf(worker, stage);
	return Math.max(stage.workUnits, Math.ceil(room * stage.backfillShare));
}

/** Whose turn it is to go before live tiles of people's same priority; none when nothing would be passed over. */
function nextOverlooked(
	candidates: readonly OfferedStage[],
	usual: OfferedStage,
	share: SmallShare,
	mayBackfill: (stage: OfferedStage) => boolean,
): OfferedStage | undefined {
	if (!share.isDue || usual.workUnits === 0) return undefined;
	const first = usual.peek();
	if (first === undefined || first.isBackfill) return undefined;
	return share.next(
		candidates.filter((stage) => {
			const task = stage.peekOverlooked();
			// What comes first anyway needs no share.
			if (task === undefined || task === first || stage.workUnits === 0) return false;
			if (task.isBackfill && !mayBackfill(stage)) return false;
			if (stage.projectPriority !== usual.projectPriority) return false;
			// The priority of stages and tasks is a matter within a project.
			if (stage.projectId !== usual.projectId) return true;
			return stage.stagePriority === usual.stagePriority && task.rank === first.rank;
		}),
	);
}

function nextStage(candidates: readonly OfferedStage[], inUse: ReadonlyMap<ProjectId, number>): OfferedStage {
	return candidates.reduce((best, candidate) => (comesBefore(candidate, best, inUse) ? candidate : best));
}

function comesBefore(one: OfferedStage, other: OfferedStage, inUse: ReadonlyMap<ProjectId, number>): boolean {
	if (one.projectPriority !== other.projectPriority) return one.projectPriority > other.projectPriority;
	if (one.projectId !== other.projectId) {
		const oneUses = inUse.get(one.projectId) ?? 0;
		const otherUses = inUse.get(other.projectId) ?? 0;
		if (oneUses !== otherUses) return oneUses < otherUses;
	}
	if (one.stagePriority !== other.stagePriority) return one.stagePriority > other.stagePriority;
	const oneTask = one.peek();
	const otherTask = other.peek();
	if (!oneTask || !otherTask) return oneTask !== undefined;
	if (oneTask.rank !== otherTask.rank) return oneTask.rank < otherTask.rank;
	if (oneTask.isBackfill !== otherTask.isBackfill) return !oneTask.isBackfill;
	if (oneTask.ordinal !== otherTask.ordinal) return oneTask.ordinal < otherTask.ordinal;
	return one.depth > other.depth;
}

function costAt({ place }: OfferedWorker, stage: OfferedStage): number {
	return place === "local" ? stage.workUnits : stage.clusterWorkUnits;
}

/** Work units that may wait at a worker beyond its capacity. */
function aheadOf(worker: OfferedWorker, stage: OfferedStage): number {
	return worker.place === "batch"
		? worker.attemptsAhead * costAt(worker, stage)
		: creditAhead(worker.capacity, stage.meanRunMs);
}

/** In this order: the first place where somebody has room is taken. */
const places: readonly OfferedPlace[] = ["local", "pilot", "batch"];

function roomiestWorker(
	workers: readonly OfferedWorker[],
	stage: OfferedStage,
	avoided: WorkerId | undefined,
): OfferedWorker | undefined {
	for (const place of places) {
		const worker = roomiestAt(place, workers, stage, avoided);
		if (worker !== undefined) return worker;
	}
	return undefined;
}

function roomiestAt(
	place: OfferedPlace,
	workers: readonly OfferedWorker[],
	stage: OfferedStage,
	avoided: WorkerId | undefined,
): OfferedWorker | undefined {
	let best: OfferedWorker | undefined;
	let bestRoom = Number.NEGATIVE_INFINITY;
	for (const worker of workers) {
		if (worker.place !== place || worker.attempts >= (worker.attemptLimit ?? maximumAttemptsPerWorker)) continue;
		const workUnits = costAt(worker, stage);
		if (workUnits > worker.capacity || !mayRunAt(stage, place, worker)) continue;
		const room = worker.capacity + aheadOf(worker, stage) - worker.load - workUnits;
		// Sums of fractions: a tenth used ten times is a whole.
		if (room < -1e-9) continue;
		const relative = worker.isProbed
			? Number.POSITIVE_INFINITY
			: worker.capacity > 0
				? room / worker.capacity
				: -worker.attempts;
		// The worker to avoid is better than none.
		if (worker.workerId === avoided ? best === undefined : best?.workerId === avoided || relative > bestRoom) {
			best = worker;
			bestRoom = relative;
		}
	}
	return best;
}
