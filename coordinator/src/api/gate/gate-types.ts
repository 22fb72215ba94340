import type { FeedbackVerdict, FiredRule, GateAction, GateReport } from "@tilewright/contract/gate";
import type { TaskId } from "@tilewright/contract/ids";
import { type FeedbackRow, type FlagRow, listFlags } from "../../database/gate-reads.ts";
import { AttemptType } from "../attempt/attempt-ref.ts";
import { batchedGroups } from "../batched-loader.ts";
import { connectionType } from "../connection-type.ts";
import { enumType } from "../enum-type.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { TaskType } from "../task/task-ref.ts";

export const GateActionEnum = enumType<GateAction>("GateAction", "What a gate does with a result.", {
	reject: "Refuses it: children do not get it.",
	hold: "Holds it back until a person decides.",
	flag: "Lets it through, with a mark that somebody should look at it.",
	pass: "Lets it through; the rule only sends feedback.",
});

export const FeedbackVerdictEnum = enumType<FeedbackVerdict>("FeedbackVerdict", "What the instrument is told.", {
	good: "Go on.",
	stopAtEnd: "Finish what is being imaged, then stop.",
	stopNow: "Stop.",
	reImage: "Image these tiles again.",
});

const FiredRuleType = builder.objectRef<FiredRule>("FiredRule").implement({
	description: "A rule of a gate that fired, or could not be decided.",
	fields: (t) => ({
		when: t.exposeString("when", { description: "The expression." }),
		action: t.field({ type: GateActionEnum, description: "What it came to.", resolve: (rule) => rule.action }),
		feedback: t.field({
			type: FeedbackVerdictEnum,
			nullable: true,
			description: "What it told the instrument.",
			resolve: (rule) => rule.feedback,
		}),
		values: t.expose("values", { type: "JSON", description: "The metrics it looked at: numbers by name." }),
		problem: t.exposeString("problem", {
			nullable: true,
			description: "Why it could not be decided, and therefore holds the result; null when it fired.",
		}),
	}),
});

const GateReportType = builder.objectRef<GateReport>("GateReport").implement({
	description: "What a gate said of one result.",
	fields: (t) => ({
		action: t.field({
			type: GateActionEnum,
			description: "The strongest word counts.",
			resolve: (report) => report.action,
		}),
		review: t.exposeBoolean("review", { description: "The gate asks a person about every result." }),
		rules: t.field({
			type: [FiredRuleType],
			description: "Those that fired or could not be decided.",
			resolve: (report) => [...report.rules],
		}),
	}),
});

const TaskFlagType = builder.objectRef<FlagRow>("TaskFlag").implement({
	description: "A mark that somebody should look at a result.",
	fields: (t) => ({
		reason: t.exposeString("reason", { nullable: true, description: "Why." }),
		actor: t.exposeString("actor", { nullable: true, description: "Who; null for a gate." }),
		at: t.expose("at", { type: "DateTime", description: "Since when." }),
	}),
});

const flagsOfTask = batchedGroups(
	(ids: readonly TaskId[], context) => listFlags(context.database, ids),
	(row) => row.taskId,
);

builder.objectField(AttemptType, "gate", (t) =>
	t.field({
		type: GateReportType,
		nullable: true,
		description: "What the gate said of its result; null when it had nothing to say.",
		resolve: (attempt) => attempt.gate,
	}),
);

builder.objectField(TaskType, "gate", (t) =>
	t.field({
		type: GateReportType,
		nullable: true,
		description: "What the gate said of the accepted result; null when it had nothing to say.",
		resolve: async (task, _arguments, context) =>
			task.resultAttemptId === null
				? null
				: ((await AttemptType.getDataloader(context).load(task.resultAttemptId))?.gate ?? null),
	}),
);

builder.objectField(TaskType, "flags", (t) =>
	t.field({
		type: [TaskFlagType],
		description: "Marks that somebody should look at its result.",
		resolve: (task, _arguments, context) => flagsOfTask(context, task.id),
	}),
);

export const FeedbackType = builder.objectRef<FeedbackRow>("Feedback").implement({
	description: "A message to the instrument, and what became of it.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Travels with the message: by it a receiver knows what it had already." }),
		stage: t.field({
			type: StageType,
			nullable: true,
			description: "Whose gate, or whose address.",
			resolve: (feedback) => feedback.stageId,
		}),
		verdict: t.field({
			type: FeedbackVerdictEnum,
			description: "What it says.",
			resolve: (feedback) => feedback.verdict,
		}),
		rule: t.exposeString("rule", { nullable: true, description: "The rule that fired; null when a person sent it." }),
		actor: t.exposeString("actor", { nullable: true, description: "Who sent it; null for a gate." }),
		text: t.exposeString("message", { nullable: true, description: "What the person said." }),
		tileCount: t.exposeInt("tileCount", { description: "About how many tiles." }),
		payload: t.expose("payload", { type: "JSON", description: "The message, as it is sent." }),
		webhook: t.exposeString("webhook", { nullable: true, description: "Where it is posted to." }),
		subject: t.exposeString("subject", { nullable: true, description: "The subject it is published on." }),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was written." }),
		deliveredAt: t.expose("deliveredAt", { type: "DateTime", nullable: true, description: "When it was taken." }),
		tries: t.exposeInt("tries", { description: "How often it was sent." }),
		lastTriedAt: t.expose("lastTriedAt", { type: "DateTime", nullable: true, description: "When it was last sent." }),
		failingSince: t.expose("failingSince", {
			type: "DateTime",
			nullable: true,
			description: "Since when it cannot be delivered; null when it was, or was never tried.",
		}),
		lastAnswer: t.exposeString("lastAnswer", {
			nullable: true,
			description: "What the receiver answered last, or why it could not be reached.",
		}),
		givenUpAt: t.expose("givenUpAt", {
			type: "DateTime",
			nullable: true,
			description: "When nobody tried any more.",
		}),
	}),
});

export const FeedbackConnection = connectionType("Feedback", FeedbackType);
