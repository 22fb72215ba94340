import { type Command, InvalidArgumentError } from "commander";
import {
	ListWorkersDocument,
	UpdateWorkerDocument,
	type UpdateWorkerInput,
	type WorkerFragment,
} from "../api/generated/documents.ts";
import { messageOption } from "../command/argument-values.ts";
import { inSession, type Session, type Surroundings } from "../command/session.ts";
import { formatNumber } from "../terminal/figures.ts";
import { findWorker } from "./find-worker.ts";
import { workerColumns } from "./worker-columns.ts";

export function addWorkerCommands(program: Command, surroundings: Surroundings): void {
	const workers = program.command("workers").description("who does the work: list, pause, resume, set-capacity");
	workers
		.command("list", { isDefault: true })
		.description("workers with load and capacity in work units")
		.action(inSession(surroundings, listWorkers));
	workers
		.command("pause <worker>")
		.description("is given nothing new; what it runs goes on (name, id or the beginning of the id)")
		.option("--reason <text>", "shown as long as it is paused")
		.option("--stop-running", "stops what it runs as well; costs no retry")
		.addOption(messageOption())
		.action(
			inSession(surroundings, (session, text: string, given: Asked) =>
				update(session, text, { ...given, isPaused: true }),
			),
		);
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
		.command("set-capacity <worker> <work-units>")
		.description('how much it runs at once; "default" for what it offers itself')
		.option("--cluster", "on its cluster instead of its own machine")
		.addOption(messageOption())
		.action(inSession(surroundings, setCapacity));
}

interface Asked {
	readonly reason?: string;
	readonly stopRunning?: boolean;
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
	const capacity = readCapacity(workUnits);
	await update(session, text, {
		...(cluster ? { clusterCapacity: capacity } : { localCapacity: capacity }),
		...(message === undefined ? {} : { message }),
	});
}

/** Fractions are fine; null for what the worker offers itself. */
function readCapacity(text: string): number | null {
	if (text === "default") return null;
	const value = Number(text);
	if (Number.isFinite(value) && value >= 0 && text.trim() !== "") return value;
	throw new InvalidArgumentError(`error: "${text}" is no capacity. Expected a number such as 1.5, or "default".`);
}

async function update({ api, output }: Session, text: string, change: Omit<UpdateWorkerInput, "id">): Promise<void> {
	const { id } = await findWorker(api, text);
	const { worker } = (await api.ask(UpdateWorkerDocument, { input: { id, ...change } })).updateWorker;
	output.one(worker, () => [describeWorker(worker)]);
}

function describeWorker({ name, isPaused, localCapacity, clusterCapacity }: WorkerFragment): string {
	const cluster = clusterCapacity > 0 ? ` and ${formatNumber(clusterCapacity)} on its cluster` : "";
	return `Worker "${name}" ${isPaused ? "is paused; it" : ""} runs up to ${formatNumber(localCapacity)} work units at once${cluster}.`.replaceAll(
		/ +/g,
		" ",
	);
}
