import type { ProjectId, SourceId, StageId, WorkerId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { TaskChange } from "../effects/round-effects.ts";
import type { KindChange } from "./changed-kinds.ts";

/*
 * How pages hear what changed: the coordinator publishes news after every commit, the feed gathers those of one
 * project for a moment, adds the counts as they are then, and tells everyone who watches that project.
 *
 *   publishProject ─► waiting news ──(at most every 200 ms)──► counts are read ─► ProjectChange ─► listeners
 *
 * News may be lost on their way (a bell, not the truth); `publishReset` tells watchers to read everything again.
 */

/** What one commit changed in a project. */
export interface ProjectNews {
	readonly projectId: ProjectId;
	readonly tasks?: readonly TaskChange[];
	/** There were too many task changes to name them. */
	readonly tasksOmitted?: boolean;
	readonly sourceIds?: readonly SourceId[];
	readonly graphChanged?: boolean;
	readonly tilesChanged?: boolean;
}

export interface StageCounts {
	readonly stageId: StageId;
	readonly isPaused: boolean;
	readonly counts: ReadonlyMap<TaskState, number>;
}

/** The counters of a project as they are in the database. */
export interface ProjectCounts {
	readonly tileCount: number;
	readonly completeTileCount: number;
	readonly stages: readonly StageCounts[];
}

export interface ProjectChange extends ProjectCounts {
	readonly projectId: ProjectId;
	/** Grows with every piece of news, also over a restart. */
	readonly sequence: number;
	/** Something could not be named: read again what is shown. */
	readonly resetNeeded: boolean;
	/** The last change of each task; at most `maximumTaskChanges`. */
	readonly tasks: readonly TaskChange[];
	readonly sourceIds: readonly SourceId[];
	readonly graphChanged: boolean;
}

export interface PublishedEvent {
	readonly id: number;
	readonly projectId: ProjectId | null;
}

export interface ChangeFeed {
	/** Batched, at most five times a second; `stages` holds only those whose counts or pause changed. */
	subscribe(projectId: ProjectId, listener: (change: ProjectChange) => void): () => void;
	/** Ids of projects with news, in batches of the same pace. */
	subscribeToProjects(listener: (projectIds: readonly ProjectId[]) => void): () => void;
	subscribeToWorkers(listener: (workerIds: readonly WorkerId[]) => void): () => void;
	subscribeToEvents(listener: (event: PublishedEvent) => void): () => void;
	/** Everything that belongs to no single project's graph, by its kind; at most five times a second. */
	subscribeToKinds(listener: (changes: readonly KindChange[]) => void): () => void;
	/** The number of the newest news of a project. */
	sequenceOf(projectId: ProjectId): number;
	/**
	 * The number of the newest news that may concern the tasks of a stage, or for null the tiles: what was read since
	 * then is still true.
	 */
	sequenceOfStage(projectId: ProjectId, stageId: StageId | null): number;
	/** Tasks of a stage that succeeded or failed in the last minute, as far as this process has heard. */
	finishedLastMinute(stageId: StageId): number;
}

export const maximumTaskChanges = 500;

/** The later news of two, for whoever could not be told of the first in time. */
export function mergeChanges(earlier: ProjectChange, later: ProjectChange): ProjectChange {
	const stages = new Map([...earlier.stages, ...later.stages].map((stage) => [stage.stageId, stage]));
	const tasks = new Map([...earlier.tasks, ...later.tasks].map((task) => [task.taskId, task]));
	const tooMany = tasks.size > maximumTaskChanges;
	return {
		...later,
		resetNeeded: earlier.resetNeeded || later.resetNeeded || tooMany,
		stages: [...stages.values()],
		tasks: tooMany ? [] : [...tasks.values()],
		sourceIds: [...new Set([...earlier.sourceIds, ...later.sourceIds])],
		graphChanged: earlier.graphChanged || later.graphChanged,
	};
}
