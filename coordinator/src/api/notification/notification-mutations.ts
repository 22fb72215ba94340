import {
	acknowledgeEvents,
	archiveNotificationRule,
	createNotificationRule,
	testNotificationRule,
	updateNotificationRule,
} from "../../commands/notification-commands.ts";
import { SeverityEnum } from "../enums.ts";
import { readId, readSmallId } from "../id-argument.ts";
import { messageDescription } from "../mutation-inputs.ts";
import { builder } from "../schema-builder.ts";
import { submitCommand } from "../submit-command.ts";
import { NotificationKindEnum, NotificationRuleType } from "./notification-types.ts";

const asIs = (value: number) => value;
const readRuleId = (id: string | number) => readSmallId(id, "notification rule", asIs);

const CreateNotificationRuleInput = builder.inputType("CreateNotificationRuleInput", {
	description: "A new rule. It tells what happens from now on.",
	fields: (t) => ({
		name: t.string({ required: true, description: "Unique." }),
		kind: t.field({ type: NotificationKindEnum, required: true, description: "How people are told." }),
		recipients: t.stringList({ description: "Addresses; needed for e-mail." }),
		webhook: t.string({ description: "An http or https address; needed for a webhook." }),
		severities: t.field({ type: [SeverityEnum], description: "Warnings and errors without it." }),
		eventKinds: t.stringList({ description: "Only events of these kinds." }),
		projectIds: t.idList({ description: "Only events of these projects." }),
		digestMinutes: t.int({ description: "How long events are collected; 0 without it, which tells at once." }),
		quietFrom: t.int({ description: "Minute of the day at which quiet hours begin." }),
		quietTo: t.int({ description: "Minute of the day at which they end; may be on the next day." }),
		timeZone: t.string({ description: "Of the quiet hours, such as `Europe/Vienna`; UTC without it." }),
		letsErrorsThrough: t.boolean({ description: "Errors are told during quiet hours as well; true without it." }),
		message: t.string({ description: messageDescription }),
	}),
});

const UpdateNotificationRuleInput = builder.inputType("UpdateNotificationRuleInput", {
	description: "What is left out stays as it is; null takes a limit away.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The rule's id." }),
		name: t.string({ description: "Unique." }),
		kind: t.field({ type: NotificationKindEnum, description: "How people are told." }),
		recipients: t.stringList({ description: "Addresses; needed for e-mail." }),
		webhook: t.string({ description: "An http or https address; needed for a webhook." }),
		severities: t.field({ type: [SeverityEnum], description: "Events of which severities." }),
		eventKinds: t.stringList({ description: "Only events of these kinds; null for all." }),
		projectIds: t.idList({ description: "Only events of these projects; null for all." }),
		digestMinutes: t.int({ description: "How long events are collected; 0 tells at once." }),
		quietFrom: t.int({ description: "Minute of the day at which quiet hours begin; null for none." }),
		quietTo: t.int({ description: "Minute of the day at which they end." }),
		timeZone: t.string({ description: "Of the quiet hours." }),
		letsErrorsThrough: t.boolean({ description: "Errors are told during quiet hours as well." }),
		isPaused: t.boolean({ description: "Nobody is told; what happens meanwhile is not told later." }),
		message: t.string({ description: messageDescription }),
	}),
});

const NotificationRuleIdInput = builder.inputType("NotificationRuleIdInput", {
	description: "Which rule, and why.",
	fields: (t) => ({
		id: t.id({ required: true, description: "The rule's id." }),
		message: t.string({ description: messageDescription }),
	}),
});

const AcknowledgeEventsInput = builder.inputType("AcknowledgeEventsInput", {
	description: "Alarms that somebody has seen: by id, or all up to one.",
	fields: (t) => ({
		ids: t.idList({ description: "These." }),
		upTo: t.id({ description: "All open alarms up to this event." }),
		projectId: t.id({ description: "Only those of this project." }),
		message: t.string({ description: messageDescription }),
	}),
});

