import type { AttemptSummaryFragment } from "../api/generated/documents.ts";
import { formatDuration, formatNumber, formatSize, formatTime } from "../terminal/figures.ts";
import { outcomeCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

const bytesPerMb = 1_000_000;

export function attemptColumns(colours: Colours): Column<AttemptSummaryFragment>[] {
	return [
		{ title: "ATTEMPT", align: "right", cell: ({ id }) => id },
		{ title: "TRY", align: "right", cell: ({ number }) => number },
		{ title: "WORKER", leaveOut: 5, canShrink: true, cell: ({ worker, workerId }) => worker?.name ?? workerId },
		{ title: "OUTCOME", cell: ({ outcome }) => outcomeCell(outcome, colours) },
		{ title: "EXIT", align: "right", cell: ({ exitCode, signal }) => signal ?? exitCode ?? "" },
		{ title: "STARTED", leaveOut: 4, cell: ({ startedAt }) => formatTime(startedAt) },
		{ title: "PENDING", leaveOut: 1, align: "right", cell: ({ pendingSeconds }) => formatDuration(pendingSeconds) },
		{ title: "RAN", align: "right", cell: ({ runSeconds }) => formatDuration(runSeconds) },
		{ title: "CPU", leaveOut: 2, align: "right", cell: ({ cpuSeconds }) => formatDuration(cpuSeconds) },
		{ title: "MEMORY", leaveOut: 3, align: "right", cell: ({ maxMemoryMb }) => formatMemory(maxMemoryMb) },
		{ title: "PROBLEM", isRare: true, leaveOut: 9, canShrink: true, cell: ({ problem }) => problem ?? "" },
	];
}

export function formatMemory(megabytes: number | null): string {
	return megabytes === null ? "–" : formatSize(megabytes * bytesPerMb);
}

export function formatPercent(value: number | null): string {
	return value === null ? "–" : `${formatNumber(value)} %`;
}
