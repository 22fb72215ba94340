import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { AttemptTable } from "./attempts/attempt-table.ts";
import type { LiveAttempt } from "./attempts/live-attempt.ts";
import type { AttemptQueue } from "./intake/work-queue.ts";
import type { AttemptCloser } from "./reporting/attempt-closer.ts";
import type { Outbox } from "./reporting/outbox.ts";

interface ShutdownParts {
	readonly table: AttemptTable;
	readonly queue: AttemptQueue;
	/** What is to be given back; jobs of a cluster go on without this process. */
	readonly isMeant: (attempt: LiveAttempt) => boolean;
	readonly closer: AttemptCloser;
	readonly outbox: Outbox;
	readonly logger: Logger;
}

/** Programs get the usual grace to end, their results a moment to be committed; what is left waits in the journal. */
const programsEndMs = 12_000;
const resultsCommittedMs = 3_000;
const lookMs = 20;

/** Stops what is meant and gives it back to the coordinator as `preempted`, which costs no ordinary retry. */
export async function giveBack({ table, queue, isMeant, closer, outbox, logger }: ShutdownParts): Promise<void> {
	for (const attempt of table.all.filter(isMeant)) {
		if (queue.remove(attempt)) closer.refuse(attempt, "preempted", "Its worker was shut down while it waited.");
	}
	closer.stopRunning("preempted", isMeant);
	await waitUntil(() => table.all.filter(isMeant).every(({ state }) => state === "finished"), programsEndMs);
	await Promise.race([outbox.whenEmpty(), sleep(resultsCommittedMs)]);
	if (outbox.size > 0)
		logger.warn({ results: outbox.size }, "Results are not committed yet; they are kept for the next start.");
}

async function waitUntil(isTrue: () => boolean, withinMs: number): Promise<void> {
	const end = performance.now() + withinMs;
	while (!isTrue() && performance.now() < end) await sleep(lookMs);
}
