import { renameSync } from "node:fs";
import { attemptTaskFile, keptTaskFile } from "@tilewright/contract/attempt-paths";
import { describeError } from "@tilewright/contract/errors";
import type { WorkplacePool } from "../file-work/workplace-pool.ts";

export interface DiscardOrder {
	readonly attemptId: number;
	readonly outputPath: string;
	readonly unitDirectory: string;
	/**
	 * Otherwise the task file is kept beside the logs, so that a failure can be looked into and repeated by hand.
	 * A success has left nothing: what was outside the unit's folder has been looked for, the folder published.
	 */
	readonly hasSucceeded: boolean;
}

/** Removes the attempts' private directories; answers with one problem (or null) for each. */
export function discardAttempts(
	orders: readonly DiscardOrder[],
	workplaces: WorkplacePool,
): readonly (string | null)[] {
	return orders.map((order) => {
		try {
			discardAttempt(order, workplaces);
			return null;
		} catch (error) {
			return describeError(error);
		}
	});
}

/** Removes the attempt's private directory with all that was not published. Logs stay. */
function discardAttempt(order: DiscardOrder, workplaces: WorkplacePool): void {
	const { attemptId, outputPath, unitDirectory, hasSucceeded } = order;
	if (!hasSucceeded) {
		try {
			renameSync(attemptTaskFile(outputPath, attemptId), keptTaskFile(outputPath, attemptId));
		} catch {
			// It never came to a task file, or it was moved before a crash.
		}
	}
	workplaces.give(outputPath, attemptId, unitDirectory, hasSucceeded);
}
