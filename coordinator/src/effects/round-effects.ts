import type { AttemptId, ProjectId, SourceId, StageId, TaskId, TileId, WorkerId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";

/** One task whose state (or result) a round has changed. */
export interface TaskChange {
	readonly taskId: TaskId;
	readonly stageId: StageId;
	readonly tileId: TileId | null;
	readonly state: TaskState;
	readonly attemptId: AttemptId | null;
}

/** A task that can be dispatched, as the ready queue keeps it. */
export interface ReadyTask {
	readonly taskId: TaskId;
	readonly stageId: StageId;
	readonly isBackfill: boolean;
	/** Arrival number of the unit's last tile: the order of work. */
	readonly ordinal: number;
	/** Minus the priority people gave it: lower goes first, before live and back-fill. */
	readonly rank: number;
	/** One of the few that run while its stage is tried out. */
	readonly isCanary: boolean;
	/** Until it may start, while a retry backs off; 0 when it may now. */
	readonly delayMs: number;
}

export interface NewEvent {
	readonly projectId: ProjectId | null;
	readonly stageId: StageId | null;
	readonly workerId?: WorkerId | null;
	readonly severity: "info" | "warning" | "error";
	readonly kind: string;
	readonly message: string;
	readonly fields?: Readonly<Record<string, unknown>>;
}

/** What the work of one round leaves behind for its end: for memory, for workers, for people. Dropped when the round rolls back. */
export class RoundEffects {
	readonly taskChanges = new Map<ProjectId, TaskChange[]>();
	readonly readied: ReadyTask[] = [];
	/** Projects whose graph, settings or pauses changed: memory of them is read again. */
	readonly changedProjects = new Set<ProjectId>();
	/** Stages that are new or have another recipe: everything about them is planned. */
	readonly stagesToPlan = new Set<StageId>();
	/** Stages whose ready tasks have another order now. */
	readonly stagesToRequeue = new Set<StageId>();
	readonly changedSources = new Set<SourceId>();
	/** Projects whose tiles were added or changed. */
	readonly projectsWithNewTiles = new Set<ProjectId>();
	readonly changedWorkers = new Set<WorkerId>();
	/** Attempts that must be stopped on their workers after the commit. */
	readonly attemptsToStop = new Set<AttemptId>();
	/** Something was written for the instrument; it is delivered after the commit. */
	hasFeedback = false;
	readonly events: NewEvent[] = [];

	/** Takes over what a piece of work left behind, once it is certain that the work stands. */
	absorb(other: RoundEffects): void {
		for (const [projectId, changes] of other.taskChanges) this.addTaskChanges(projectId, changes);
		for (const task of other.readied) this.readied.push(task);
		for (const event of other.events) this.events.push(event);
		this.hasFeedback ||= other.hasFeedback;
		addAll(this.changedProjects, other.changedProjects);
		addAll(this.stagesToPlan, other.stagesToPlan);
		addAll(this.stagesToRequeue, other.stagesToRequeue);
		addAll(this.changedSources, other.changedSources);
		addAll(this.projectsWithNewTiles, other.projectsWithNewTiles);
		addAll(this.changedWorkers, other.changedWorkers);
		addAll(this.attemptsToStop, other.attemptsToStop);
	}

	addTaskChanges(projectId: ProjectId, changes: readonly TaskChange[]): void {
		if (changes.length === 0) return;
		const known = this.taskChanges.get(projectId);
		if (known) for (const change of changes) known.push(change);
		else this.taskChanges.set(projectId, [...changes]);
	}
}

function addAll<Value>(set: Set<Value>, values: ReadonlySet<Value>): void {
	for (const value of values) set.add(value);
}
