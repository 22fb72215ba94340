import type { PlannedStage } from "../planning/planner.ts";
import { plannedStage, type RememberedProject } from "../planning/project-graph.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";
import type { GraphStage } from "./graph.ts";

/** A stage of a graph that is not written, as the planner would see it. */
export function plannedAs(stage: GraphStage, project: RememberedProject): PlannedStage {
	return plannedStage(project, { ...stage, resultHash: resultHashOf(stage.recipe) });
}
