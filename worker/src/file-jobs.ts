import { type PrepareOrder, prepareAttempt } from "./execution/prepare-attempt.ts";
import { ProgramReader } from "./execution/program-reader.ts";
import { removeTree } from "./file-work/remove-tree.ts";
import type { Workplaces } from "./file-work/workplaces.ts";
import { type CollectOrder, collectOutputs } from "./outputs/collect-outputs.ts";
import { type DiscardOrder, discardAttempts } from "./outputs/discard-attempt.ts";
import { readLogTail } from "./outputs/log-tail.ts";

/** The work on the project's files, by name: what file threads do for the worker. */
export function createFileJobs(isLeaseValid: () => boolean, workplaces: Workplaces) {
	const programs = new ProgramReader();
	return {
		prepare: (order: PrepareOrder) => prepareAttempt(order, workplaces, programs),
		collect: (order: CollectOrder) => collectOutputs(order, isLeaseValid),
		discard: (orders: readonly DiscardOrder[]) => discardAttempts(orders, workplaces),
		removeSpares: (paths: readonly string[]) => {
			for (const path of paths) removeTree(path);
		},
		readLogTail,
	};
}

export type FileJobs = ReturnType<typeof createFileJobs>;
