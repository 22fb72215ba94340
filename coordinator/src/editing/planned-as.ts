import type { PlannedStage } from "../planning/planner.ts";
import type { RememberedProject } from "../planning/project-graph.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";
import type { GraphStage } from "./graph.ts";

/** A stage of the graph to be, as the planner would see it. */
export function plannedAs(stage: GraphStage, project: RememberedProject): PlannedStage {
	return {
		id: stage.id,
		projectId: project.id,
		rootStageId: project.rootStageId,
		parents: stage.recipe.parents,
		unitRule: stage.recipe.unitRule,
		resultHash: resultHashOf(stage.recipe),
		skippedPlanes: project.skippedPlanes,
		firstOrdinal: stage.scope.firstOrdinal ?? null,
		region: stage.scope.region ?? null,
		canary: stage.canary,
	};
}
