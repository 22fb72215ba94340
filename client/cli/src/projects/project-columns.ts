import type { ProjectSummaryFragment, TaskState } from "../api/generated/documents.ts";
import { countCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

type Counted = { readonly stages: readonly { readonly kind: string; readonly counts: readonly StateCount[] }[] };
interface StateCount {
	readonly state: TaskState;
	readonly count: number;
}

/** Over all stages; the root stage only mirrors the tiles and is left out. */
export function countOf({ stages }: Counted, ...states: readonly TaskState[]): number {
	return stages
		.filter(({ kind }) => kind !== "ROOT")
		.flatMap(({ counts }) => counts)
		.reduce((sum, { state, count }) => sum + (states.includes(state) ? count : 0), 0);
}

export function projectColumns(colours: Colours): Column<ProjectSummaryFragment>[] {
	const counted = (title: string, ...states: readonly [TaskState, ...TaskState[]]): Column<ProjectSummaryFragment> => ({
		title,
		...(title === "WAITING" ? { leaveOut: 3 } : title === "READY" ? { leaveOut: 4 } : {}),
		align: "right",
		cell: (project) => countCell(countOf(project, ...states), states[0], colours),
	});
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "PROJECT", canShrink: true, cell: ({ name }) => ({ text: name, paint: colours.bold }) },
		{ title: "STATE", cell: (project) => projectStateCell(project, colours) },
		{
			title: "TILES",
			align: "right",
			cell: ({ tileCount, completeTileCount }) =>
				tileCount === completeTileCount ? tileCount : `${completeTileCount}/${tileCount}`,
		},
		{
			title: "STAGES",
			leaveOut: 2,
			align: "right",
			cell: ({ stages }) => stages.filter(({ kind }) => kind !== "ROOT").length,
		},
		counted("WAITING", "WAITING"),
		counted("READY", "READY"),
		counted("RUNNING", "RUNNING"),
		counted("DONE", "SUCCEEDED"),
		counted("FAILED", "FAILED", "REJECTED", "CANCELLED"),
		{ title: "ROOT", leaveOut: 1, canShrink: true, cell: ({ rootPath }) => rootPath },
	];
}

function projectStateCell({ archivedAt, isPaused }: ProjectSummaryFragment, colours: Colours) {
	if (archivedAt !== null) return { text: "archived", paint: colours.dim };
	return isPaused ? { text: "paused", paint: colours.yellow } : { text: "active" };
}
