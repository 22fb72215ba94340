import { asProjectId, asStageId, type StageId } from "@tilewright/contract/ids";
import type { Queryable } from "../../database/database.ts";
import {
	listHeldResults,
	listJudgedStages,
	pageDecidedTasks,
	pageFeedback,
	pageFlaggedTasks,
	pageInOrder,
	pageReviewQueue,
} from "../../database/gate-reads.ts";
import type { PageRequest } from "../../database/keyset-page.ts";
import { worstFirst } from "../../gates/worst-first.ts";
import type { ApiContext } from "../api-context.ts";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { enumType } from "../enum-type.ts";
import { readSmallId } from "../id-argument.ts";
import { answerPage, type CursorShape, type PageArguments } from "../page.ts";
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

type ReviewOrder = "arrival" | "worstFirst";
const ReviewOrderEnum = enumType<ReviewOrder>("ReviewOrder", "In which order held results are looked at.", {
	arrival: "As their tasks were made.",
	worstFirst:
		"Farthest beyond the threshold of the rule that held them first, as a share of that threshold; those that no threshold held come after them, as their tasks were made.",
});

async function pageWorstFirst(database: Queryable, stageIds: readonly StageId[], request: PageRequest) {
	const ordered = worstFirst(await listHeldResults(database, stageIds));
	return pageInOrder(
		database,
		ordered.map(({ id }) => id),
		request,
	);
}

async function pageOfStages(
	context: ApiContext,
	asked: AskedStages,
	read: typeof pageReviewQueue,
	shape: CursorShape = ["number"],
) {
	const stageIds = await listJudgedStages(
		context.database,
		readSmallId(asked.projectId, "project", asProjectId),
		asked.stageIds?.map((id) => readSmallId(id, "stage", asStageId)) ?? null,
	);
	return answerPage(asked, shape, (request) => read(context.database, stageIds, request));
}

builder.queryFields((t) => ({
	reviewQueue: t.field({
		type: TaskConnection,
		description: "Results that wait for a person; `gate` says why.",
		args: {
			...pageArguments,
			...stagesArguments,
			order: t.arg({ type: ReviewOrderEnum, defaultValue: "arrival", description: "Which comes first." }),
		},
		complexity: pageComplexity,
		resolve: (_root, asked, context) =>
			asked.order === "worstFirst"
				? pageOfStages(context, asked, pageWorstFirst, ["number", "number"])
				: pageOfStages(context, asked, pageReviewQueue),
	}),
	decidedTasks: t.field({
		type: TaskConnection,
		description:
			"Results that a person approved or rejected, the newest decision first; `decision` says who, when and why. One that was made again since is left out, as it was judged anew.",
		args: { ...pageArguments, ...stagesArguments },
		complexity: pageComplexity,
		resolve: async (_root, asked, context) => {
			const projectId = readSmallId(asked.projectId, "project", asProjectId);
			const stageIds = await listJudgedStages(
				context.database,
				projectId,
				asked.stageIds?.map((id) => readSmallId(id, "stage", asStageId)) ?? null,
			);
			return answerPage(asked, ["number", "number"], (request) =>
				pageDecidedTasks(context.database, projectId, stageIds, request),
			);
		},
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
