import { asProjectId, asStageId, asTileId, type StageId } from "@tilewright/contract/ids";
import {
	approveTasks,
	flagTasks,
	holdTasks,
	rejectTasks,
	rejudgeStage,
	sendFeedback,
	unflagTasks,
} from "../../commands/gate-commands.ts";
import { loadFeedback } from "../../database/gate-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { readId, readSmallId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { submitCommand } from "../submit-command.ts";
import { TasksPayload, taskIds } from "../task/task-mutations.ts";
import { FeedbackType, FeedbackVerdictEnum } from "./gate-types.ts";

const JudgeTasksInput = builder.inputType("JudgeTasksInput", {
	description: "Which results, and what somebody says about them.",
	fields: (t) => ({
		ids: t.idList({ required: true, description: "Tasks; at least one, at most 10,000." }),
		reason: t.string({ description: "Shown as long as the judgement stands." }),
		message: t.string({ description: messageDescription }),
	}),
});

/** The five judgements differ in their command and their words only. */
function judging(command: typeof approveTasks, description: string) {
	return (t: PothosSchemaTypes.MutationFieldBuilder<typeof builder.$inferSchemaTypes, unknown>) =>
		t.field({
			type: TasksPayload,
			description,
			args: { input: t.arg({ type: JudgeTasksInput, required: true, description: "Which ones, and why." }) },
			resolve: (_root, { input: { ids, reason, message } }, context: ApiContext) =>
				submitCommand(context, command, { ids: taskIds(ids), reason }, { message }),
		});
}

const RejudgeStageInput = builder.inputType("RejudgeStageInput", {
	description: "Whose finished results the gate looks at again.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The stage's id." }),
		includesDecided: t.boolean({ description: "Also results about which a person has decided." }),
		reason: t.string({ description: "Kept with the tasks that change." }),
		message: t.string({ description: messageDescription }),
	}),
});

const RejudgedPayload = builder
	.objectRef<{ readonly stageId: StageId; readonly judged: number; readonly changed: number }>("RejudgedPayload")
	.implement({
		description: "What became of the stage's results.",
		fields: (t) => ({
			stage: t.field({ type: StageType, description: "As it is now.", resolve: (payload) => payload.stageId }),
			judgedCount: t.exposeInt("judged", { description: "How many results were looked at." }),
			changedCount: t.exposeInt("changed", { description: "About how many the gate says something else now." }),
		}),
	});

const SendFeedbackInput = builder.inputType("SendFeedbackInput", {
	description: "What the instrument is to be told.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Whose instrument." }),
		stageId: t.id({ description: "Whose gate has the address; without it all addresses of the project's gates." }),
		verdict: t.field({ type: FeedbackVerdictEnum, required: true, description: "What it is told." }),
		tileIds: t.idList({ description: "About which tiles; needed for RE_IMAGE." }),
		message: t.string({ description: "Travels with it, and is kept in the audit." }),
	}),
});

const FeedbackPayload = builder.objectRef<{ readonly ids: readonly string[] }>("FeedbackPayload").implement({
	description: "The messages that were written; they are delivered at once, and again until they are taken.",
	fields: (t) => ({
		feedback: t.field({
			type: [FeedbackType],
			description: "One for each address, and for each 200 tiles.",
			resolve: (payload, _arguments, context) => loadFeedback(context.database, payload.ids),
		}),
	}),
});

builder.mutationFields((t) => ({
	approveTasks: judging(approveTasks, "Lets results through that are held back or were rejected.")(t),
	rejectTasks: judging(rejectTasks, "Refuses results, also those that were accepted; their children have to wait.")(t),
	holdTasks: judging(
		holdTasks,
		"Holds results back until somebody decides. Without a reason it takes back what was decided about a result that its gate held: the gate's word counts again.",
	)(t),
	flagTasks: judging(flagTasks, "Marks results that somebody should look at; nothing is held back.")(t),
	unflagTasks: judging(unflagTasks, "Takes marks off, those of people and those of gates.")(t),
	rejudgeStage: t.field({
		type: RejudgedPayload,
		description: "Judges the finished results of a stage by the gate it has now. No feedback is sent.",
		args: { input: t.arg({ type: RejudgeStageInput, required: true, description: "Which stage." }) },
		resolve: (_root, { input: { id, includesDecided, reason, message } }, context) =>
			submitCommand(
				context,
				rejudgeStage,
				{ id: readSmallId(id, "stage", asStageId), includesDecided: includesDecided ?? false, reason },
				{ message },
			),
	}),
	sendFeedback: t.field({
		type: FeedbackPayload,
		description: "Tells the instrument something, by way of the addresses that gates have.",
		args: { input: t.arg({ type: SendFeedbackInput, required: true, description: "What, and to whom." }) },
		resolve: (_root, { input: { projectId, stageId, verdict, tileIds, message } }, context) =>
			submitCommand(
				context,
				sendFeedback,
				{
					projectId: readSmallId(projectId, "project", asProjectId),
					stageId: stageId == null ? null : readSmallId(stageId, "stage", asStageId),
					verdict,
					tileIds: (tileIds ?? []).map((id) => readId(id, "tile", asTileId)),
					text: message,
				},
				{ message },
			),
	}),
}));
