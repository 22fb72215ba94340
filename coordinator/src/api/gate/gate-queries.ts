import { asProjectId, asStageId } from "@tilewright/contract/ids";
import { listJudgedStages, pageFeedback, pageFlaggedTasks, pageReviewQueue } from "../../database/gate-reads.ts";
import type { ApiContext } from "../api-context.ts";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { readSmallId } from "../id-argument.ts";
import { answerPage, type PageArguments } from "../page.ts";
import { builder } from "../schema-builder.ts";
import { TaskConnection } from "../task/task-ref.ts";
import { FeedbackConnection } from "./gate-types.ts";

const stagesArguments = builder.args((t) => ({
	projectId: t.id({ required: true, description: "Of which project." }),
	stageIds: t.idList({ description: "Only of these stages." }),
}));

interface AskedStages extends PageArguments {
	readonly projectId: string | number;
	readonly stageIds?: readonly (string | number)[] | null | undefined;
}

async function pageOfStages(context: ApiContext, asked: AskedStages, read: typeof pageReviewQueue) {
	const stageIds = await listJudgedStages(
		context.database,
		readSmallId(asked.projectId, "project", asProjectId),
		asked.stageIds?.map((id) => readSmallId(id, "stage", asStageId)) ?? null,
	);
	return answerPage(asked, ["number"], (request) => read(context.database, stageIds, request));
}

builder.queryFields((t) => ({
	reviewQueue: t.field({
		type: TaskConnection,
		description: "Results that wait for a person, in the order their tasks were made; `gate` says why.",
		args: { ...pageArguments, ...stagesArguments },
		complexity: pageComplexity,
		resolve: (_root, asked, context) => pageOfStages(context, asked, pageReviewQueue),
	}),
	flaggedTasks: t.field({
		type: TaskConnection,
		description: "Results that a gate or a person has flagged, in the order their tasks were made.",
		args: { ...pageArguments, ...stagesArguments },
		complexity: pageComplexity,
		resolve: (_root, asked, context) => pageOfStages(context, asked, pageFlaggedTasks),
	}),
	feedback: t.field({
		type: FeedbackConnection,
		description: "Messages to the instrument, newest first.",
		args: {
			...pageArguments,
			projectId: t.arg.id({ required: true, description: "Of which project." }),
			isOpen: t.arg.boolean({ description: "Only those that are (or are not) still to be delivered." }),
		},
		complexity: pageComplexity,
		resolve: (_root, asked, context) =>
			answerPage(asked, ["string", "string"], (request) =>
				pageFeedback(
					context.database,
					readSmallId(asked.projectId, "project", asProjectId),
					asked.isOpen ?? null,
					request,
				),
			),
	}),
}));
