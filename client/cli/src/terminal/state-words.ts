import { attemptOutcomes, taskStates } from "@tilewright/contract/states";
import type { AttemptOutcome, Severity, TaskState, WorkerState } from "../api/generated/documents.ts";
import type { Cell } from "./table.ts";
import type { Colours } from "./terminal.ts";

/** In the order of a task's life, as everywhere in Tilewright. The API writes them in capitals. */
export const taskStateNames = taskStates.map((state) => state.toUpperCase()) as readonly TaskState[];
/** `outOfMemory` is `OUT_OF_MEMORY` in the API. */
export const attemptOutcomeNames = attemptOutcomes.map((outcome) =>
	outcome.replaceAll(/[A-Z]/g, "_$&").toUpperCase(),
) as readonly AttemptOutcome[];

type Paint = "red" | "green" | "yellow" | "cyan" | "dim" | "magenta";

const paintOfState: Readonly<Record<TaskState, Paint | undefined>> = {
	WAITING: "dim",
	READY: undefined,
	RUNNING: "cyan",
	REVIEW: "yellow",
	SUCCEEDED: "green",
	REJECTED: "magenta",
	FAILED: "red",
	CANCELLED: "yellow",
	EXCLUDED: "dim",
};
const paintOfWorkerState: Readonly<Record<WorkerState, Paint | undefined>> = {
	UNAVAILABLE: "red",
	IDLE: undefined,
	PROCESSING: "cyan",
	PAUSED: "yellow",
};
const paintOfSeverity: Readonly<Record<Severity, Paint | undefined>> = {
	INFO: undefined,
	WARNING: "yellow",
	ERROR: "red",
};

export function stateCell(state: TaskState, colours: Colours): Cell {
	return cell(toWord(state), paintOfState[state], colours);
}

/** How many are in a state; nothing to look at when there are none. */
export function countCell(count: number, state: TaskState, colours: Colours): Cell {
	return count === 0 ? cell("·", "dim", colours) : cell(String(count), paintOfState[state], colours);
}

export function workerStateCell(state: WorkerState, colours: Colours): Cell {
	return cell(toWord(state), paintOfWorkerState[state], colours);
}

export function severityCell(severity: Severity, colours: Colours): Cell {
	return cell(toWord(severity), paintOfSeverity[severity], colours);
}

export function outcomeCell(outcome: AttemptOutcome | null, colours: Colours): Cell {
	if (outcome === null) return cell("running", "cyan", colours);
	return cell(toWord(outcome), outcome === "SUCCEEDED" ? "green" : outcome === "CANCELLED" ? "yellow" : "red", colours);
}

/** `OUT_OF_MEMORY` → `out of memory`. */
export function toWord(name: string): string {
	return name.toLowerCase().replaceAll("_", " ");
}

function cell(text: string, paint: Paint | undefined, colours: Colours): Cell {
	return paint === undefined ? { text } : { text, paint: colours[paint] };
}
