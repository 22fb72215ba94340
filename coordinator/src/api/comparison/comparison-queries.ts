import { TilewrightError } from "@tilewright/contract/errors";
import { asStageId, type StageId } from "@tilewright/contract/ids";
import type { ApiContext } from "../api-context.ts";
import { readSmallId } from "../id-argument.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { StageComparisonType } from "./comparison-type.ts";

builder.queryFields((t) => ({
	compareStages: t.field({
		type: StageComparisonType,
		description:
			"What a stage and another one (such as the one that tries out its next version) measured on the same units.",
		args: {
			candidateId: t.arg.id({ required: true, description: "What is tried out." }),
			baselineId: t.arg.id({ description: "The stage as it is; without it the one that the candidate tries out." }),
		},
		complexity: { field: 20, multiplier: 1 },
		resolve: async (_root, given, context) => {
			const candidateId = readSmallId(given.candidateId, "stage", asStageId);
			const candidate = await loadStage(context, candidateId);
			if (given.baselineId != null) {
				const baselineId = readSmallId(given.baselineId, "stage", asStageId);
				await loadStage(context, baselineId);
				return { candidateId, baselineId };
			}
			if (candidate.canaryOf !== null) return { candidateId, baselineId: candidate.canaryOf };
			throw new TilewrightError({
				code: "ARGUMENT_INVALID",
				message: `Stage "${candidate.name}" tries out no other stage: say with "baselineId" what to compare it with.`,
				fields: { stageId: candidateId },
			});
		},
	}),
}));

async function loadStage(context: ApiContext, id: StageId) {
	const stage = await StageType.getDataloader(context).load(id);
	if (stage) return stage;
	throw new TilewrightError({
		code: "NOT_FOUND",
		message: `There is no stage ${id} (any more).`,
		fields: { what: "stage", id },
	});
}
