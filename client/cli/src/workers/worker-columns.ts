import type { WorkerFragment } from "../api/generated/documents.ts";
import { formatMemory, formatPercent } from "../attempts/attempt-columns.ts";
import { formatAge, formatNumber } from "../terminal/figures.ts";
import { workerStateCell } from "../terminal/state-words.ts";
import type { Column } from "../terminal/table.ts";
import type { Colours } from "../terminal/terminal.ts";

export function workerColumns(colours: Colours, now: Date): Column<WorkerFragment>[] {
	return [
		// The beginning is enough to name it.
		{ title: "ID", cell: ({ id }) => id.slice(0, 8) },
		{ title: "WORKER", canShrink: true, cell: ({ name }) => ({ text: name, paint: colours.bold }) },
		{ title: "HOST", leaveOut: 5, canShrink: true, cell: ({ host }) => host },
		{ title: "STATE", cell: ({ state }) => workerStateCell(state, colours) },
		{ title: "LOAD", align: "right", cell: ({ localLoad, localCapacity }) => loadOf(localLoad, localCapacity) },
		{
			title: "CLUSTER",
			leaveOut: 3,
			isRare: true,
			align: "right",
			cell: ({ clusterLoad, clusterCapacity }) => loadOf(clusterLoad, clusterCapacity),
		},
		{ title: "CPU", leaveOut: 2, align: "right", cell: ({ cpuPercent }) => formatPercent(cpuPercent) },
		{ title: "FREE MEMORY", leaveOut: 1, align: "right", cell: ({ freeMemoryMb }) => formatMemory(freeMemoryMb) },
		{
			title: "GONE SINCE",
			align: "right",
			leaveOut: 4,
			isRare: true,
			// A reachable one was heard of a moment ago: that is what reachable means.
			cell: ({ state, lastSeenAt }) => (state === "UNAVAILABLE" ? formatAge(lastSeenAt, now) : ""),
		},
		{
			title: "QUARANTINE",
			isRare: true,
			leaveOut: 7,
			canShrink: true,
			cell: (worker) => ({ text: describeQuarantine(worker), paint: colours.red }),
		},
		{
			title: "PAUSED BECAUSE",
			isRare: true,
			leaveOut: 6,
			canShrink: true,
			cell: ({ pauseReason }) => pauseReason ?? "",
		},
	];
}

/** Empty for a worker that is in none. */
export function describeQuarantine({
	quarantinedAt,
	quarantineReason,
	isHostQuarantined,
}: Pick<WorkerFragment, "quarantinedAt" | "quarantineReason" | "isHostQuarantined">): string {
	if (quarantinedAt === null) return "";
	return `${isHostQuarantined ? "the whole machine: " : ""}${quarantineReason ?? "yes"}`;
}

/** In work units: `1.5/4`; nothing where there is no capacity. */
export function loadOf(load: number, capacity: number): string {
	return load === 0 && capacity === 0 ? "" : `${formatNumber(load)}/${formatNumber(capacity)}`;
}
