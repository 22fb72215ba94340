import type { TaskId, TileId } from "@tilewright/contract/ids";
import { toPredecessorTileStatus } from "@tilewright/contract/states";
import type { AttemptRow } from "../../database/attempt-reads.ts";
import {
	type DecisionRow,
	listBlockers,
	listNeighbours,
	loadDecisions,
	pageInputs,
	type TaskRow,
} from "../../database/task-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { ArtifactType, artifactsOf, previewOf } from "../attempt/artifact-type.ts";
import { attemptsOfTask } from "../attempt/attempt-loaders.ts";
import { AttemptType } from "../attempt/attempt-ref.ts";
import { batched, batchedGroups } from "../batched-loader.ts";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { TaskStateEnum } from "../enums.ts";
import { answerPage } from "../page.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { TileType } from "../tile/tile-ref.ts";
import { reasonOfTask } from "./task-reason.ts";
import { TaskConnection, TaskType } from "./task-ref.ts";

const blockersOfTask = batchedGroups(
	(ids: readonly TaskId[], context) => listBlockers(context.database, ids),
	(row) => row.taskId,
);

const neighbourOfTask = batched<TaskId, TileId | null>(
	async (ids, context) =>
		new Map((await listNeighbours(context.database, ids)).map(({ taskId, tileId }) => [taskId, tileId])),
	() => null,
);

const decisionOfTask = batched<number, DecisionRow | null>(
	async (ids, context) => new Map((await loadDecisions(context.database, ids)).map((row) => [row.id, row])),
	() => null,
);

const TaskDecisionType = builder.objectRef<DecisionRow>("TaskDecision").implement({
	description: "What a person decided about a task, or about many at once.",
	fields: (t) => ({
		kind: t.exposeString("kind", { description: "The action: `exclude`, `skipAsDone`, `acceptAsIs`, …" }),
		actor: t.exposeString("actor", { description: "Who." }),
		reason: t.exposeString("reason", { nullable: true, description: "Why, as they said." }),
		at: t.expose("at", { type: "DateTime", description: "When." }),
	}),
});

TaskType.implement({
	description: "One stage's work for one unit. It has the state.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		stage: t.field({ type: StageType, description: "Whose work it is.", resolve: (task) => task.stageId }),
		project: t.field({ type: ProjectType, description: "Whose it is.", resolve: (task) => task.projectId }),
		tile: t.field({
			type: TileType,
			nullable: true,
			description: "The unit's own (first) tile; null for groups.",
			resolve: (task) => task.tileId,
		}),
		neighbour: t.field({
			type: TileType,
			nullable: true,
			description: "Of a pair: the other tile; null for other units, and while it has not arrived.",
			resolve: (task, _arguments, context) => neighbourOfTask(context, task.id),
		}),
		unitKey: t.exposeString("unitKey", { description: "The unit; unique in its stage." }),
		unit: t.expose("unit", {
			type: "JSON",
			nullable: true,
			description: "`{offset, label}` of a pair, `{attributes}` of a group; null for one tile.",
		}),
		state: t.field({ type: TaskStateEnum, description: "Where it is.", resolve: (task) => task.state }),
		statusCode: t.int({
			description: "The state as the numeric code of the predecessor (0 to 6), for old scripts.",
			resolve: (task) => toPredecessorTileStatus(task.state),
		}),
		isStale: t.exposeBoolean("isStale", {
			description: "The recipe or an input changed after the result was made; the result stays readable.",
		}),
		priority: t.int({
			description: "As people set it; higher goes first, before live and back-fill.",
			resolve: (task) => 0 - task.rank,
		}),
		isCanary: t.exposeBoolean("isCanary", { description: "One of the few that run while its stage is tried out." }),
		keepsResult: t.exposeBoolean("keepsResult", {
			description: "Its result stays, stale or not, until a person or new data asks for another one.",
		}),
		decision: t.field({
			type: TaskDecisionType,
			nullable: true,
			description: "What a person last decided about it; null when nobody did.",
			resolve: (task, _arguments, context) =>
				task.decisionId === null ? null : decisionOfTask(context, task.decisionId),
		}),
		reason: t.string({
			description: "One factual sentence: why it is where it is.",
			complexity: 3,
			resolve: (task, _arguments, context) => reasonOfTask(context, task.id),
		}),
		blockedBy: t.field({
			type: [TaskType],
			description: "The inputs that have not succeeded, the first 20.",
			complexity: { field: 2, multiplier: 5 },
			resolve: async (task, _arguments, context) =>
				(await blockersOfTask(context, task.id)).map((row) => row.inputTaskId),
		}),
		inputCount: t.exposeInt("inputCount", { description: "How many inputs it has now." }),
		unmetInputs: t.exposeInt("unmetInputs", { description: "How many of them have not succeeded." }),
		isOpen: t.exposeBoolean("isOpen", { description: "A group that may still get members." }),
		attemptCount: t.exposeInt("attemptCount", { description: "Tries so far, the running one included." }),
		notBefore: t.expose("notBefore", {
			type: "DateTime",
			nullable: true,
			description: "The next try waits until then.",
		}),
		changedAt: t.expose("changedAt", { type: "DateTime", description: "When it last changed its state." }),
		inputs: t.field({
			type: TaskConnection,
			description: "The tasks it takes its inputs from, in the order they were made.",
			args: pageArguments,
			complexity: pageComplexity,
			resolve: (task, asked, context) =>
				answerPage(asked, ["number"], (request) => pageInputs(context.database, task.id, request)),
		}),
		attempts: t.field({
			type: [AttemptType],
			description: "Every try that ever was, the first one first.",
			complexity: { field: 1, multiplier: 3 },
			resolve: (task, _arguments, context) => attemptsOfTask(context, task.id),
		}),
		latestAttempt: t.field({
			type: AttemptType,
			nullable: true,
			description: "The running try, or the last one.",
			resolve: (task) => task.attemptId,
		}),
		resultAttempt: t.field({
			type: AttemptType,
			nullable: true,
			description: "The try whose result is accepted; null when there is no result.",
			resolve: (task) => task.resultAttemptId,
		}),
		metrics: t.field({
			type: "JSON",
			nullable: true,
			description: "What the accepted result measured: numbers by name.",
			resolve: async (task, _arguments, context) => (await resultOf(task, context))?.metrics ?? null,
		}),
		artifacts: t.field({
			type: [ArtifactType],
			description: "What the accepted result consists of.",
			resolve: async (task, _arguments, context) => artifactsOf(task.id, await resultOf(task, context)),
		}),
		previewUrl: t.string({
			nullable: true,
			description: "A picture of the accepted result; null when there is none.",
			resolve: async (task, _arguments, context) =>
				previewOf(await resultOf(task, context)) === null ? null : `/api/tasks/${task.id}/preview`,
		}),
	}),
});

async function resultOf(task: TaskRow, context: ApiContext): Promise<AttemptRow | null> {
	return task.resultAttemptId === null ? null : AttemptType.getDataloader(context).load(task.resultAttemptId);
}
