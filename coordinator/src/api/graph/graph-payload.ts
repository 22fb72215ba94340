import { asStageId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";

interface GraphAnswer {
	readonly projectId: ProjectId;
	readonly graphVersion: number;
	readonly summary: string;
	readonly addedStageIds: readonly StageId[];
	readonly removedStageIds: readonly StageId[];
	readonly changedStageIds: readonly StageId[];
	readonly stopped: number;
	readonly accepted: number;
	readonly rerun: number;
}

export const GraphPayload = builder.objectRef<GraphAnswer>("GraphPayload").implement({
	description: "What became of the graph.",
	fields: (t) => ({
		project: t.field({ type: ProjectType, description: "As it is now.", resolve: (payload) => payload.projectId }),
		graphVersion: t.exposeInt("graphVersion", { description: "Give it as `expectedGraphVersion` with the next edit." }),
		summary: t.exposeString("summary", { description: "What was changed, in a sentence." }),
		addedStages: t.field({
			type: [StageType],
			description: "Stages that are new, or back.",
			resolve: (payload) => payload.addedStageIds.map(asStageId),
		}),
		removedStages: t.field({
			type: [StageType],
			description: "Stages that are gone; their results are kept.",
			resolve: (payload) => payload.removedStageIds.map(asStageId),
		}),
		changedStages: t.field({
			type: [StageType],
			description: "Stages of which anything is another one.",
			resolve: (payload) => payload.changedStageIds.map(asStageId),
		}),
		stoppedCount: t.exposeInt("stopped", { description: "Programs that were stopped." }),
		acceptedCount: t.exposeInt("accepted", { description: "Results that count as made by the new version." }),
		rerunCount: t.exposeInt("rerun", { description: "Tasks that run again." }),
	}),
});
