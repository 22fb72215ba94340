import { prepareAttempt } from "./execution/prepare-attempt.ts";
import { collectOutputs } from "./outputs/collect-outputs.ts";
import { discardAttempt } from "./outputs/discard-attempt.ts";
import { readLogTail } from "./outputs/log-tail.ts";

/** The work on the project's files, by name: what file threads do for the worker. */
export function createFileJobs(isLeaseValid: () => boolean) {
	return {
		prepare: prepareAttempt,
		collect: (order: Parameters<typeof collectOutputs>[0]) => collectOutputs(order, isLeaseValid),
		discard: discardAttempt,
		readLogTail,
	};
}

export type FileJobs = ReturnType<typeof createFileJobs>;
