import { renameSync } from "node:fs";
import { attemptTaskFile, keptTaskFile } from "@tilewright/contract/attempt-paths";
import { describeError } from "@tilewright/contract/errors";
import type { Workplaces } from "../file-work/workplaces.ts";

export interface DiscardOrder {
	readonly attemptId: number;
	readonly outputPath: string;
	readonly unitDirectory: string;
	/**
	 * Otherwise the task file is kept beside the logs, so that a failure can be looked into and repeated by hand.
	 * A success has left nothing: what was outside the unit's folder has been looked for, the folder published.
	 */
	readonly hasSucceeded: boolean;
	/** What its directory may be called from now on; see Workplaces. */
	readonly spare?: string | null;
}

export interface Discarded {
	readonly problem: string | null;
	/** Its directory is a spare now. */
	readonly isSpare: boolean;
}

/** Removes the attempts' private directories, or makes them spares; answers for each. */
export function discardAttempts(orders: readonly DiscardOrder[], workplaces: Workplaces): readonly Discarded[] {
	return orders.map((order) => {
		try {
			return { problem: null, isSpare: discardAttempt(order, workplaces) };
		} catch (error) {
			return { problem: describeError(error), isSpare: false };
		}
	});
}

/** Removes the attempt's private directory with all that was not published. Logs stay. */
function discardAttempt(order: DiscardOrder, workplaces: Workplaces): boolean {
	const { attemptId, outputPath, hasSucceeded } = order;
	if (!hasSucceeded) {
		try {
			renameSync(attemptTaskFile(outputPath, attemptId), keptTaskFile(outputPath, attemptId));
		} catch {
			// It never came to a task file, or it was moved before a crash.
		}
	}
	return workplaces.give(outputPath, attemptId, hasSucceeded, order.spare ?? null);
}
