import { listEventKinds, listNotificationRules } from "../../database/notification-reads.ts";
import { builder } from "../schema-builder.ts";
import { NotificationRuleType } from "./notification-types.ts";

builder.queryFields((t) => ({
	notificationRules: t.field({
		type: [NotificationRuleType],
		description: "Who is told of what, by name.",
		complexity: { field: 5, multiplier: 20 },
		resolve: (_root, _arguments, context) => listNotificationRules(context.database),
	}),
	eventKinds: t.stringList({
		description: "Kinds of events there have been lately, for choosing among them.",
		complexity: 20,
		resolve: (_root, _arguments, context) => listEventKinds(context.database),
	}),
	canSendMail: t.boolean({
		description: "Whether a mail server is configured (`TILEWRIGHT_SMTP_URL`).",
		resolve: (_root, _arguments, context) => context.canSendMail,
	}),
}));