const NotificationRulePayload = builder.objectRef<{ readonly ruleId: number }>("NotificationRulePayload").implement({
	description: "What became of the rule.",
	fields: (t) => ({
		rule: t.field({ type: NotificationRuleType, description: "As it is now.", resolve: (payload) => payload.ruleId }),
	}),
});

const TestNotificationPayload = builder
	.objectRef<{ readonly notificationId: string; readonly ruleId: number }>("TestNotificationPayload")
	.implement({
		description: "A message was written; what becomes of it is in `notifications`.",
		fields: (t) => ({
			notificationId: t.exposeID("notificationId", { description: "The message's id." }),
			rule: t.field({
				type: NotificationRuleType,
				description: "By which rule.",
				resolve: (payload) => payload.ruleId,
			}),
		}),
	});

const AcknowledgePayload = builder.objectRef<{ readonly changedCount: number }>("AcknowledgePayload").implement({
	description: "What was acknowledged.",
	fields: (t) => ({
		changedCount: t.exposeInt("changedCount", { description: "Alarms that were open before." }),
	}),
});

const ids = (list: readonly (string | number)[], what: string) => list.map((id) => readId(id, what, asIs));

/** Null is a wish where a limit can be taken away, and nothing at all elsewhere. */
function changesOf(input: typeof UpdateNotificationRuleInput.$inferInput) {
	const { id: _id, message: _message, name, kind, recipients, severities, projectIds, ...rest } = input;
	const { digestMinutes, timeZone, letsErrorsThrough, isPaused, ...nullable } = rest;
	const given = { name, kind, recipients, severities, digestMinutes, timeZone, letsErrorsThrough, isPaused };
	const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
	return {
		...present,
		...nullable,
		...(projectIds === undefined ? {} : { projectIds: projectIds === null ? null : ids(projectIds, "project") }),
	};
}

builder.mutationFields((t) => ({
	createNotificationRule: t.field({
		type: NotificationRulePayload,
		description: "Tells people of what happens from now on.",
		args: { input: t.arg({ type: CreateNotificationRuleInput, required: true, description: "The new rule." }) },
		resolve: (_root, { input }, context) => {
			const { message, projectIds, ...rest } = input;
			const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value != null));
			return submitCommand(
				context,
				createNotificationRule,
				{
					...given,
					name: input.name,
					kind: input.kind,
					...(projectIds == null ? {} : { projectIds: ids(projectIds, "project") }),
				},
				{ message },
			);
		},
	}),
	updateNotificationRule: t.field({
		type: NotificationRulePayload,
		description: "Changes a rule.",
		args: { input: t.arg({ type: UpdateNotificationRuleInput, required: true, description: "What to change." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(
				context,
				updateNotificationRule,
				{ id: readRuleId(input.id), ...changesOf(input) },
				{ message: input.message },
			),
	}),
	archiveNotificationRule: t.field({
		type: NotificationRulePayload,
		description: "Puts a rule away; what it has sent stays in the history.",
		args: { input: t.arg({ type: NotificationRuleIdInput, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(context, archiveNotificationRule, { id: readRuleId(input.id) }, { message: input.message }),
	}),
	testNotificationRule: t.field({
		type: TestNotificationPayload,
		description: "Sends a message by a rule at once, whatever its hours.",
		args: { input: t.arg({ type: NotificationRuleIdInput, required: true, description: "Which one." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(
				context,
				testNotificationRule,
				{ id: readRuleId(input.id), instanceName: context.instanceName },
				{ message: input.message },
			),
	}),
	acknowledgeEvents: t.field({
		type: AcknowledgePayload,
		description: "Says that somebody has seen alarms: warnings and errors that are open.",
		args: { input: t.arg({ type: AcknowledgeEventsInput, required: true, description: "Which ones." }) },
		resolve: (_root, { input }, context) =>
			submitCommand(
				context,
				acknowledgeEvents,
				{
					ids: input.ids == null ? null : ids(input.ids, "event"),
					upTo: input.upTo == null ? null : readId(input.upTo, "event", asIs),
					projectId: input.projectId == null ? null : readSmallId(input.projectId, "project", asIs),
				},
				{ message: input.message },
			),
	}),
}));
