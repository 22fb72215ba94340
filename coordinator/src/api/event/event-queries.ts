import { asProjectId, asStageId } from "@tilewright/contract/ids";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { SeverityEnum } from "../enums.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { pageEventsOf } from "./event-page.ts";
import { EventConnection } from "./event-type.ts";

const EventFilterInput = builder.inputType("EventFilter", {
	description: "Which events; all that is given must hold.",
	fields: (t) => ({
		severities: t.field({ type: [SeverityEnum], description: "Of these severities." }),
		kinds: t.stringList({ description: "Of these kinds." }),
		stageId: t.id({ description: "About this stage." }),
		since: t.field({ type: "DateTime", description: "From then on." }),
		isOpen: t.boolean({ description: "True: only alarms (warnings and errors) that nobody has acknowledged." }),
		text: t.string({ description: "With this text in the message." }),
	}),
});

builder.queryFields((t) => ({
	events: t.field({
		type: EventConnection,
		description: "What happened, newest first.",
		args: {
			...pageArguments,
			projectId: t.arg.id({ description: "Only in this project." }),
			filter: t.arg({ type: EventFilterInput, description: "Only some of them." }),
		},
		complexity: pageComplexity,
		resolve: (_root, asked, context) =>
			pageEventsOf(
				context,
				{
					...asked.filter,
					stageId: asked.filter?.stageId == null ? null : readSmallId(asked.filter.stageId, "stage", asStageId),
					projectId: asked.projectId == null ? null : readSmallId(asked.projectId, "project", asProjectId),
				},
				asked,
			),
	}),
}));
