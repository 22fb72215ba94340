import type { AttemptOutcome, InputState, TaskState } from "@tilewright/contract/states";
import type { WorkerState } from "../status/worker-state-rules.ts";
import { enumType } from "./enum-type.ts";

export const TaskStateEnum = enumType<TaskState>("TaskState", "Where a task is; drawn in docs/state-machines.md.", {
	waiting: "Inputs are missing or its group is still open.",
	ready: "Can be given to a worker as soon as one has room.",
	running: "A worker has it.",
	review: "Done, and held back from its children until somebody approves.",
	succeeded: "Done; its result is accepted.",
	rejected: "Done, and its result was refused by a gate or a person.",
	failed: "No retry is left.",
	cancelled: "Stopped by a person.",
	excluded: "Outside the region, on a skipped plane, withdrawn, or marked to be skipped.",
});

export const AttemptOutcomeEnum = enumType<AttemptOutcome>(
	"AttemptOutcome",
	"How one try ended. Each has its own retry rule.",
	{
		succeeded: "Exit code as expected and all declared outputs there.",
		failed: "Another exit code than expected.",
		outOfMemory: "Killed for its memory.",
		timedOut: "Stopped at its time limit.",
		nodeFailed: "The machine it ran on failed.",
		preempted: "Put aside by the cluster.",
		cancelled: "Stopped by a person.",
		lost: "Its worker went silent; a result that still comes is refused.",
		invalidOutput: "Ended well, but a declared output is missing or not what was declared.",
		couldNotStart: "The program could not be started.",
	},
);

export const InputStateEnum = enumType<InputState>("InputState", "What was found at a source at the last look.", {
	unknown: "Not looked at yet.",
	badLocation: "The root path cannot be read.",
	missing: "The root path is there, the input is not.",
	dashboard: "A list in the dashboard format.",
	pipeline: "A list in the pipeline format.",
	directory: "A directory whose files are matched with a pattern.",
	announced: "Tiles are announced over the API.",
});

export type SourceKind = "list" | "directory" | "announced";
export const SourceKindEnum = enumType<SourceKind>("SourceKind", "How a source learns of tiles.", {
	list: "Reads pipeline-input.json or dashboard.json in the root path.",
	directory: "Matches files below the root path with a pattern.",
	announced: "Is told over the API (`announceTiles`).",
});

export type StageKind = "root" | "program";
export const StageKindEnum = enumType<StageKind>("StageKind", "What a stage is.", {
	root: "Mirrors the sources; runs nothing. Every project has exactly one.",
	program: "Runs a program on every unit.",
});

export const WorkerStateEnum = enumType<WorkerState>("WorkerState", "What a worker does now.", {
	unavailable: "Its lease has ended: it is stopped or cannot be reached.",
	idle: "Reachable and without work.",
	processing: "Reachable and running attempts.",
	paused: "Reachable and given nothing new.",
});

export type Severity = "info" | "warning" | "error";
export const SeverityEnum = enumType<Severity>("Severity", "How much an event matters.", {
	info: "Worth knowing.",
	warning: "Somebody should look at it; things go on.",
	error: "Something does not go on by itself.",
});

export type LogStream = "stdout" | "stderr";
export const LogStreamEnum = enumType<LogStream>("LogStream", "Which output of a program.", {
	stdout: "Standard output.",
	stderr: "Standard error.",
});
