import { asProjectId } from "@tilewright/contract/ids";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { pageEventsOf } from "./event-page.ts";
import { EventConnection } from "./event-type.ts";

builder.queryFields((t) => ({
	events: t.field({
		type: EventConnection,
		description: "What happened, newest first.",
		args: { ...pageArguments, projectId: t.arg.id({ description: "Only in this project." }) },
		complexity: pageComplexity,
		resolve: (_root, asked, context) =>
			pageEventsOf(
				context,
				asked.projectId == null ? null : readSmallId(asked.projectId, "project", asProjectId),
				asked,
			),
	}),
}));
