import type { ShowWorkerResult } from "../api/generated/documents.ts";
import { formatMemory, formatPercent } from "../attempts/attempt-columns.ts";
import { clusterJobColumns } from "../cluster-jobs/cluster-job-commands.ts";
import { unitOf } from "../tasks/task-columns.ts";
import { formatAge, formatTime } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { workerStateCell } from "../terminal/state-words.ts";
import { formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { describeQuarantine, loadOf } from "./worker-columns.ts";

type ShownWorker = NonNullable<ShowWorkerResult["worker"]>;

/** A worker as one page of text: load, what it runs, and what it has at its cluster. */
export function describeShownWorker(worker: ShownWorker, terminal: Terminal): string[] {
	const { colours } = terminal;
	const shape = { width: terminal.width(), colours };
	const now = new Date();
	const { text, paint = (plain: string) => plain } = workerStateCell(worker.state, colours);
	const offered = (own: number, offers: number) => (own === offers ? "" : `, of its own accord ${offers}`);
	return [
		`worker ${printable(worker.name)} on ${printable(worker.host)}: ${paint(text)}`,
		...formatFacts(
			[
				["id", worker.id],
				["pilot of", worker.proxy === null ? null : worker.proxy.name],
				["paused", worker.isPaused ? (worker.pauseReason ?? "yes") : null],
				["quarantine", describeQuarantine(worker) || null],
				["next probe", worker.nextProbeAt === null ? null : formatTime(worker.nextProbeAt)],
				[
					"load",
					`${loadOf(worker.localLoad, worker.localCapacity) || "none"} work units${offered(worker.localCapacity, worker.offeredLocalCapacity)}`,
				],
				[
					"on its cluster",
					worker.clusterCapacity === 0 && worker.clusterLoad === 0
						? null
						: `${loadOf(worker.clusterLoad, worker.clusterCapacity)} work units${offered(worker.clusterCapacity, worker.offeredClusterCapacity)}`,
				],
				["processor", formatPercent(worker.cpuPercent)],
				["free memory", formatMemory(worker.freeMemoryMb)],
				["first seen", formatTime(worker.firstSeenAt)],
				["last seen", formatTime(worker.lastSeenAt)],
			],
			terminal,
		),
		...section(
			formatTable(
				[
					{ title: "ATTEMPT", align: "right", cell: ({ id }) => id },
					{ title: "TASK", align: "right", cell: ({ task }) => task.id },
					{ title: "STAGE", canShrink: true, cell: ({ task }) => task.stage.name },
					{ title: "UNIT", canShrink: true, cell: ({ task }) => unitOf(task) },
					{ title: "FOR", align: "right", cell: ({ startedAt }) => formatAge(startedAt, now) },
				],
				worker.runningAttempts,
				shape,
			),
		),
		...section(formatTable(clusterJobColumns, worker.clusterJobs, shape)),
	];
}

function section(lines: readonly string[]): string[] {
	return lines.length === 0 ? [] : ["", ...lines];
}
