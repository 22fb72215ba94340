import type { StageSummaryFragment, TaskState } from "../api/generated/documents.ts";
import { formatDuration } from "../terminal/figures.ts";
import { countCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";
import { describeUnitRule } from "./unit-rule-text.ts";

interface Counted {
	readonly counts: readonly { readonly state: TaskState; readonly count: number }[];
}

export function countsOf({ counts }: Counted, ...states: readonly TaskState[]): number {
	return counts.reduce((sum, { state, count }) => sum + (states.includes(state) ? count : 0), 0);
}

/** The columns in which every list of stages shows its progress; rare states only where there are some. */
export function countColumns<Stage extends Counted>(stages: readonly Stage[], colours: Colours): Column<Stage>[] {
	const rare = (title: string, ...states: readonly [TaskState, ...TaskState[]]) =>
		stages.some((stage) => countsOf(stage, ...states) > 0) ? [counted(title, ...states)] : [];
	const counted = (title: string, ...states: readonly [TaskState, ...TaskState[]]): Column<Stage> => ({
		title,
		align: "right",
		cell: (stage) => countCell(countsOf(stage, ...states), states[0], colours),
	});
	return [
		counted("WAITING", "WAITING"),
		counted("READY", "READY"),
		counted("RUNNING", "RUNNING"),
		...rare("REVIEW", "REVIEW"),
		counted("DONE", "SUCCEEDED"),
		counted("FAILED", "FAILED", "REJECTED"),
		...rare("OTHER", "CANCELLED", "EXCLUDED"),
	];
}

export function stageColumns(
	stages: readonly StageSummaryFragment[],
	colours: Colours,
): Column<StageSummaryFragment>[] {
	return [
		{ title: "ID", align: "right", cell: ({ id }) => id },
		{ title: "STAGE", canShrink: true, cell: ({ name }) => ({ text: name, paint: colours.bold }) },
		{
			title: "RUNS",
			canShrink: true,
			leaveOut: 2,
			// Not its version: the definition tells its newest one, the stage may run an older.
			cell: ({ definition }) => definition?.name ?? "",
		},
		{
			title: "ON",
			canShrink: true,
			leaveOut: 4,
			cell: ({ unitRule }) => (unitRule === null ? "tiles" : describeUnitRule(unitRule)),
		},
		{ title: "OF", canShrink: true, leaveOut: 3, cell: ({ parents }) => parents.map(({ name }) => name).join(", ") },
		{
			title: "STATE",
			cell: ({ isPaused, canary }) => {
				if (isPaused) return { text: "paused", paint: colours.yellow };
				return canary === null ? "active" : { text: "trial", paint: colours.cyan };
			},
		},
		...countColumns(stages, colours),
		{ title: "MEAN", align: "right", leaveOut: 1, cell: ({ rate }) => formatDuration(rate.meanRunSeconds) },
	];
}
