import type { StageId } from "@tilewright/contract/ids";
import type { ReadyTask } from "../effects/round-effects.ts";

/**
 * The order of ready tasks, in the active coordinator's memory. A mirror of `task.state = 'ready'`: rows decide.
 * It may hold tasks that have meanwhile gone elsewhere (the guarded claim passes over them) but must never miss
 * one; at every doubt it is thrown away and read again. Per stage it holds the first `capacityPerStage` tasks, of
 * back-fill and of the others each, and remembers that there are more.
 */
export const capacityPerStage = 50_000;

export class ReadyQueue {
	readonly #stages = new Map<StageId, StageQueue>();

	add(task: ReadyTask): void {
		let queue = this.#stages.get(task.stageId);
		if (!queue) {
			queue = new StageQueue();
			this.#stages.set(task.stageId, queue);
		}
		queue.add(task);
	}

	/** The next task of the stage, without taking it. */
	peek(stageId: StageId): ReadyTask | undefined {
		return this.#stages.get(stageId)?.peek();
	}

	take(stageId: StageId): ReadyTask | undefined {
		return this.#stages.get(stageId)?.take();
	}

	/** The next task of the stage's back-fill, whatever comes before it. */
	peekBackfill(stageId: StageId): ReadyTask | undefined {
		return this.#stages.get(stageId)?.peekBackfill();
	}

	takeBackfill(stageId: StageId): ReadyTask | undefined {
		return this.#stages.get(stageId)?.takeBackfill();
	}

	size(stageId: StageId): number {
		return this.#stages.get(stageId)?.size ?? 0;
	}

	/** Stages whose memory is running dry while the database holds more. */
	stagesToRefill(): StageId[] {
		return [...this.#stages].flatMap(([stageId, queue]) =>
			queue.hasMore && queue.size < capacityPerStage / 10 ? [stageId] : [],
		);
	}

	/** Replaces what is known of a stage by what the database holds: the first `capacityPerStage` ready tasks in order. */
	refill(stageId: StageId, tasks: readonly ReadyTask[]): void {
		const queue = new StageQueue();
		for (const task of tasks) queue.add(task);
		queue.hasMore = tasks.length >= capacityPerStage;
		this.#stages.set(stageId, queue);
	}

	clear(): void {
		this.#stages.clear();
	}
}

/** Back-fill and the others apart, so that each can be asked for its next task; without the same task twice. */
class StageQueue {
	hasMore = false;
	readonly #others = new TaskHeap();
	readonly #backfill = new TaskHeap();
	readonly #known = new Set<number>();

	get size(): number {
		return this.#others.size + this.#backfill.size;
	}

	add(task: ReadyTask): void {
		if (this.#known.has(task.taskId)) return;
		const heap = task.isBackfill ? this.#backfill : this.#others;
		if (heap.size >= capacityPerStage) {
			this.hasMore = true;
			return;
		}
		this.#known.add(task.taskId);
		heap.add(task);
	}

	peek(): ReadyTask | undefined {
		return this.#first().peek();
	}

	take(): ReadyTask | undefined {
		return this.#forget(this.#first().take());
	}

	peekBackfill(): ReadyTask | undefined {
		return this.#backfill.peek();
	}

	takeBackfill(): ReadyTask | undefined {
		return this.#forget(this.#backfill.take());
	}

	#first(): TaskHeap {
		const other = this.#others.peek();
		const backfill = this.#backfill.peek();
		return other === undefined || (backfill !== undefined && isBefore(backfill, other)) ? this.#backfill : this.#others;
	}

	#forget(task: ReadyTask | undefined): ReadyTask | undefined {
		if (task !== undefined) this.#known.delete(task.taskId);
		return task;
	}
}

/** A binary heap ordered by (people's priority, live before back-fill, oldest tile, oldest task). */
class TaskHeap {
	readonly #heap: ReadyTask[] = [];

	get size(): number {
		return this.#heap.length;
	}

	add(task: ReadyTask): void {
		const heap = this.#heap;
		let place = heap.push(task) - 1;
		while (place > 0) {
			const parent = (place - 1) >> 1;
			const above = heap[parent];
			if (above === undefined || isBefore(above, task)) break;
			heap[place] = above;
			place = parent;
		}
		heap[place] = task;
	}

	peek(): ReadyTask | undefined {
		return this.#heap[0];
	}

	take(): ReadyTask | undefined {
		const heap = this.#heap;
		const first = heap[0];
		const last = heap.pop();
		if (first === undefined || last === undefined) return undefined;
		if (heap.length > 0) this.#sinkFromTop(last);
		return first;
	}

	#sinkFromTop(task: ReadyTask): void {
		const heap = this.#heap;
		let place = 0;
		for (;;) {
			const left = 2 * place + 1;
			const leftTask = heap[left];
			if (leftTask === undefined) break;
			const rightTask = heap[left + 1];
			const takesRight = rightTask !== undefined && isBefore(rightTask, leftTask);
			const child = takesRight ? rightTask : leftTask;
			if (isBefore(task, child)) break;
			heap[place] = child;
			place = takesRight ? left + 1 : left;
		}
		heap[place] = task;
	}
}

function isBefore(one: ReadyTask, other: ReadyTask): boolean {
	if (one.rank !== other.rank) return one.rank < other.rank;
	if (one.isBackfill !== other.isBackfill) return !one.isBackfill;
	if (one.ordinal !== other.ordinal) return one.ordinal < other.ordinal;
	return one.taskId < other.taskId;
}
