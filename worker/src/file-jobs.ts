import { type PrepareOrder, prepareAttempt } from "./execution/prepare-attempt.ts";
import { ProgramReader } from "./execution/program-reader.ts";
import type { WorkplacePool } from "./file-work/workplace-pool.ts";
import { type CollectOrder, collectOutputs } from "./outputs/collect-outputs.ts";
import { type DiscardOrder, discardAttempts } from "./outputs/discard-attempt.ts";
import { readLogTail } from "./outputs/log-tail.ts";

/** The work on the project's files, by name: what file threads do for the worker. */
export function createFileJobs(isLeaseValid: () => boolean, workplaces: WorkplacePool) {
	const programs = new ProgramReader();
	return {
		prepare: (order: PrepareOrder) => prepareAttempt(order, workplaces, programs),
		collect: (order: CollectOrder) => collectOutputs(order, isLeaseValid),
		discard: (orders: readonly DiscardOrder[]) => discardAttempts(orders, workplaces),
		readLogTail,
	};
}

export type FileJobs = ReturnType<typeof createFileJobs>;
