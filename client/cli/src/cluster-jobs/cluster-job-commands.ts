import type { Command } from "commander";
import {
	type ClusterJobFragment,
	ListClusterJobsDocument,
	ShowClusterJobsDocument,
	type ShowClusterJobsResult,
} from "../api/generated/documents.ts";
import { formatMemory } from "../attempts/attempt-columns.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { unitOf } from "../tasks/task-columns.ts";
import { formatDuration, formatTime } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { quoteForShell } from "../terminal/quote-for-shell.ts";
import { outcomeCell, toWord } from "../terminal/state-words.ts";
import { type Column, formatTable } from "../terminal/table.ts";
import { printable, type Terminal } from "../terminal/terminal.ts";
import { findWorker } from "../workers/find-worker.ts";

/** What workers have at their clusters: `workers jobs` and `workers job`. */
export function addClusterJobCommands(workers: Command, surroundings: Surroundings): void {
	workers
		.command("jobs [worker]")
		.description("jobs at the cluster, of one worker or of all: id, state, reason, node, wait")
		.option("--all", "also those that are over")
		.action(inSession(surroundings, listJobs));
	workers
		.command("job <job>")
		.description("one of them: what it asked for, its tasks, command and script (its id here, or at the cluster)")
		.option("--script", "the script it was submitted with, only")
		.action(inSession(surroundings, showJob));
}

async function listJobs(
	{ api, output }: Session,
	text: string | undefined,
	{ all = false }: { readonly all?: boolean },
): Promise<void> {
	const wanted = text === undefined ? undefined : (await findWorker(api, text)).id;
	const { workers } = await api.ask(ListClusterJobsDocument, { onlyLive: !all });
	const jobs = workers
		.filter(({ id }) => wanted === undefined || id === wanted)
		.flatMap(({ clusterJobs }) => clusterJobs);
	output.list(jobs, clusterJobColumns, all ? "There is no cluster job." : "No cluster job waits or runs.");
}

export const clusterJobColumns: Column<ClusterJobFragment>[] = [
	{ title: "ID", align: "right", cell: ({ id }) => id },
	{ title: "JOB", cell: nameAtScheduler },
	{ title: "KIND", leaveOut: 3, cell: ({ kind }) => toWord(kind) },
	{ title: "WORKER", leaveOut: 4, canShrink: true, cell: ({ worker }) => worker.name },
	{ title: "STATE", cell: ({ state }) => toWord(state.replaceAll(/[A-Z]/g, "_$&")) },
	{ title: "REASON", canShrink: true, cell: ({ reason, problem }) => problem ?? reason ?? "" },
	{ title: "NODE", canShrink: true, cell: ({ node }) => node ?? "" },
	{ title: "WAITED", align: "right", cell: ({ waitSeconds }) => formatDuration(waitSeconds) },
	{ title: "RAN", align: "right", cell: ({ runSeconds }) => formatDuration(runSeconds) },
	{
		title: "WALLTIME",
		leaveOut: 1,
		align: "right",
		cell: ({ timeLimitSeconds }) => (timeLimitSeconds === null ? "" : formatDuration(timeLimitSeconds)),
	},
	{ title: "TEMPLATE", leaveOut: 2, canShrink: true, cell: ({ template }) => template },
];

/** `4711_3`; nothing before the scheduler has taken it. */
function nameAtScheduler({ jobId, element }: ClusterJobFragment): string {
	if (jobId === null) return "";
	return jobId.includes("_") ? jobId : `${jobId}_${element}`;
}

type ShownJob = NonNullable<ShowClusterJobsResult["worker"]>["clusterJobs"][number];

async function showJob(
	{ api, output }: Session,
	text: string,
	{ script = false }: { readonly script?: boolean },
): Promise<void> {
	const { workers } = await api.ask(ListClusterJobsDocument, { onlyLive: false });
	const jobs = workers.flatMap((worker) => worker.clusterJobs.map((job) => ({ job, workerId: worker.id })));
	// The array's own id means its first element.
	const found =
		jobs.find(({ job }) => job.id === text) ??
		jobs.find(({ job }) => nameAtScheduler(job) === text) ??
		jobs.find(({ job }) => job.jobId === text || job.name === text);
	if (found === undefined) {
		throw notFoundFailure(`There is no cluster job "${text}": see tilewright workers jobs --all for those there are.`);
	}
	const { worker } = await api.ask(ShowClusterJobsDocument, { workerId: found.workerId });
	const job = worker?.clusterJobs.find(({ id }) => id === found.job.id);
	if (job === undefined) throw notFoundFailure(`Cluster job ${text} is gone.`);
	if (!script) return output.one(job, () => describeJob(job, output.terminal));
	if (job.submission === null) throw notFoundFailure(`The script of cluster job ${text} is not known.`);
	if (output.isJson) output.json({ script: job.submission.script });
	else output.terminal.write(job.submission.script);
}

function describeJob(job: ShownJob, terminal: Terminal): string[] {
	const shape = { width: terminal.width(), colours: terminal.colours };
	return [
		`cluster job ${job.id}: ${printable(job.state)}`,
		...formatFacts(
			[
				["at the cluster", `${nameAtScheduler(job) || "not taken yet"} (${job.name}, ${job.scheduler})`],
				["says", job.words],
				["reason", job.reason],
				["problem", job.problem],
				["worker", `${job.worker.name} (${job.worker.id})`],
				["kind", toWord(job.kind)],
				["node", job.node],
				[
					"asked for",
					`${job.cpus} processors, memory ${formatMemory(job.memoryMb)}, walltime ${formatDuration(job.timeLimitSeconds)}`,
				],
				["template", job.template],
				["waited", formatDuration(job.waitSeconds)],
				["ran", formatDuration(job.runSeconds)],
				["first told", formatTime(job.firstToldAt)],
				["last told", formatTime(job.lastToldAt)],
				["over", job.overAt === null ? null : formatTime(job.overAt)],
				["command", job.submission?.command.map(quoteForShell).join(" ")],
			],
			terminal,
		),
		...formatTable(
			[
				{ title: "ATTEMPT", align: "right", cell: ({ id }) => id },
				{ title: "TASK", align: "right", cell: ({ task }) => task.id },
				{ title: "STAGE", canShrink: true, cell: ({ task }) => task.stage.name },
				{ title: "UNIT", canShrink: true, cell: ({ task }) => unitOf(task) },
				{ title: "OUTCOME", cell: ({ outcome }) => outcomeCell(outcome, terminal.colours) },
			],
			job.attempts,
			shape,
		),
	];
}
