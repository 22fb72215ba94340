import { listRemovedStages, type RemovedStageRow } from "../../database/removed-stage-reads.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "./stage-ref.ts";

const RemovedStageType = builder.objectRef<RemovedStageRow>("RemovedStage").implement({
	description: "A stage that was taken out of the graph: its results are kept until `deleteStageOutputs`.",
	fields: (t) => ({
		stage: t.field({ type: StageType, description: "Which one.", resolve: (removed) => removed.stageId }),
		removedAt: t.expose("removedAt", { type: "DateTime", description: "Since when." }),
		resultCount: t.exposeInt("resultCount", { description: "Tasks that still have a result." }),
		resultBytes: t.exposeFloat("resultBytes", { description: "How much these results hold on disk." }),
		outputPaths: t.stringList({
			description: "The folders they lie in.",
			resolve: (removed) => [...removed.outputPaths],
		}),
		isBeingDeleted: t.exposeBoolean("isBeingDeleted", {
			description: "Somebody has asked to delete them, and it is not done yet.",
		}),
		deletionProblem: t.exposeString("deletionProblem", {
			nullable: true,
			description: "Why they could not be deleted so far.",
		}),
	}),
});

builder.objectField(ProjectType, "removedStages", (t) =>
	t.field({
		type: [RemovedStageType],
		description:
			"Stages that were taken out of the graph, the newest removal first, with the size of what they left. Looks at every result: not for what is asked every second.",
		complexity: { field: 100, multiplier: 5 },
		resolve: (project, _arguments, context) => listRemovedStages(context.database, project.id),
	}),
);
