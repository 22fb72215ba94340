import type { TaskId } from "@tilewright/contract/ids";
import { listAttemptsOfTasks } from "../../database/attempt-reads.ts";
import { batchedGroups } from "../batched-loader.ts";

export const attemptsOfTask = batchedGroups(
	(ids: readonly TaskId[], context) => listAttemptsOfTasks(context.database, ids),
	(attempt) => attempt.taskId,
);
