import type { DoneFragment, EventFragment } from "../../../api/generated/documents.ts";

/** What happened in a project, whoever did it: its events, what people asked for, and what became of the workers. */

/** A worker belongs to no project, and to all of them: what happens to it concerns whoever waits for results. */
export const workerEventKinds = ["workerJoined", "workerLeft", "workerQuarantined", "workerReleased"] as const;
export const workerCommandKinds = ["updateWorker"] as const;

/** Written down as events by the coordinator, with who asked. */
const toldByEvents: ReadonlySet<string> = new Set(["setProjectPaused", "setStagePaused", "deleteStageOutputs"]);
/** As many as the list shows. */
const mostHappenings = 60;

export type Happening =
	| { readonly kind: "event"; readonly id: string; readonly at: string; readonly event: EventFragment }
	| {
			readonly kind: "command";
			readonly id: string;
			readonly at: string;
			readonly command: DoneFragment;
			/** How often the like was done in a row, by the same person, this one included. */
			readonly times: number;
	  };

/** Newest first. `commands`: of the project, newest first; `isWhole`: there are no older ones. */
export function mergeHappenings(told: {
	readonly events: readonly EventFragment[];
	readonly workerEvents: readonly EventFragment[];
	readonly commands: readonly DoneFragment[];
	readonly workerCommands: readonly DoneFragment[];
	readonly isWhole: boolean;
}): readonly Happening[] {
	// What happened to workers before the project was there is not its business.
	const beginning = told.isWhole ? (told.commands.at(-1)?.createdAt ?? "") : "";
	const known = new Set(told.events.map(({ id }) => id));
	const workerEvents = told.workerEvents.filter(({ id, at }) => !known.has(id) && isSince(at, beginning));
	const workerCommands = told.workerCommands.filter(({ createdAt }) => isSince(createdAt, beginning));
	const all: Happening[] = [
		...[...told.events, ...workerEvents].map(
			(event): Happening => ({ kind: "event", id: `event ${event.id}`, at: event.at, event }),
		),
		...[...told.commands, ...workerCommands].filter(isWorthTelling).map(
			(command): Happening => ({
				kind: "command",
				id: `command ${command.id}`,
				at: command.createdAt,
				command,
				times: 1,
			}),
		),
	];
	return inRows(all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))).slice(0, mostHappenings);
}

function isSince(at: string, beginning: string): boolean {
	return beginning === "" || Date.parse(at) >= Date.parse(beginning);
}

/** What was refused or still waits has changed nothing; the audit has it. */
function isWorthTelling({ kind, summary, problem, finishedAt }: DoneFragment): boolean {
	return summary !== null && problem === null && finishedAt !== null && !toldByEvents.has(kind);
}

/** Fifty decisions about pictures are one line: they must not push everything else out of sight. */
function inRows(newestFirst: readonly Happening[]): readonly Happening[] {
	const rows: Happening[] = [];
	for (const happening of newestFirst) {
		const last = rows.at(-1);
		if (last?.kind === "command" && happening.kind === "command" && isAlike(last.command, happening.command)) {
			rows[rows.length - 1] = { ...last, times: last.times + 1 };
		} else rows.push(happening);
	}
	return rows;
}

/** The same done to one task after the other: `rejected "Quality" of tile 12`, `rejected "Quality" of tile 13`. */
function isAlike(one: DoneFragment, other: DoneFragment): boolean {
	if (one.actor !== other.actor || one.kind !== other.kind) return false;
	const isOfTasks = one.task !== null && other.task !== null && one.task.stage.id === other.task.stage.id;
	return one.summary === other.summary || (isOfTasks && verbOf(one) === verbOf(other));
}

function verbOf({ summary }: DoneFragment): string {
	return summary?.split(" ", 1)[0] ?? "";
}
