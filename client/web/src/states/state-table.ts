import type { AttemptOutcome, InputState, Severity, TaskState, WorkerState } from "../api/generated/documents.ts";

/**
 * The one table of words and colours of states. The hues are Okabe and Ito's, which stay apart for people with
 * any common colour blindness; every state has a shape and a letter besides, so that none depends on colour.
 */
export type MarkShape =
	| "dot"
	| "ring"
	| "triangle"
	| "diamond"
	| "check"
	| "minus"
	| "cross"
	| "slash"
	| "hollow"
	| "pause"
	| "stale";

export interface StateLook {
	readonly word: string;
	/** What it means, for a tooltip. */
	readonly meaning: string;
	readonly letter: string;
	readonly shape: MarkShape;
	/** Fills marks, bars and cells: at least 3:1 against the page's ground. */
	readonly colour: string;
	/** The same hue for words: at least 4.5:1 against every surface of the page. */
	readonly textColour: string;
}

export interface TaskStateLook extends StateLook {
	/** Its number in the compact answers and in the map's texture; the order of the API's enumeration. */
	readonly code: number;
	/** Which state speaks for a cell that holds several tasks: the one that most needs a person wins. */
	readonly urgency: number;
}

export const taskStateTable = {
	WAITING: {
		code: 0,
		word: "waiting",
		meaning: "Something it needs has not succeeded yet",
		letter: "W",
		shape: "dot",
		colour: "#4b5563",
		textColour: "#9aa5b4",
		urgency: 3,
	},
	READY: {
		code: 1,
		word: "ready",
		meaning: "Everything is there; next in line for a worker",
		letter: "Q",
		shape: "ring",
		colour: "#1b6fb0",
		textColour: "#6fb4ea",
		urgency: 4,
	},
	RUNNING: {
		code: 2,
		word: "running",
		meaning: "A worker has it",
		letter: "R",
		shape: "triangle",
		colour: "#56b4e9",
		textColour: "#7cc6f0",
		urgency: 5,
	},
	REVIEW: {
		code: 3,
		word: "review",
		meaning: "A person has to look before its children go on",
		letter: "?",
		shape: "diamond",
		colour: "#f0e442",
		textColour: "#f0e442",
		urgency: 7,
	},
	SUCCEEDED: {
		code: 4,
		word: "succeeded",
		meaning: "Done, and its result was accepted",
		letter: "S",
		shape: "check",
		colour: "#008f68",
		textColour: "#3cc79d",
		urgency: 1,
	},
	REJECTED: {
		code: 5,
		word: "rejected",
		meaning: "A person or a gate turned its result down",
		letter: "J",
		shape: "minus",
		colour: "#cc79a7",
		textColour: "#dd97bd",
		urgency: 6,
	},
	FAILED: {
		code: 6,
		word: "failed",
		meaning: "No try is left; what depends on it waits",
		letter: "F",
		shape: "cross",
		colour: "#e0610f",
		textColour: "#ff8a45",
		urgency: 8,
	},
	CANCELLED: {
		code: 7,
		word: "cancelled",
		meaning: "A person stopped it",
		letter: "C",
		shape: "slash",
		colour: "#c98a00",
		textColour: "#e3a83a",
		urgency: 2,
	},
	EXCLUDED: {
		code: 8,
		word: "excluded",
		meaning: "Left out on purpose: outside the region, a skipped plane or a skip flag",
		letter: "X",
		shape: "hollow",
		colour: "#4f5866",
		textColour: "#8d98a7",
		urgency: 0,
	},
} as const satisfies Record<TaskState, TaskStateLook>;

/** Not a state but a flag beside it, of results that can still be read. */
export const staleLook = {
	word: "stale",
	meaning: "The recipe or an input changed after this result was made; it can still be read",
	letter: "~",
	shape: "stale",
	colour: "#f0e442",
	textColour: "#f0e442",
} as const satisfies StateLook;

/** In the order of the API's enumeration: the index is the code. */
export const taskStatesByCode: readonly TaskState[] = [
	"WAITING",
	"READY",
	"RUNNING",
	"REVIEW",
	"SUCCEEDED",
	"REJECTED",
	"FAILED",
	"CANCELLED",
	"EXCLUDED",
];

/** The order of bars and legends: from done to not begun, with what needs a person in between. */
export const taskStatesInBarOrder: readonly TaskState[] = [
	"SUCCEEDED",
	"RUNNING",
	"REVIEW",
	"REJECTED",
	"FAILED",
	"CANCELLED",
	"READY",
	"WAITING",
	"EXCLUDED",
];

/** States a person should look at. */
export const troubledTaskStates: readonly TaskState[] = ["FAILED", "REVIEW", "REJECTED"];

export const attemptOutcomeTable = {
	SUCCEEDED: { word: "succeeded", like: "SUCCEEDED" },
	FAILED: { word: "failed", like: "FAILED" },
	OUT_OF_MEMORY: { word: "out of memory", like: "FAILED" },
	TIMED_OUT: { word: "timed out", like: "FAILED" },
	NODE_FAILED: { word: "node failed", like: "FAILED" },
	PREEMPTED: { word: "preempted", like: "CANCELLED" },
	CANCELLED: { word: "cancelled", like: "CANCELLED" },
	LOST: { word: "lost", like: "FAILED" },
	INVALID_OUTPUT: { word: "invalid output", like: "FAILED" },
	COULD_NOT_START: { word: "could not start", like: "FAILED" },
} as const satisfies Record<AttemptOutcome, { word: string; like: TaskState }>;

export interface Tone {
	readonly word: string;
	readonly meaning: string;
	readonly tone: "good" | "active" | "quiet" | "caution" | "bad";
}

export const inputStateTable = {
	UNKNOWN: { word: "not looked at yet", meaning: "The coordinator has not looked at this source yet", tone: "quiet" },
	BAD_LOCATION: { word: "unreachable", meaning: "The folder cannot be read", tone: "bad" },
	MISSING: { word: "no input yet", meaning: "The folder is there, the acquisition's file is not", tone: "caution" },
	DASHBOARD: { word: "dashboard.json", meaning: "Tiles come from the microscope's dashboard file", tone: "good" },
	PIPELINE: { word: "pipeline-input.json", meaning: "Tiles come from a pipeline input file", tone: "good" },
	DIRECTORY: { word: "directory", meaning: "Tiles are files found in a directory", tone: "good" },
	ANNOUNCED: { word: "announced", meaning: "Tiles are announced through the API", tone: "good" },
} as const satisfies Record<InputState, Tone>;

export const workerStateTable = {
	UNAVAILABLE: { word: "unavailable", meaning: "Its lease has ended: nothing was heard from it", tone: "bad" },
	IDLE: { word: "idle", meaning: "Here, with nothing to run", tone: "quiet" },
	PROCESSING: { word: "working", meaning: "Running at least one program", tone: "active" },
	PAUSED: { word: "paused", meaning: "Gets nothing new; what runs will finish", tone: "caution" },
} as const satisfies Record<WorkerState, Tone>;

export const severityTable = {
	INFO: { word: "info", meaning: "Something happened", tone: "quiet" },
	WARNING: { word: "warning", meaning: "Worth a look", tone: "caution" },
	ERROR: { word: "error", meaning: "Something is wrong", tone: "bad" },
} as const satisfies Record<Severity, Tone>;
