import type { Command } from "commander";
import { ReadStatusDocument, type SystemFragment, type WorkerFragment } from "../api/generated/documents.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { paceLines } from "../pace/pace-lines.ts";
import { projectColumns } from "../projects/project-columns.ts";
import { formatNumber, formatTime } from "../terminal/figures.ts";
import { formatFacts } from "../terminal/output.ts";
import { formatTable } from "../terminal/table.ts";
import { printable } from "../terminal/terminal.ts";

const paceWidth = "processing".length;

export function addStatusCommand(program: Command, surroundings: Surroundings): void {
	program
		.command("status")
		.description("the installation, its workers, all projects, and whether they keep up, at a glance")
		.action(inSession(surroundings, showStatus));
}

async function showStatus({ api, output, server }: Session): Promise<void> {
	const status = await api.ask(ReadStatusDocument, {});
	const { terminal } = output;
	output.one(status, () => [
		`${terminal.colours.bold(printable(status.system.instanceName))} (Tilewright ${status.system.version}) at ${server.url}`,
		...formatFacts(
			[
				["coordinator", describeCoordinator(status.system)],
				["database", `Postgres ${status.system.databaseVersion}`],
				["messages", `${status.system.bus}${status.system.busIsConnected ? "" : " (no line to it)"}`],
				["workers", describeWorkers(status.workers)],
				["invariants", describeViolations(status.system)],
			],
			terminal,
		),
		"",
		...(status.projects.length === 0
			? ["There is no project yet: see tilewright projects create --help."]
			: formatTable(projectColumns(terminal.colours), status.projects, {
					width: terminal.width(),
					colours: terminal.colours,
				})),
		...status.projects.flatMap(({ name, pace }) => {
			if (pace === null) return [];
			const lines = paceLines(pace, terminal.colours);
			return [
				"",
				terminal.colours.bold(printable(name)),
				...lines.map(
					({ about, text, paint = (plain: string) => plain }) =>
						`  ${terminal.colours.dim(about.padEnd(paceWidth))}  ${paint(printable(text))}`,
				),
			];
		}),
	]);
}

export function describeCoordinator({ coordinator }: SystemFragment): string {
	const { activeSince, isActive, epoch, holder } = coordinator;
	if (activeSince === null) return "nobody is active";
	return `${isActive ? "this server is active" : `${holder} is active`} since ${formatTime(activeSince)} (epoch ${epoch})`;
}

/** `2 of 3 reachable, 1.5 of 4 work units in use`. */
export function describeWorkers(workers: readonly WorkerFragment[]): string {
	if (workers.length === 0) return "none has joined yet";
	const reachable = workers.filter(({ state }) => state !== "UNAVAILABLE");
	const sum = (of: (worker: WorkerFragment) => number) =>
		formatNumber(reachable.reduce((total, worker) => total + of(worker), 0));
	const load = sum(({ localLoad, clusterLoad }) => localLoad + clusterLoad);
	const capacity = sum(({ localCapacity, clusterCapacity }) => localCapacity + clusterCapacity);
	return `${reachable.length} of ${workers.length} reachable, ${load} of ${capacity} work units in use`;
}

function describeViolations({ invariantViolations }: SystemFragment): string {
	return invariantViolations.length === 0 ? "hold" : `${invariantViolations.length} violated: see tilewright doctor`;
}
