import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { ProjectId, SourceId, StageId, TaskId } from "@tilewright/contract/ids";
import type { Logger } from "pino";
import type { TaskChange } from "../effects/round-effects.ts";
import {
	maximumTaskChanges,
	type ProjectChange,
	type ProjectCounts,
	type ProjectNews,
	type StageCounts,
} from "./change-feed.ts";

/** Five times a second is as often as an eye can follow. */
export const batchIntervalMs = 200;
const retryIntervalMs = 2_000;

export interface WatchParts {
	readonly readCounts: (projectId: ProjectId) => Promise<ProjectCounts>;
	readonly clock: Clock;
	readonly logger: Logger;
}

/** Gathers the news of one project while somebody watches it, and tells them at most five times a second. */
export class ProjectWatch {
	readonly listeners = new Set<(change: ProjectChange) => void>();
	readonly #projectId: ProjectId;
	readonly #sequenceNow: () => number;
	readonly #parts: WatchParts;
	#waiting = new WaitingNews();
	/** What everyone was told last, by which changed counts are known. */
	#told: ReadonlyMap<StageId, StageCounts> = new Map();
	#timer: NodeJS.Timeout | undefined;
	#isTelling = false;
	#isStopped = false;
	#dueMs = Number.NEGATIVE_INFINITY;

	constructor(projectId: ProjectId, sequenceNow: () => number, parts: WatchParts) {
		this.#projectId = projectId;
		this.#sequenceNow = sequenceNow;
		this.#parts = parts;
	}

	addNews(news: ProjectNews): void {
		this.#waiting.add(news);
		this.#tellSoon();
	}

	/** Something was missed: whoever watches has to read everything again. */
	reset(): void {
		this.#waiting.resetNeeded = true;
		this.#waiting.hasAny = true;
		this.#tellSoon();
	}

	stop(): void {
		this.#isStopped = true;
		clearTimeout(this.#timer);
		this.listeners.clear();
	}

	#tellSoon(): void {
		if (this.#timer || this.#isTelling || this.#isStopped) return;
		const waitMs = Math.max(0, this.#dueMs - this.#parts.clock.monotonicMs());
		this.#timer = setTimeout(() => void this.#tell(), waitMs).unref();
	}

	async #tell(): Promise<void> {
		this.#timer = undefined;
		this.#isTelling = true;
		const news = this.#waiting;
		this.#waiting = new WaitingNews();
		const sequence = this.#sequenceNow();
		this.#dueMs = this.#parts.clock.monotonicMs() + batchIntervalMs;
		try {
			// Read after the news were taken, so that what they speak of is in the counts.
			const counts = await this.#parts.readCounts(this.#projectId);
			const stages = counts.stages.filter((stage) => !haveSameCounts(this.#told.get(stage.stageId), stage));
			this.#told = new Map(counts.stages.map((stage) => [stage.stageId, stage]));
			const change = { ...counts, ...news.content(), projectId: this.#projectId, sequence, stages };
			for (const listener of [...this.listeners]) listener(change);
		} catch (error) {
			this.#parts.logger.warn(
				{ projectId: this.#projectId, error: describeError(error) },
				"the counts of a project could not be read; trying again soon",
			);
			this.#dueMs = this.#parts.clock.monotonicMs() + retryIntervalMs;
			this.#waiting.resetNeeded = true;
			this.#waiting.hasAny = true;
		}
		this.#isTelling = false;
		if (this.#waiting.hasAny) this.#tellSoon();
	}
}

/** News of one project that nobody has been told of yet. */
class WaitingNews {
	hasAny = false;
	resetNeeded = false;
	#graphChanged = false;
	readonly #tasks = new Map<TaskId, TaskChange>();
	readonly #sourceIds = new Set<SourceId>();

	add(news: ProjectNews): void {
		this.hasAny = true;
		this.#graphChanged ||= news.graphChanged ?? false;
		for (const id of news.sourceIds ?? []) this.#sourceIds.add(id);
		if (news.tasksOmitted) this.resetNeeded = true;
		for (const task of news.tasks ?? []) {
			// Past the limit the names are of no use any more: nothing is gathered, whatever comes.
			if (this.resetNeeded) break;
			this.#tasks.set(task.taskId, task);
			if (this.#tasks.size > maximumTaskChanges) this.resetNeeded = true;
		}
	}

	content(): Pick<ProjectChange, "resetNeeded" | "graphChanged" | "tasks" | "sourceIds"> {
		return {
			resetNeeded: this.resetNeeded,
			graphChanged: this.#graphChanged,
			tasks: this.resetNeeded ? [] : [...this.#tasks.values()],
			sourceIds: [...this.#sourceIds],
		};
	}
}

function haveSameCounts(earlier: StageCounts | undefined, later: StageCounts): boolean {
	if (!earlier || earlier.isPaused !== later.isPaused || earlier.counts.size !== later.counts.size) return false;
	return [...later.counts].every(([state, count]) => earlier.counts.get(state) === count);
}
