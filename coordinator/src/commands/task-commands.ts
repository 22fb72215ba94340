import { asTaskId, type ProjectId } from "@tilewright/contract/ids";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import * as taskChanges from "../planning/task-changes.ts";
import { defineCommand } from "./command.ts";
import { idSchema } from "./name-rules.ts";

const maximumTasks = 10_000;
const taskIdsSchema = z.object({ ids: z.array(idSchema.transform(asTaskId)).min(1).max(maximumTasks) });

/** Another try for tasks that have ended; those in other states are left as they are. */
export const retryTasks = defineCommand({
	name: "retryTasks",
	input: taskIdsSchema,
	async carryOut({ transaction, effects }, { ids }) {
		const changed = await taskChanges.retryTasks(transaction, effects, ids);
		return { projectId: await projectOf(transaction, ids), changed, ids };
	},
});

/** Running programs are stopped; what has ended is left as it is. */
export const cancelTasks = defineCommand({
	name: "cancelTasks",
	input: taskIdsSchema,
	async carryOut({ transaction, effects }, { ids }) {
		const changed = await taskChanges.cancelTasks(transaction, effects, ids);
		return { projectId: await projectOf(transaction, ids), changed, ids };
	},
});

/** For the audit; null when the tasks belong to several projects. */
async function projectOf(transaction: Transaction, ids: readonly number[]): Promise<ProjectId | null> {
	const rows = await transaction.query<{ project_id: ProjectId }>(
		"select distinct project_id from task where id = any($1) limit 2",
		[ids],
	);
	return rows.length === 1 ? (rows[0]?.project_id ?? null) : null;
}
