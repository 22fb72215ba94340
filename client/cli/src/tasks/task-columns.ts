import type { TaskSummaryFragment } from "../api/generated/documents.ts";
import { formatAge } from "../terminal/figures.ts";
import { stateCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

export function taskColumns(colours: Colours, now: Date): Column<TaskSummaryFragment>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "STAGE", canShrink: true, cell: ({ stage }) => stage.name },
		{ title: "UNIT", canShrink: true, cell: unitOf },
		{ title: "STATE", cell: ({ state }) => stateCell(state, colours) },
		{ title: "TRIES", leaveOut: 2, align: "right", cell: ({ attemptCount }) => attemptCount },
		{ title: "SINCE", leaveOut: 1, align: "right", cell: ({ changedAt }) => formatAge(changedAt, now) },
		{ title: "WHY", canShrink: true, cell: ({ reason, isStale }) => (isStale ? `stale; ${reason}` : reason) },
	];
}

/** The tile's path where the unit is one tile, else the unit's own key. */
export function unitOf({ tile, unit, unitKey }: Pick<TaskSummaryFragment, "tile" | "unit" | "unitKey">): string {
	return tile !== null && unit === null ? tile.relativePath : unitKey;
}
