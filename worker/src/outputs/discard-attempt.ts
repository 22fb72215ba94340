import { renameSync } from "node:fs";
import { attemptDirectory, attemptTaskFile, keptTaskFile } from "@tilewright/contract/attempt-paths";
import { removeTree } from "../file-work/remove-tree.ts";

export interface DiscardOrder {
	readonly attemptId: number;
	readonly outputPath: string;
	/** Keeps the task file beside the logs, so that a failure can be looked into and repeated by hand. */
	readonly keepsTaskFile: boolean;
}

/** Removes the attempt's private directory with all that was not published. Logs stay. */
export function discardAttempt({ attemptId, outputPath, keepsTaskFile }: DiscardOrder): void {
	if (keepsTaskFile) {
		try {
			renameSync(attemptTaskFile(outputPath, attemptId), keptTaskFile(outputPath, attemptId));
		} catch {
			// It never came to a task file, or it was moved before a crash.
		}
	}
	removeTree(attemptDirectory(outputPath, attemptId));
}
