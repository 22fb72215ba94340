import { describeError } from "@tilewright/contract/errors";
import { type Command, InvalidArgumentError } from "commander";
import {
	ListWorkersDocument,
	QuarantineWorkerDocument,
	ReleaseWorkerDocument,
	ShowWorkerDocument,
	UpdateWorkerDocument,
	type UpdateWorkerInput,
	type WorkerFragment,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { addClusterJobCommands } from "../cluster-jobs/cluster-job-commands.ts";
import { messageOption } from "../command/argument-values.ts";
import { notFoundFailure, usageFailure } from "../command/command-failure.ts";
import { addConfirmation, type Confirmation, confirm } from "../command/confirmation.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { addPauseOptions, type PauseOptions, tellOfPause } from "../pauses/preview-pause.ts";
import { formatNumber } from "../terminal/figures.ts";
import { findWorker } from "./find-worker.ts";
import { workerColumns } from "./worker-columns.ts";
import { describeShownWorker } from "./worker-lines.ts";

export function addWorkerCommands(program: Command, surroundings: Surroundings): void {
	const workers = program
		.command("workers")
		.description("who does the work: list, show, set, pause, drain, stop, quarantine, jobs, …");
	workers
		.command("list", { isDefault: true })
		.description("workers with load and capacity in work units")
		.action(inSession(surroundings, listWorkers));
	workers
		.command("show <worker>")
		.description("a worker with what it runs and its cluster jobs (name, id or the beginning of the id)")
		.action(inSession(surroundings, showWorker));
	addPauseOptions(workers.command("pause <worker>"))
		.alias("drain")
		.description("is given nothing new; what it runs goes on")
		.action(inSession(surroundings, pause));
	addConfirmation(workers.command("stop <worker>"))
		.description("is given nothing new, and what it runs is stopped now and done elsewhere; costs no retry")
		.option("--reason <text>", "shown as long as it is paused")
		.addOption(messageOption())
		.action(inSession(surroundings, stopNow));
	workers
		.command("resume <worker>")
		.description("is given work again")
		.addOption(messageOption())
		.action(
			inSession(surroundings, (session, text: string, given: Asked) =>
				update(session, text, { ...given, isPaused: false }),
			),
		);
	workers
		.command("set <worker>")
		.description('how much it runs at once, in work units; "default" for what it offers itself')
		.option("--capacity <work-units>", "on its own machine: 1.5", readCapacity)
		.option("--cluster-capacity <work-units>", "on its cluster", readCapacity)
		.addOption(messageOption())
		.action(inSession(surroundings, setCapacities));
	workers
		.command("set-capacity <worker> <work-units>")
		.description("the same for one of them")
		.option("--cluster", "on its cluster instead of its own machine")
		.addOption(messageOption())
		.action(inSession(surroundings, setCapacity));
	workers
		.command("quarantine <worker>")
		.description("is given nothing until a person lets it out; what it runs goes on")
		.requiredOption("--reason <text>", "shown as long as it is in quarantine")
		.option("--host", "all workers of its machine")
		.addOption(messageOption())
		.action(inSession(surroundings, quarantine));
	workers
		.command("release <worker>")
		.description("lets it out of quarantine; with one of a machine all others of the machine")
		.addOption(messageOption())
		.action(inSession(surroundings, release));
	addClusterJobCommands(workers, surroundings);
}

interface Asked {
	readonly reason?: string;
	readonly message?: string;
}

async function listWorkers({ api, output }: Session): Promise<void> {
	const { workers } = await api.ask(ListWorkersDocument, {});
	output.list(workers, workerColumns(output.terminal.colours, new Date()), "No worker has joined yet.");
}

async function setCapacity(
	session: Session,
	text: string,
	workUnits: string,
	{ cluster = false, message }: { readonly cluster?: boolean; readonly message?: string },
): Promise<void> {
	const capacity = readPlainCapacity(workUnits);
	await update(session, text, {
		...(cluster ? { clusterCapacity: toInput(capacity) } : { localCapacity: toInput(capacity) }),
		...(message === undefined ? {} : { message }),
	});
}

interface Capacities {
	readonly capacity?: Capacity;
	readonly clusterCapacity?: Capacity;
	readonly message?: string;
}

async function setCapacities(session: Session, text: string, given: Capacities): Promise<void> {
	const { capacity, clusterCapacity, message } = given;
	if (capacity === undefined && clusterCapacity === undefined) {
		throw usageFailure("Say what to set: --capacity or --cluster-capacity.");
	}
	await update(session, text, {
		...(capacity === undefined ? {} : { localCapacity: toInput(capacity) }),
		...(clusterCapacity === undefined ? {} : { clusterCapacity: toInput(clusterCapacity) }),
		...(message === undefined ? {} : { message }),
	});
}

/** In work units, or what the worker offers itself. Commander makes an empty text of null, so that is for the API only. */
type Capacity = number | "default";

function toInput(capacity: Capacity): number | null {
	return capacity === "default" ? null : capacity;
}

/** Fractions are fine. */
function readCapacity(text: string): Capacity {
	if (text === "default") return text;
	const value = Number(text);
	if (Number.isFinite(value) && value >= 0 && text.trim() !== "") return value;
	throw new InvalidArgumentError('Expected a number such as 1.5, or "default".');
}

/** Of an argument that commander does not read for us. */
function readPlainCapacity(text: string): Capacity {
	try {
		return readCapacity(text);
	} catch (error) {
		throw usageFailure(`"${text}" is no capacity. ${describeError(error)}`);
	}
}

async function pause(session: Session, text: string, given: PauseOptions): Promise<void> {
	const { dryRun = false, ...why } = given;
	if (!dryRun) return update(session, text, { ...why, isPaused: true });
	const { id, name } = await findWorker(session.api, text);
	return tellOfPause(session, { workerId: id }, `Worker "${name}"`, given);
}

async function stopNow(session: Session, text: string, given: Asked & Confirmation): Promise<void> {
	const { api, output } = session;
	const { id } = await findWorker(api, text);
	const worker = await readWorker(api, id);
	const count = worker.runningAttempts.length;
	const preview = `Worker "${worker.name}" runs ${count === 1 ? "1 task, which is" : `${count} tasks, which are`} stopped and done elsewhere.`;
	if (given.dryRun === true) return output.one({ id, name: worker.name, runningCount: count }, () => [preview]);
	output.terminal.complain(preview);
	// What it runs is known from its last heartbeat: also where that was nothing, something may have begun.
	await confirm(session, given, "Do it?");
	const { reason, message } = given;
	await update(session, id, {
		isPaused: true,
		stopRunning: true,
		...(reason === undefined ? {} : { reason }),
		...(message === undefined ? {} : { message }),
	});
}

async function quarantine(
	{ api, output }: Session,
	text: string,
	given: { readonly reason: string; readonly host?: boolean; readonly message?: string },
): Promise<void> {
	const { id } = await findWorker(api, text);
	const input = {
		id,
		reason: given.reason,
		includesHost: given.host ?? false,
		...(given.message === undefined ? {} : { message: given.message }),
	};
	const { worker } = (await api.ask(QuarantineWorkerDocument, { input })).quarantineWorker;
	const who = worker.isHostQuarantined ? `All workers of ${worker.host} are` : `Worker "${worker.name}" is`;
	output.one(worker, () => [`${who} in quarantine until somebody says tilewright workers release.`]);
}

async function release({ api, output }: Session, text: string, given: { readonly message?: string }): Promise<void> {
	const { id } = await findWorker(api, text);
	const { worker } = (await api.ask(ReleaseWorkerDocument, { input: { id, ...given } })).releaseWorker;
	output.one(worker, () => [`Worker "${worker.name}" is given work again.`]);
}

async function showWorker({ api, output }: Session, text: string): Promise<void> {
	const { id } = await findWorker(api, text);
	const worker = await readWorker(api, id);
	output.one(worker, () => describeShownWorker(worker, output.terminal));
}

async function readWorker(api: Api, id: string) {
	const { worker } = await api.ask(ShowWorkerDocument, { id });
	if (worker === null) throw notFoundFailure(`Worker ${id} is gone.`);
	return worker;
}

async function update({ api, output }: Session, text: string, change: Omit<UpdateWorkerInput, "id">): Promise<void> {
	const { id } = await findWorker(api, text);
	const { worker, stoppedCount } = (await api.ask(UpdateWorkerDocument, { input: { id, ...change } })).updateWorker;
	const stopped = stoppedCount === 0 ? [] : [`${stoppedCount} programs were stopped.`];
	output.one({ ...worker, stoppedCount }, () => [describeWorker(worker), ...stopped]);
}

function describeWorker({ name, isPaused, localCapacity, clusterCapacity }: WorkerFragment): string {
	const cluster = clusterCapacity > 0 ? ` and ${formatNumber(clusterCapacity)} on its cluster` : "";
	return `Worker "${name}" ${isPaused ? "is paused; it" : ""} runs up to ${formatNumber(localCapacity)} work units at once${cluster}.`.replaceAll(
		/ +/g,
		" ",
	);
}
