import type { EventFragment, WorkerFragment } from "../api/generated/documents.ts";

export const keptEvents = 50;

/** Newest first, each once, at most `keptEvents`. */
export function addEvent(events: readonly EventFragment[], added: EventFragment): readonly EventFragment[] {
	if (events.some((event) => event.id === added.id)) return events;
	return [added, ...events].sort((a, b) => b.at.localeCompare(a.at)).slice(0, keptEvents);
}

/** Those that changed take their old place; new ones come last; order by name. */
export function replaceWorkers(
	workers: readonly WorkerFragment[],
	changed: readonly WorkerFragment[],
): readonly WorkerFragment[] {
	const byId = new Map(workers.map((worker) => [worker.id, worker]));
	for (const worker of changed) byId.set(worker.id, worker);
	return [...byId.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
