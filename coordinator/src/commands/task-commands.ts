import { asProjectId, asTaskId, type ProjectId } from "@tilewright/contract/ids";
import { plural } from "@tilewright/contract/sentence";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import {
	approveTasks,
	flagTasks,
	holdTasks,
	judgingConditions,
	rejectTasks,
	unflagTasks,
} from "../gates/task-judging.ts";
import { plannedStage, readProjects } from "../planning/project-graph.ts";
import * as taskChanges from "../planning/task-changes.ts";
import { conditionOf, type TaskSelection, taskSelectionSchema } from "../planning/task-selection.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { idSchema, notFound, prioritySchema } from "./name-rules.ts";
import { didToTasks } from "./things-in-words.ts";

const maximumTasks = 10_000;
const taskIdsSchema = z.object({ ids: z.array(idSchema.transform(asTaskId)).min(1).max(maximumTasks) });

/** Another try for tasks that have ended; those in other states are left as they are. */
export const retryTasks = defineCommand({
	name: "retryTasks",
	input: taskIdsSchema,
	async carryOut({ transaction, effects }, { ids }) {
		const changed = await taskChanges.retryTasks(transaction, effects, taskChanges.tasksById(ids));
		return {
			projectId: await projectOf(transaction, ids),
			changed,
			ids,
			audit: { summary: await didToTasks(transaction, "retried", changed, ids) },
		};
	},
});

