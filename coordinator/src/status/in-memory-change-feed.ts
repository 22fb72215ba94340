import type { ProjectId, StageId, WorkerId } from "@tilewright/contract/ids";
import type { ChangeFeed, ProjectChange, ProjectNews, PublishedEvent } from "./change-feed.ts";
import { everythingChanged, type KindChange, mergeKindChanges } from "./changed-kinds.ts";
import { FinishRate } from "./finish-rate.ts";
import { batchIntervalMs, ProjectWatch, type WatchParts } from "./project-watch.ts";

/** The feed of one process; whoever hears of commits (from the round itself or over the bus) publishes here. */
export class InMemoryChangeFeed implements ChangeFeed {
	readonly #parts: WatchParts;
	readonly #watches = new Map<ProjectId, ProjectWatch>();
	readonly #sequences = new Map<ProjectId, number>();
	/** Of the newest news that named tasks of a stage. */
	readonly #stageSequences = new Map<StageId, number>();
	/** Of the newest news that may concern all stages of a project. */
	readonly #wideSequences = new Map<ProjectId, number>();
	/** Where sequences begin: milliseconds of the wall clock grow over a restart, faster than news come. */
	readonly #firstSequence: number;
	readonly #rate = new FinishRate();
	readonly #projects = new BatchedIds<ProjectId>();
	readonly #workers = new BatchedIds<WorkerId>();
	readonly #eventListeners = new Set<(event: PublishedEvent) => void>();
	readonly #kinds = new BatchedKinds();

	constructor(parts: WatchParts) {
		this.#parts = parts;
		this.#firstSequence = parts.clock.now().getTime();
	}

	subscribe(projectId: ProjectId, listener: (change: ProjectChange) => void): () => void {
		const known = this.#watches.get(projectId);
		const watch = known ?? new ProjectWatch(projectId, () => this.sequenceOf(projectId), this.#parts);
		if (!known) this.#watches.set(projectId, watch);
		watch.listeners.add(listener);
		return () => {
			watch.listeners.delete(listener);
			if (watch.listeners.size > 0 || this.#watches.get(projectId) !== watch) return;
			watch.stop();
			this.#watches.delete(projectId);
		};
	}

	subscribeToProjects(listener: (projectIds: readonly ProjectId[]) => void): () => void {
		return this.#projects.subscribe(listener);
	}

	subscribeToWorkers(listener: (workerIds: readonly WorkerId[]) => void): () => void {
		return this.#workers.subscribe(listener);
	}

	subscribeToEvents(listener: (event: PublishedEvent) => void): () => void {
		this.#eventListeners.add(listener);
		return () => void this.#eventListeners.delete(listener);
	}

	subscribeToKinds(listener: (changes: readonly KindChange[]) => void): () => void {
		return this.#kinds.subscribe(listener);
	}

	sequenceOf(projectId: ProjectId): number {
		return this.#sequences.get(projectId) ?? this.#firstSequence;
	}

	sequenceOfStage(projectId: ProjectId, stageId: StageId | null): number {
		const wide = this.#wideSequences.get(projectId) ?? this.#firstSequence;
		const own = stageId === null ? undefined : this.#stageSequences.get(stageId);
		return Math.max(wide, own ?? this.#firstSequence);
	}

	finishedLastMinute(stageId: StageId): number {
		return this.#rate.inLastMinute(stageId, this.#second());
	}

	publishProject(news: ProjectNews): void {
		const second = this.#second();
		for (const { state, stageId } of news.tasks ?? []) {
			if (state === "succeeded" || state === "failed") this.#rate.add(stageId, second);
		}
		const sequence = this.sequenceOf(news.projectId) + 1;
		this.#sequences.set(news.projectId, sequence);
		const { tasksOmitted = false, tilesChanged = false } = news;
		// An edit of the graph names the tasks it moves; `graphChanged` is also said of settings that move none.
		if (tasksOmitted || tilesChanged) this.#wideSequences.set(news.projectId, sequence);
		for (const { stageId } of news.tasks ?? []) this.#stageSequences.set(stageId, sequence);
		this.#projects.add([news.projectId]);
		this.#watches.get(news.projectId)?.addNews(news);
	}

	publishWorkers(workerIds: readonly WorkerId[]): void {
		this.#workers.add(workerIds);
		this.publishKinds([{ kind: "worker", ids: workerIds, projectIds: [], isComplete: true }]);
	}

	publishKinds(changes: readonly KindChange[]): void {
		this.#kinds.add(changes);
	}

	publishEvent(event: PublishedEvent): void {
		for (const listener of [...this.#eventListeners]) listener(event);
	}

	/** The line to whoever publishes was down, or another coordinator took over: something may have been missed. */
	publishReset(): void {
		this.publishKinds(everythingChanged);
		for (const [projectId, watch] of this.#watches) {
			const sequence = this.sequenceOf(projectId) + 1;
			this.#sequences.set(projectId, sequence);
			this.#wideSequences.set(projectId, sequence);
			this.#projects.add([projectId]);
			watch.reset();
		}
	}

	/** How many projects somebody watches. */
	get watchedProjects(): number {
		return this.#watches.size;
	}

	get listenerCount(): {
		readonly projects: number;
		readonly workers: number;
		readonly events: number;
		readonly kinds: number;
	} {
		return {
			projects: this.#projects.listenerCount,
			workers: this.#workers.listenerCount,
			events: this.#eventListeners.size,
			kinds: this.#kinds.listenerCount,
		};
	}

	close(): void {
		for (const watch of this.#watches.values()) watch.stop();
		this.#watches.clear();
		this.#projects.close();
		this.#workers.close();
		this.#eventListeners.clear();
		this.#kinds.close();
	}

	#second(): number {
		return Math.floor(this.#parts.clock.monotonicMs() / 1000);
	}
}

/** Ids gathered for a moment, each told once. */
class BatchedIds<Id> {
	readonly #listeners = new Set<(ids: readonly Id[]) => void>();
	readonly #waiting = new Set<Id>();
	#timer: NodeJS.Timeout | undefined;

	subscribe(listener: (ids: readonly Id[]) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	get listenerCount(): number {
		return this.#listeners.size;
	}

	add(ids: readonly Id[]): void {
		if (this.#listeners.size === 0) return;
		for (const id of ids) this.#waiting.add(id);
		this.#timer ??= setTimeout(() => this.#tell(), batchIntervalMs).unref();
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#listeners.clear();
	}

	#tell(): void {
		this.#timer = undefined;
		const ids = [...this.#waiting];
		this.#waiting.clear();
		for (const listener of [...this.#listeners]) listener(ids);
	}
}

/** Changes gathered for a moment, those of one kind as one. */
class BatchedKinds {
	readonly #listeners = new Set<(changes: readonly KindChange[]) => void>();
	#waiting: readonly KindChange[] = [];
	#timer: NodeJS.Timeout | undefined;

	subscribe(listener: (changes: readonly KindChange[]) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	get listenerCount(): number {
		return this.#listeners.size;
	}

	add(changes: readonly KindChange[]): void {
		if (this.#listeners.size === 0) return;
		this.#waiting = mergeKindChanges(this.#waiting, changes);
		this.#timer ??= setTimeout(() => this.#tell(), batchIntervalMs).unref();
	}

	close(): void {
		clearTimeout(this.#timer);
		this.#listeners.clear();
	}

	#tell(): void {
		this.#timer = undefined;
		const changes = this.#waiting;
		this.#waiting = [];
		for (const listener of [...this.#listeners]) listener(changes);
	}
}
