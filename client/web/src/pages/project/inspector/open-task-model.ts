import type { TaskState } from "../../../api/generated/documents.ts";
import { taskStateTable } from "../../../states/state-table.ts";

interface ListedTask {
	readonly id: string;
	readonly state: TaskState;
	readonly stage: { readonly id: string; readonly kind: "ROOT" | "PROGRAM" };
}

/**
 * Which of a tile's tasks is open: the selected one; else the selected stage's (of several pairs the one that most
 * needs a person); else one that needs a person; else none.
 */
export function openTaskOf(tasks: readonly ListedTask[], selected: string | null, stage: string | null): string | null {
	if (selected !== null) return tasks.some((task) => task.id === selected) ? selected : null;
	const programs = tasks.filter((task) => task.stage.kind !== "ROOT");
	const ofStage = mostUrgent(programs.filter((task) => task.stage.id === stage));
	if (ofStage !== null) return ofStage.id;
	const troubled = mostUrgent(programs);
	return troubled !== null && taskStateTable[troubled.state].urgency >= taskStateTable.REJECTED.urgency
		? troubled.id
		: null;
}

function mostUrgent(tasks: readonly ListedTask[]): ListedTask | null {
	let result: ListedTask | null = null;
	for (const task of tasks) {
		if (result === null || taskStateTable[task.state].urgency > taskStateTable[result.state].urgency) result = task;
	}
	return result;
}

interface ListedAttempt {
	readonly id: string;
}

/** The selected attempt where it belongs to the task, else the last one. */
export function openAttemptOf<Attempt extends ListedAttempt>(
	attempts: readonly Attempt[],
	selected: string | null,
): Attempt | null {
	return attempts.find((attempt) => attempt.id === selected) ?? attempts.at(-1) ?? null;
}
