import type { FollowProjectResult, ReadProjectResult, TaskState } from "../api/generated/documents.ts";
import { taskStatesByCode, taskStateTable } from "../states/state-table.ts";

/** A project as the page shows it: what was read, with everything pushed since then applied. */
export type LiveProject = NonNullable<ReadProjectResult["project"]>;
export type LiveStage = LiveProject["stages"][number];
export type LiveSource = LiveProject["sources"][number];
export type ProjectChange = FollowProjectResult["projectChanged"];

export interface AppliedChange {
	readonly project: LiveProject;
	/** Null when nothing needs to be read again; otherwise how soon, in milliseconds. */
	readonly rereadWithinMs: number | null;
}

/** Changes of the graph and lost changes are wanted at once; new planes and stage rates may take a moment. */
const soonMs = 150;
const forPlanesMs = 2_500;
const forRatesMs = 8_000;

/**
 * Counts in a change are whole numbers, not differences, so applying one twice or late does no harm.
 * `lastSequence`: of the change before; null for the first one after the subscription began, which comes at once and
 * tells that from now on nothing is missed: what is read after it is complete.
 */
export function applyProjectChange(
	project: LiveProject,
	change: ProjectChange,
	lastSequence: number | null,
): AppliedChange {
	const stagesById = new Map(change.stages.map((stage) => [stage.stageId, stage]));
	const sourcesById = new Map(change.sources.map((source) => [source.id, source]));
	const isUnknown =
		change.stages.some(({ stageId }) => !project.stages.some((stage) => stage.id === stageId)) ||
		change.sources.some(({ id }) => !project.sources.some((source) => source.id === id));
	const next: LiveProject = {
		...project,
		tileCount: change.tileCount,
		completeTileCount: change.completeTileCount,
		stages:
			stagesById.size === 0
				? project.stages
				: project.stages.map((stage) => {
						const changed = stagesById.get(stage.id);
						return changed === undefined ? stage : { ...stage, counts: changed.counts, isPaused: changed.isPaused };
					}),
		sources:
			sourcesById.size === 0 ? project.sources : project.sources.map((source) => sourcesById.get(source.id) ?? source),
	};
	// Why a stage is paused is not part of a change.
	const isPauseChanged = next.stages.some((stage, index) => stage.isPaused !== project.stages[index]?.isPaused);
	const needed: number[] = [];
	if (hasLostTasks(change, lastSequence) || change.graphChanged || isUnknown || isPauseChanged) needed.push(soonMs);
	if (change.tileCount !== project.tileCount) needed.push(forPlanesMs);
	if (change.stages.length > 0) needed.push(forRatesMs);
	return { project: next, rereadWithinMs: needed.length === 0 ? null : Math.min(...needed) };
}

/**
 * True when tasks may have changed without being named: the coordinator says so, the subscription has only begun, or
 * the sequence, which grows in steps of any size, went back.
 */
export function hasLostTasks(change: ProjectChange, lastSequence: number | null): boolean {
	return change.resetNeeded || lastSequence === null || change.sequence < lastSequence;
}

/**
 * How many tasks a stage has after a change; null when the change says nothing of it. New tasks are counted but not
 * named: a number that differs from the last one means that the stage's tasks must be read again.
 */
export function taskCountIn(change: ProjectChange, stageId: string): number | null {
	const stage = change.stages.find((candidate) => candidate.stageId === stageId);
	return stage === undefined ? null : stage.counts.reduce((sum, { count }) => sum + count, 0);
}

export type StateCounts = Readonly<Record<TaskState, number>>;

export function stateCounts(counts: readonly { readonly state: TaskState; readonly count: number }[]): StateCounts {
	const result = Object.fromEntries(taskStatesByCode.map((state) => [state, 0])) as Record<TaskState, number>;
	for (const { state, count } of counts) result[state] += count;
	return result;
}

/** Over all stages but the root, whose tasks are the tiles themselves. */
export function totalCounts(
	stages: readonly {
		readonly kind: "ROOT" | "PROGRAM";
		readonly counts: readonly { readonly state: TaskState; readonly count: number }[];
	}[],
): StateCounts {
	return stateCounts(stages.filter((stage) => stage.kind !== "ROOT").flatMap((stage) => stage.counts));
}

export function sumOfCounts(counts: StateCounts): number {
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** The state that speaks for several: the one that most needs a person. */
export function mostUrgentState(counts: StateCounts): TaskState | null {
	let result: TaskState | null = null;
	for (const state of taskStatesByCode) {
		if (counts[state] === 0) continue;
		if (result === null || taskStateTable[state].urgency > taskStateTable[result].urgency) result = state;
	}
	return result;
}

/** The sum of what the sources expect; null when one of them does not say. */
export function expectedTiles(sources: readonly { readonly expectedTiles: number | null }[]): number | null {
	if (sources.length === 0) return null;
	let sum = 0;
	for (const source of sources) {
		if (source.expectedTiles === null) return null;
		sum += source.expectedTiles;
	}
	return sum;
}

/** `✕3 ▶8 Cortex · Tilewright`: what somebody wants to know from the tab alone. */
export function pageTitle(name: string, counts: StateCounts, isOverdue = false): string {
	const parts = isOverdue ? ["⚠ tile overdue"] : [];
	if (counts.REVIEW > 0) parts.push(`?${counts.REVIEW}`);
	if (counts.FAILED > 0) parts.push(`✕${counts.FAILED}`);
	if (counts.RUNNING > 0) parts.push(`▶${counts.RUNNING}`);
	return `${[...parts, name].join(" ")} · Tilewright`;
}