/** Running programs are stopped; what has ended is left as it is. */
export const cancelTasks = defineCommand({
	name: "cancelTasks",
	input: taskIdsSchema,
	async carryOut({ transaction, effects }, { ids }) {
		const changed = await taskChanges.cancelTasks(transaction, effects, taskChanges.tasksById(ids));
		return {
			projectId: await projectOf(transaction, ids),
			changed,
			ids,
			audit: { summary: await didToTasks(transaction, "cancelled", changed, ids) },
		};
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

export const taskActionSchema = z.discriminatedUnion("kind", [
	z.strictObject({ kind: z.literal("retry") }),
	z.strictObject({ kind: z.literal("cancel") }),
	z.strictObject({ kind: z.literal("requeue") }),
	z.strictObject({ kind: z.literal("skipAsDone") }),
	z.strictObject({ kind: z.literal("acceptAsIs") }),
	z.strictObject({ kind: z.literal("exclude") }),
	z.strictObject({ kind: z.literal("include") }),
	z.strictObject({ kind: z.literal("approve") }),
	z.strictObject({ kind: z.literal("reject") }),
	z.strictObject({ kind: z.literal("hold") }),
	z.strictObject({ kind: z.literal("flag") }),
	z.strictObject({ kind: z.literal("unflag") }),
	z.strictObject({ kind: z.literal("setPriority"), priority: prioritySchema }),
]);
export type TaskAction = z.output<typeof taskActionSchema>;

/** On `task t`: those an action does something to. A preview counts by them. */
export const conditionOfAction: Readonly<Record<TaskAction["kind"], string>> = {
	...taskChanges.actionConditions,
	...judgingConditions,
};

/** Does one thing to every task that fits, however many; those in a state where it means nothing are left as they are. */
export const changeTasks = defineCommand({
	name: "changeTasks",
	input: z.object({
		selection: taskSelectionSchema,
		action: taskActionSchema,
		/** For the record; kept with the tasks where the action is a decision about them. */
		reason: z.string().max(1_000).nullish(),
	}),
	async carryOut(context, { selection, action, reason }) {
		const stageIds = await stagesOf(context.transaction, selection);
		const changed = await act(context, selection, conditionOf(selection, stageIds), action, reason ?? context.message);
		return {
			projectId: asProjectId(selection.projectId),
			changed,
			audit: {
				summary: await didToSelection(context.transaction, selection, sentenceOf(action), changed),
				after: { selection, action, changed },
			},
		};
	},
});

/** Names tasks that were named, else the stages and the tile that were. */
async function didToSelection(
	transaction: Transaction,
	{ ids, stageIds = [], tileIds = [] }: TaskSelection,
	did: string,
	changed: number,
): Promise<string> {
	if (ids !== undefined) return didToTasks(transaction, did, changed, ids);
	const stages =
		stageIds.length > 3
			? []
			: await namesOf(transaction, "select name from stage where id = any($1) order by id", stageIds);
	const tiles =
		tileIds.length > 1
			? []
			: await namesOf(transaction, "select relative_path as name from tile where id = any($1)", tileIds);
	const places = [...stages.map((name) => `"${name}"`), ...tiles.map((name) => `tile ${name}`)];
	return `${did}: ${plural(changed, "task")}${places.length === 0 ? "" : ` of ${places.join(", ")}`}`;
}

async function namesOf(transaction: Transaction, text: string, ids: readonly number[]): Promise<string[]> {
	if (ids.length === 0) return [];
	return (await transaction.query<{ name: string }>(text, [ids])).map(({ name }) => name);
}

/** The stages a selection speaks of: those named that are there, or all. Throws NOT_FOUND for one that is not. */
export async function stagesOf(
	transaction: Pick<Transaction, "query">,
	selection: Pick<TaskSelection, "projectId" | "stageIds">,
): Promise<number[]> {
	const rows = await transaction.query<{ id: number }>(
		"select id from stage where project_id = $1 and kind = 'program' and removed_at is null order by id",
		[selection.projectId],
	);
	const there = rows.map((row) => row.id);
	const missing = selection.stageIds?.find((id) => !there.includes(id));
	if (missing !== undefined) throw notFound("stage in this project with id", missing);
	return selection.stageIds ? [...selection.stageIds] : there;
}

async function act(
	{ transaction, effects, actor }: CommandContext,
	selection: TaskSelection,
	chosen: taskChanges.ChosenTasks,
	action: TaskAction,
	reason: string | null,
): Promise<number> {
	const decision = { projectId: asProjectId(selection.projectId), kind: action.kind, actor, reason };
	switch (action.kind) {
		case "retry":
			return taskChanges.retryTasks(transaction, effects, chosen);
		case "cancel":
			return taskChanges.cancelTasks(transaction, effects, chosen);
		case "requeue":
			return taskChanges.stopTasks(transaction, effects, chosen, "Put back into the queue by a person.");
		case "skipAsDone":
			return taskChanges.skipTasksAsDone(transaction, effects, chosen, decision);
		case "acceptAsIs":
			return taskChanges.acceptTasksAsTheyAre(transaction, effects, chosen, decision);
		case "exclude":
			return taskChanges.excludeTasks(
				transaction,
				effects,
				chosen,
				decision,
				await readPlannedGraph(transaction, decision.projectId),
			);
		case "include":
			return taskChanges.includeTasks(
				transaction,
				effects,
				chosen,
				decision,
				await readPlannedGraph(transaction, decision.projectId),
			);
		case "approve":
			return approveTasks(transaction, effects, chosen, decision);
		case "reject":
			return rejectTasks(transaction, effects, chosen, decision);
		case "hold":
			return holdTasks(transaction, effects, chosen, decision);
		case "flag":
			return flagTasks(transaction, effects, chosen, decision);
		case "unflag":
			return unflagTasks(transaction, effects, chosen, decision);
		case "setPriority":
			return taskChanges.setTaskPriority(transaction, effects, chosen, action.priority);
	}
}

async function readPlannedGraph(transaction: Transaction, projectId: ProjectId): Promise<taskChanges.PlannedGraph> {
	const [project] = await readProjects(transaction, [projectId]);
	if (!project) throw notFound("project", projectId);
	return {
		stages: project.stages.map((stage) => plannedStage(project, stage)),
		acquisitionIsFinished: project.acquisitionIsFinished,
	};
}

function sentenceOf(action: TaskAction): string {
	switch (action.kind) {
		case "retry":
			return "retried";
		case "cancel":
			return "cancelled";
		case "requeue":
			return "put back into the queue";
		case "skipAsDone":
			return "skipped as done";
		case "acceptAsIs":
			return "accepted as they are";
		case "exclude":
			return "took out of their stages";
		case "include":
			return "took back into their stages";
		case "approve":
			return "approved";
		case "reject":
			return "rejected";
		case "hold":
			return "held";
		case "flag":
			return "flagged";
		case "unflag":
			return "took the flags off";
		case "setPriority":
			return `set priority ${action.priority}`;
	}
}
